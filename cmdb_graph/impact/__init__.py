"""What breaks: the impact of failures and changes, what a node stands on, and the chains between."""

from cmdb_graph.impact.ask import FullImpact, full_impact, impact
from cmdb_graph.impact.chains import dependencies, paths
from cmdb_graph.impact.explain import explain
from cmdb_graph.impact.models import (
    DependenciesAnswer,
    DependenciesQuestion,
    EvidenceAnswer,
    EvidenceQuestion,
    ImpactAnswer,
    ImpactQuestion,
    PathsAnswer,
    PathsQuestion,
    SitesAnswer,
    SitesQuestion,
)
from cmdb_graph.impact.sites import sites

__all__ = [
    "DependenciesAnswer",
    "DependenciesQuestion",
    "EvidenceAnswer",
    "EvidenceQuestion",
    "FullImpact",
    "ImpactAnswer",
    "ImpactQuestion",
    "PathsAnswer",
    "PathsQuestion",
    "SitesAnswer",
    "SitesQuestion",
    "dependencies",
    "explain",
    "full_impact",
    "impact",
    "paths",
    "sites",
]
