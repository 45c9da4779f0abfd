"""The questions about the structure of the estate, and their answers, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from cmdb_graph.analysis.models import MOST_ITEMS
from cmdb_graph.impact.models import DependencyEdge, Id, Named, Question

SHOWN = 100
"""Items of an answer: each has evidence of its own."""
MOST_LISTED = 100
"""Members and the like that are listed of an item."""
MOST_EVIDENCE = 1_000
"""Steps of a cycle and relationships to take away that are listed of one."""
MOST_SAMPLES = 4_000_000
SAMPLES = 4_000
MOST_RESOLUTION = 10
MOST_KINDS = 100

Measure = Literal["betweenness", "dependents", "providers", "pagerank"]
MEASURES: tuple[Measure, ...] = ("betweenness", "dependents", "providers", "pagerank")


class EstateQuestion(Question):
    """About all that depends on each other, or a part of it."""

    service: Id | None = Field(default=None, description="Only this service and all that it stands on")
    site: Id | None = Field(default=None, description="Only this site and what is there")
    as_of: AwareDatetime | None = Field(default=None, description="The graph as recorded then; none: now")
    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS, description="How many items are listed")] = SHOWN


class CyclesQuestion(EstateQuestion):
    """What depends on itself, round a circle?"""

    kinds: list[Id] = Field(
        default=[], max_length=MOST_KINDS, description="Only relationships between these kinds and those below them"
    )


class CommunitiesQuestion(EstateQuestion):
    """What hangs together, and does the declared service map agree?"""

    kinds: list[Id] = Field(
        default=[], max_length=MOST_KINDS, description="Only these kinds and those below them, and what is between them"
    )
    resolution: Annotated[float, Field(gt=0, le=MOST_RESOLUTION)] = Field(
        default=1.0, description="Above 1: more and smaller communities; below: fewer and larger ones"
    )
    seed: Annotated[int, Field(ge=0, lt=2**32)] = Field(default=0, description="The same seed gives the same answer")


class CentralityQuestion(EstateQuestion):
    """What do most chains of dependencies go through?"""

    kinds: list[Id] = Field(
        default=[], max_length=MOST_KINDS, description="List only these kinds and those below them; figures stay whole"
    )
    by: Measure = Field(default="betweenness", description="What the items are ranked by")
    samples: Annotated[int, Field(ge=1, le=MOST_SAMPLES)] = Field(
        default=SAMPLES, description="Betweenness is exact where at most so many things depend on any, else sampled"
    )
    seed: Annotated[int, Field(ge=0, lt=2**32)] = Field(default=0, description="The same seed draws the same sample")


class Cycle(BaseModel):
    """Things each of which depends on every other, by however many steps: a strongly connected component."""

    size: int
    kinds: dict[str, int] = Field(description="How many of each kind, most first")
    members: list[Named] = Field(description=f"By id, at most {MOST_LISTED:,}")
    members_omitted: int
    hard: bool = Field(description="Whether some of them fall together: a cycle of hard relationships without spare")
    falls_together: int = Field(description="The most that fall together, whichever of them is lost; 0: none do")
    broken_by: Literal["gate", "soft"] | None = Field(
        description="What is in each of its cycles: a gate that can spare a member, or a soft relationship; null if hard"
    )
    length: int = Field(description="Steps of the cycle that is told")
    shortest: bool = Field(description="Whether it is proven that none is shorter")
    cycle: list[Named] = Field(description="In order: each depends on the next, the last on the first")
    relationships: list[DependencyEdge] = Field(description="All that make the steps of the cycle")
    hard_length: int = Field(description="The same of one without spare; 0 for none")
    hard_cycle: list[Named]
    hard_relationships: list[DependencyEdge]
    breaking: list[DependencyEdge] = Field(description="Relationships without which none of them depends on itself")
    breaking_omitted: int
    smallest: bool = Field(description="Whether it is proven that no fewer would do")


class CyclesAnswer(BaseModel):
    """What depends on itself, the largest first. Not each is an error."""

    text: str
    as_of: str
    nodes: int = Field(description="How many things were looked at")
    relationships: int = Field(description="How many hard and soft relationships between them")
    in_cycles: int = Field(description="How many things depend on themselves")
    hard: int = Field(description="How many of all the components have some that fall together")
    items: list[Cycle]
    omitted: int


class Overlap(BaseModel):
    """How much of a community and of a service's boundary are the same."""

    shared: int
    jaccard: float = Field(description="Shared, of all in either")
    of_community: float = Field(description="Shared, of the community (precision)")
    of_boundary: float = Field(description="Shared, of the boundary (recall)")


