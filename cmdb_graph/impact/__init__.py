"""What breaks: the impact of failures and changes, what a node stands on, and the chains between."""

from cmdb_graph.impact.ask import FullImpact, full_impact, impact
from cmdb_graph.impact.chains import dependencies, paths
from cmdb_graph.impact.models import (
    DependenciesAnswer,
    DependenciesQuestion,
    ImpactAnswer,
    ImpactQuestion,
    PathsAnswer,
    PathsQuestion,
)

__all__ = [
    "DependenciesAnswer",
    "DependenciesQuestion",
    "FullImpact",
    "ImpactAnswer",
    "ImpactQuestion",
    "PathsAnswer",
    "PathsQuestion",
    "dependencies",
    "full_impact",
    "impact",
    "paths",
]
