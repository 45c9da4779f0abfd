"""What it costs: assets, CIs and services over a period, each cent where it ends."""

from cmdb_graph.costs.ask import cost, costs
from cmdb_graph.costs.models import CostAnswer, CostQuestion, CostsAnswer

__all__ = ["CostAnswer", "CostQuestion", "CostsAnswer", "cost", "costs"]