class ServiceOverlap(Named, Overlap):
    """A service, against a community."""


class Community(BaseModel):
    """Things that hang together more than with the rest."""

    number: int = Field(description="From 1, the largest first")
    size: int
    kinds: dict[str, int] = Field(description="How many of each kind, most first")
    members: list[Named] = Field(description=f"Those with most ties within first, at most {MOST_LISTED:,}")
    members_omitted: int
    services: list[ServiceOverlap] = Field(description="Whose boundary is most like it, best first, at most 5")
    services_omitted: int = Field(description="How many more have something of it in their boundary")
    unclaimed: list[Named] = Field(description=f"In no service's boundary, by id, at most {MOST_LISTED:,}")
    unclaimed_count: int


class CommunityOverlap(Overlap):
    """A community, against a service's boundary."""

    number: int
    size: int


class Spread(Named):
    """How what a service stands on is spread over communities."""

    boundary: int = Field(description="The service and all that it stands on, whatever the effect")
    communities: list[CommunityOverlap] = Field(description="That hold most of it, most first, at most 5")
    communities_omitted: int
    outside: int = Field(description="Of the boundary, in no community: no hard or soft relationship ties them to any")
    elsewhere: list[Named] = Field(
        description=f"Of the boundary, not in the community that holds most of it, by id, at most {MOST_LISTED:,}"
    )
    elsewhere_count: int


class CommunitiesAnswer(BaseModel):
    """Communities, the largest first, and the services by how far they are spread, most first."""

    text: str
    as_of: str
    nodes: int
    tied: int = Field(description="How many things have a hard or soft relationship; only these are in communities")
    modularity: float = Field(description="How much more ties lie within communities than by chance")
    resolution: float
    seed: int
    backend: str | None = Field(description="Of networkx, that found them; null: cmdb-graph itself")
    unclaimed: int = Field(description="Things in communities and in no service's boundary")
    items: list[Community]
    omitted: int
    services: list[Spread]
    services_omitted: int


class Central(Named):
    """One thing, and what goes through it."""

    rank: int = Field(description="By the chosen measure, in the whole; equal figures have equal ranks")
    betweenness: float = Field(description="The part of all pairs of others whose shortest chains go through it")
    plus_minus: float = Field(description="How far that may be from exact; 0 where it is")
    dependents: int = Field(description="How many depend on it directly")
    providers: int = Field(description="How many it depends on directly")
    pagerank: float = Field(description="How often a random walk from dependents to providers is there")


class CentralityAnswer(BaseModel):
    """Figures of centrality, the highest first."""

    text: str
    as_of: str
    nodes: int
    relationships: int = Field(description="Pairs of a dependent and a provider, each once")
    by: Measure
    sampled: bool = Field(description="Whether betweenness is an estimate")
    sources: int = Field(description="How many things depend on any: chains begin there")
    samples: int = Field(description="From how many of them chains were followed")
    seed: int
    error: float = Field(description="How far any betweenness may be from exact, all at once; 0 where it is exact")
    confidence: float | None = Field(description="How sure that is; null where it is exact")
    backend: str | None = Field(description="Of networkx, that worked out betweenness; null: cmdb-graph itself")
    items: list[Central]
    omitted: int
