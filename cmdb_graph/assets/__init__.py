"""Hardware as assets: the steps of its life, what it is worth, and what is in stock."""

from cmdb_graph.assets.ask import lookup, stock, value
from cmdb_graph.assets.models import LookupAnswer, Step, StockAnswer, StockQuestion, ValueAnswer
from cmdb_graph.assets.records import step

__all__ = [
    "LookupAnswer",
    "Step",
    "StockAnswer",
    "StockQuestion",
    "ValueAnswer",
    "lookup",
    "step",
    "stock",
    "value",
]
