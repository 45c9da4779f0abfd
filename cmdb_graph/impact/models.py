"""The question and the answer of `POST /impact`, `/dependencies` and `/paths`."""

from __future__ import annotations

import json
from enum import IntEnum
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

StateWord = Literal["unaffected", "at_risk", "degraded", "down"]


class State(IntEnum):
    """How a node stands, from best to worst."""

    UNAFFECTED = 0
    AT_RISK = 1
    DEGRADED = 2
    DOWN = 3

    @property
    def word(self) -> StateWord:
        """The state as answers spell it: `at_risk`."""
        return _WORDS[self]

    @classmethod
    def of(cls, word: StateWord) -> State:
        """The state that a word spells."""
        return cls(_WORDS.index(word))


_WORDS: tuple[StateWord, ...] = ("unaffected", "at_risk", "degraded", "down")

Id = Annotated[str, StringConstraints(min_length=1, max_length=1024)]
GivenWord = Literal["degraded", "down"]
LeastWord = Literal["at_risk", "degraded", "down"]
MAX_GIVEN = 1_000
DEFAULT_LIMIT = 1_000
MAX_LIMIT = 100_000
DEFAULT_PROVIDERS = 10_000
MOST_TOLD = 10_000
"""Entries of `tickets`, `notify` and `exposed`, each. No question lowers it: who asks for the counts still has whom to tell."""
MOST_PROVIDERS = 1_000
"""Providers that one gate lists."""
MOST_SITES = 10
"""Sites that are told of one entity."""
MOST_WARNINGS = 1_000
"""Gates that are told to need more than they have."""
MAX_PATH_STEPS = 2_000_000
"""Ids in all paths of one answer, some 100 MB of JSON: on a chain of n nodes the paths alone are n * n / 2 ids."""


class Question(BaseModel):
    """A question refuses what it does not know, so that a misspelled option is told instead of passed over."""

    model_config = ConfigDict(extra="forbid")


class Given(Question):
    """A node and the state that the question gives it."""

    id: Id
    state: GivenWord = "down"

    @model_validator(mode="before")
    @classmethod
    def _object(cls, given: object) -> object:
        if isinstance(given, str):
            why = f"a target is an object such as {json.dumps({'id': given[:80]})}"
            raise PydanticCustomError("not_an_object", "{why}", {"why": why})
        return given


class ImpactQuestion(Question):
    """What breaks when the targets are in these states, given failures that exist already (`assuming`)?"""

    targets: Annotated[list[Given], Field(min_length=1, max_length=MAX_GIVEN)]
    assuming: Annotated[list[Given], Field(max_length=MAX_GIVEN)] = []
    least_state: LeastWord = Field(default="at_risk", description="Leave out what is better than this")
    as_of: AwareDatetime | None = Field(default=None, description="Ask the estate as it was recorded then")
    limit: Annotated[int, Field(ge=0, le=MAX_LIMIT)] = Field(
        default=DEFAULT_LIMIT, description="Most entries of `affected`"
    )
    kinds: list[Id] | None = Field(default=None, description="Only these kinds, and those below them, in `affected`")
    exposed: bool = Field(default=False, description="Also tell the services that stand on something at risk")


class Ended(BaseModel):
    """A target and the state that it ends in."""

    id: str
    state: StateWord


class Provider(BaseModel):
    """A provider that tripped a gate."""

    id: str
    state: StateWord


class GateEvidence(BaseModel):
    """A gate whose result is the node's state: so many of its members stand, so many are needed, these do not."""

    group: str | None
    effect: Literal["hard", "soft"]
    need: int
    members: int
    standing: int
    providers: list[Provider] = Field(
        description=f"The worst first, then by id: at most {MOST_PROVIDERS:,}, and the one on the path"
    )
    omitted: int = Field(
        default=0, exclude_if=lambda count: count == 0, description="How many more there are; absent for none"
    )


class AffectedNode(BaseModel):
    """A node that is worse than before, with the gates that made it so and a shortest chain from a target."""

    id: str
    kind: str
    name: str
    criticality: str | None = Field(description="How much the organization loses while it is down, as recorded")
    state: StateWord
    before: StateWord
    distance: int
    path: list[str]
    because: list[GateEvidence]


class Counts(BaseModel):
    """How many are affected, exact whatever the limit."""

    down: int
    degraded: int
    at_risk: int


class TicketAbout(BaseModel):
    """A ticket that is not over, and the targets and affected nodes that it is about."""

    id: str
    kind: str
    name: str
    status: str | None
    priority: int | None
    starts: str | None = Field(description="When the work of a change shall begin, as recorded (`planned_start`)")
    ends: str | None = Field(description="When it shall be done (`planned_end`)")
    about: list[str]


class Duty(BaseModel):
    """Why somebody is told: they own or support this target or affected service."""

    relation: Literal["owns", "supports"]
    id: str


class Contact(BaseModel):
    """Somebody to tell: who owns or supports a target or an affected service; `duties` say which, `about` lists the ids."""

    id: str
    kind: str
    name: str
    email: str | None
    about: list[str]
    duties: list[Duty]


class Named(BaseModel):
    """A node by name."""

    id: str
    kind: str
    name: str


