"""Hardware as assets: the steps of its life, what it is worth, what is in stock, and requests fulfilled from there."""

from cmdb_graph.assets.ask import lookup, options, stock, value
from cmdb_graph.assets.models import (
    LookupAnswer,
    OptionsAnswer,
    OptionsQuestion,
    Reservation,
    ReservationAnswer,
    Step,
    StockAnswer,
    StockQuestion,
    ValueAnswer,
)
from cmdb_graph.assets.records import reserve, step

__all__ = [
    "LookupAnswer",
    "OptionsAnswer",
    "OptionsQuestion",
    "Reservation",
    "ReservationAnswer",
    "Step",
    "StockAnswer",
    "StockQuestion",
    "ValueAnswer",
    "lookup",
    "options",
    "reserve",
    "step",
    "stock",
    "value",
]
