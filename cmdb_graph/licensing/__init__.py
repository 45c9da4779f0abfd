"""Are we entitled: license positions, computed by traversal, with evidence for every unit counted."""

from cmdb_graph.licensing.ask import full_positions, license_positions, what_if
from cmdb_graph.licensing.models import PositionsAnswer, PositionsQuestion, WhatIfAnswer, WhatIfQuestion
from cmdb_graph.licensing.policies import Policies, Policy
from cmdb_graph.licensing.policies import load as load_policies

__all__ = [
    "Policies",
    "Policy",
    "PositionsAnswer",
    "PositionsQuestion",
    "WhatIfAnswer",
    "WhatIfQuestion",
    "full_positions",
    "license_positions",
    "load_policies",
    "what_if",
]