class ImpactAnswer(BaseModel):
    """What breaks, with evidence. `text` says it in one sentence."""

    text: str
    as_of: str
    targets: list[Ended]
    counts: Counts
    affected: list[AffectedNode]
    omitted: int = Field(
        description="How many affected nodes were left out of `affected`: by `limit`, or as a warning says"
    )
    tickets: list[TicketAbout] = Field(description=f"The highest priority first, at most {MOST_TOLD:,}")
    tickets_omitted: int = Field(description="How many more tickets there are")
    notify: list[Contact] = Field(description=f"Whoever answers for the most of it first, at most {MOST_TOLD:,}")
    notify_omitted: int = Field(description="How many more contacts there are")
    warnings: list[str]
    exposed: list[Named] | None = Field(default=None, description=f"By id, at most {MOST_TOLD:,}")
    exposed_omitted: int = Field(default=0, description="How many more services there are in `exposed`")


class EvidenceQuestion(Question):
    """Why does `id` stand, or not, when the targets are in these states, given failures that exist already?"""

    id: Id
    targets: Annotated[list[Given], Field(min_length=1, max_length=MAX_GIVEN)]
    assuming: Annotated[list[Given], Field(max_length=MAX_GIVEN)] = []
    as_of: AwareDatetime | None = Field(default=None, description="Ask the estate as it was recorded then")


class Joint(BaseModel):
    """A relationship as evidence: which type it is, whose word its state is, and when anybody last reported it."""

    type: str
    reported_by: str
    last_seen: str


class MemberState(Named):
    """A provider of a gate, its state, and the relationships that make it one."""

    state: StateWord
    joints: list[Joint]


class WholeGate(BaseModel):
    """A gate with all its providers, the worst first. `state` is its result: what it alone would make of its dependent."""

    group: str | None
    effect: Literal["hard", "soft"]
    need: int
    members: int
    standing: int
    state: StateWord
    providers: list[MemberState]
    omitted: int = Field(description="How many providers are not listed")


class ChainStep(BaseModel):
    """From a provider to the dependent that it takes along: the relationships between them, and the gate that these are in."""

    provider: Named
    dependent: Named
    state: StateWord = Field(description="What the dependent becomes")
    joints: list[Joint]
    gate: WholeGate = Field(
        description="Its arithmetic; its providers are told in `gates` of the dependent's own evidence"
    )


class EvidenceAnswer(BaseModel):
    """Why a node is what it is. `chain` leads to it from a target, and is empty for one that is not affected."""

    text: str
    as_of: str
    id: str
    kind: str
    name: str
    state: StateWord
    before: StateWord
    given: bool = Field(description="Whether the question itself gives it a state")
    chain: list[ChainStep]
    gates: list[WholeGate] = Field(description="Every gate that it hangs on, the worst first: also those that hold")


class DependenciesQuestion(Question):
    """What does a node stand on?"""

    id: Id
    depth: Annotated[int, Field(ge=1)] | None = Field(default=None, description="Steps to follow; none: all of it")
    limit: Annotated[int, Field(ge=0, le=MAX_LIMIT)] = Field(
        default=DEFAULT_PROVIDERS, description="Most entries of `providers`"
    )
    as_of: AwareDatetime | None = None


class ProviderAt(BaseModel):
    """A node that the asked one stands on, and how many steps away."""

    id: str
    kind: str
    name: str
    distance: int


class DependencyEdge(BaseModel):
    """A relationship between two of the nodes."""

    type: str
    source: Annotated[str, Field(serialization_alias="from")]
    target: Annotated[str, Field(serialization_alias="to")]
    effect: str
    group: str | None
    need: int | None


class DependenciesAnswer(BaseModel):
    """What a node stands on within `depth`, nearest first, with the relationships between those that are told and the node."""

    text: str
    as_of: str
    id: str
    name: str
    providers: list[ProviderAt]
    omitted: int = Field(description="How many nodes the limit left out of `providers`")
    edges: list[DependencyEdge]
    edges_omitted: int = Field(description="How many relationships with such a node were left out of `edges`")


class PathStep(BaseModel):
    """One relationship of a path, in the direction of dependence."""

    type: str
    source: Annotated[str, Field(serialization_alias="from")]
    target: Annotated[str, Field(serialization_alias="to")]
    effect: str
    group: str | None


class Path(BaseModel):
    """A chain of dependence without a repeated node."""

    nodes: list[Named]
    steps: list[PathStep]


class PathsAnswer(BaseModel):
    """The shortest chain from a dependent to a provider, then alternatives, never longer ones before shorter ones."""

    text: str
    as_of: str
    paths: list[Path]


class PathsQuestion(Question):
    """How does one node depend on another?"""

    source: Id
    target: Id
    k: Annotated[int, Field(ge=1, le=100)] = 5
    as_of: AwareDatetime | None = None


class SitesQuestion(Question):
    """At which sites do these stand?"""

    ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_LIMIT)]
    as_of: AwareDatetime | None = None


class SitesAnswer(BaseModel):
    """At which sites entities stand: by their places, else by their hosts, else by their members, wholes, storage and power."""

    as_of: str
    sites: list[Named] = Field(description="Every site that is in `located`, by id")
    located: dict[str, list[str]] = Field(
        description=f"For each id the ids of its sites, at most {MOST_SITES}; empty where nothing says"
    )
    more: list[str] = Field(description=f"Those that stand at more than {MOST_SITES} sites")
