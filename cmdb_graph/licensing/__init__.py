"""Are we entitled: license positions, computed by traversal, with evidence for every unit counted."""

from cmdb_graph.licensing.ask import (
    FullPositions,
    full_positions,
    license_positions,
    reclaimed,
    reclaims,
    what_if,
)
from cmdb_graph.licensing.models import (
    PositionsAnswer,
    PositionsQuestion,
    ReclaimsAnswer,
    ReclaimsQuestion,
    Recognition,
    WhatIfAnswer,
    WhatIfQuestion,
)
from cmdb_graph.licensing.policies import Policies, Policy
from cmdb_graph.licensing.policies import load as load_policies
from cmdb_graph.licensing.recognize import Patterns
from cmdb_graph.licensing.recognize import load as load_patterns
from cmdb_graph.licensing.records import recognize

__all__ = [
    "FullPositions",
    "Patterns",
    "Policies",
    "Policy",
    "PositionsAnswer",
    "PositionsQuestion",
    "ReclaimsAnswer",
    "ReclaimsQuestion",
    "Recognition",
    "WhatIfAnswer",
    "WhatIfQuestion",
    "full_positions",
    "license_positions",
    "load_patterns",
    "load_policies",
    "reclaimed",
    "reclaims",
    "recognize",
    "what_if",
]
