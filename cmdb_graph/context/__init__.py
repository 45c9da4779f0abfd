"""The agent's context: who asks for help, with what they work, what that stands on, and what is known to be wrong there."""

from cmdb_graph.context.ask import agent_context
from cmdb_graph.context.models import ContextAnswer, ContextQuestion

__all__ = ["ContextAnswer", "ContextQuestion", "agent_context"]
