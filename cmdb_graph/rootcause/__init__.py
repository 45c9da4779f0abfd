"""Why did it break: causes of symptoms, ranked with evidence."""

from cmdb_graph.rootcause.ask import root_cause
from cmdb_graph.rootcause.models import RootCauseAnswer, RootCauseQuestion
from cmdb_graph.rootcause.weights import Weights, load

__all__ = ["RootCauseAnswer", "RootCauseQuestion", "Weights", "load", "root_cause"]
