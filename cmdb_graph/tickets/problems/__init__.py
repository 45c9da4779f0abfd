"""Problems to propose: incidents that a recorded cause or a provider joins, with the evidence. docs/tickets.md says how."""

from cmdb_graph.tickets.problems.ask import problems
from cmdb_graph.tickets.problems.models import ProblemsAnswer, ProblemsQuestion

__all__ = ["ProblemsAnswer", "ProblemsQuestion", "problems"]
