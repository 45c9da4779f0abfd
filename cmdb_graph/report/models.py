"""A report as JSON: the answers of the analyses, side by side."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cmdb_graph.analysis.health.models import HealthAnswer
from cmdb_graph.analysis.models import AvailabilityAnswer, CutSetsAnswer, LossesAnswer, SinglePointsAnswer
from cmdb_graph.analysis.structure.models import CentralityAnswer, CommunitiesAnswer, CyclesAnswer
from cmdb_graph.impact.models import Named


class KindCount(BaseModel):
    """How many entities of one kind there are."""

    kind: str
    count: int


class ServiceReport(BaseModel):
    """What one service hangs on. `cut_sets` and `availability` are null where the time was over before."""

    service: Named
    criticality: str | None
    single_points: SinglePointsAnswer
    cut_sets: CutSetsAnswer | None
    availability: AvailabilityAnswer | None


class Report(BaseModel):
    """Everything that is told of the estate as a whole, and of its most critical services."""

    as_of: str
    part: str = Field(description="Of what: all of the estate, or the part that the snapshot holds")
    entities: int
    relationships: int
    kinds: list[KindCount] = Field(description="Most first")
    fragility: LossesAnswer
    services: list[ServiceReport] = Field(
        description="The most critical first, of these in the order of `fragility.services`, the others by id"
    )
    services_omitted: int
    cycles: CyclesAnswer
    communities: CommunitiesAnswer
    centrality: CentralityAnswer
    health: HealthAnswer
    not_worked_out: list[str] = Field(description="What the time was over for, in words")
