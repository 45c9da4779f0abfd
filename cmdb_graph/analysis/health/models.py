"""The questions about health, and their answers, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from cmdb_graph.analysis.models import SHOWN, Id, Limit
from cmdb_graph.impact.models import Named

CheckName = Literal["required", "duplicates", "orphans", "stale", "dead_ends", "recommended"]
CHECKS: tuple[CheckName, ...] = get_args(CheckName)
Every = Literal["day", "week", "month"]
MOST_POINTS = 400
LONGEST = 36_500


class Narrowed(BaseModel):
    """Which entities are told of; all of what is given must hold. What is right and wrong is judged in the whole estate."""

    model_config = ConfigDict(extra="forbid")

    kinds: list[Id] = Field(default=[], max_length=100, description="Of these kinds and those below them")
    service: Id | None = Field(default=None, description="A service, and all that it stands on")
    site: Id | None = Field(default=None, description="A site, and what is there")
    sources: list[Id] = Field(default=[], max_length=100, description="Reported by any of these")
    stale_days: Annotated[int, Field(ge=1, le=LONGEST)] | None = Field(
        default=None, description="So long may go unreported what may not for ever; none: as the vocabulary says"
    )
    limit: Limit = SHOWN


class HealthQuestion(Narrowed):
    """What is wrong in the data?"""

    check: CheckName | None = Field(default=None, description="Only its rows are listed")
    as_of: AwareDatetime | None = Field(default=None, description="The graph as recorded then; none: now")


class TrendQuestion(Narrowed):
    """How did the figures go? At the times given, or at every one since, the end among them."""

    times: list[AwareDatetime] = Field(default=[], max_length=MOST_POINTS, description="At these times")
    every: Every | None = None
    since: AwareDatetime | None = Field(default=None, description="The first time, with `every`")
    until: AwareDatetime | None = Field(default=None, description="The last time, with `every`; none: now")

    @model_validator(mode="after")
    def _one_way(self) -> TrendQuestion:
        if bool(self.times) == (self.every is not None):
            raise ValueError("give either `times`, or `every` along with `since`")
        if (self.every is None) != (self.since is None) or (self.until is not None and self.every is None):
            raise ValueError("`every` and `since` go together, and `until` with them")
        return self


class Figure(BaseModel):
    """How many of those that a check judges it finds fault with."""

    check: CheckName
    of: int = Field(description="How many it judges")
    failing: int
    share: float | None = Field(description="The part that passes, 0 to 1; null where it judges none")
    weight: float = Field(description="Its weight of all that count here, 0 to 1")
    costs: float = Field(description="Points of the score that its failing take")


class Score(BaseModel):
    """100 less what the checks cost; null where nothing is judged."""

    score: float | None
    entities: int = Field(description="CIs and assets of kinds that the vocabulary has")
    checks: list[Figure]


class KindScore(Score):
    kind: str


class SourceScore(Score):
    source: str


class ServiceScore(Score, Named):
    """Of the service and all that it stands on."""


class Row(Named):
    """An entity that a check finds fault with."""

    check: CheckName
    why: str
    lacks: list[str] = Field(
        description="What is missing, where that is the fault; of alternatives joined by or, one is enough"
    )
    others: list[Named] = Field(description="What it is a duplicate of, or what its relationships lead to")
    others_omitted: int
    group: str | None = Field(description="Of duplicates: the first id of those that belong together")
    sources: list[str]


class Scores(BaseModel):
    """A score, and those of the parts: a kind by itself, a service with its boundary, a source."""

    total: Score
    kinds: list[KindScore]
    services: list[ServiceScore] = Field(description="The most critical first")
    services_omitted: int
    sources: list[SourceScore]
    sources_omitted: int


class HealthAnswer(Scores):
    """The scores, and the entities behind them, a row for each that a check finds fault with."""

    text: str
    as_of: str
    judged_at: str = Field(description="The time from which it is counted how long something went unreported")
    items: list[Row]
    omitted: int
    warnings: list[str]


class Point(Scores):
    """The scores at a time."""

    at: str = Field(description="The time that was asked for")
    as_of: str = Field(description="The time whose state it is")


class TrendAnswer(BaseModel):
    """The scores over time, each judged at its own."""

    text: str
    points: list[Point]
    warnings: list[str]
