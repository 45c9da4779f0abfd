"""Hardware as assets: the steps of its life, what it is worth, what is in stock, and requests fulfilled from there."""

from cmdb_graph.assets.ask import life_cycle, lookup, options, stock, stocktaking, value
from cmdb_graph.assets.models import (
    LifeCycle,
    LookupAnswer,
    OptionsAnswer,
    OptionsQuestion,
    Reservation,
    ReservationAnswer,
    Step,
    StockAnswer,
    StockQuestion,
    StocktakingAnswer,
    StocktakingQuestion,
    ValueAnswer,
)
from cmdb_graph.assets.records import reserve, step, take_stock

__all__ = [
    "LifeCycle",
    "LookupAnswer",
    "OptionsAnswer",
    "OptionsQuestion",
    "Reservation",
    "ReservationAnswer",
    "Step",
    "StockAnswer",
    "StockQuestion",
    "StocktakingAnswer",
    "StocktakingQuestion",
    "ValueAnswer",
    "life_cycle",
    "lookup",
    "options",
    "reserve",
    "step",
    "stock",
    "stocktaking",
    "take_stock",
    "value",
]
