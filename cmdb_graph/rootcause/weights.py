"""What the ranking weighs, as data: `builtin/weights.toml`, and an organization's own tables in place of it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cmdb_graph.data import Table, read
from cmdb_graph.errors import BadWeights

Share = Annotated[float, Field(ge=0, le=1)]
Times = Annotated[float, Field(gt=0, le=1e6)]
Seconds = Annotated[float, Field(gt=0, le=1e8)]


class Time(Table):
    """How near in time an alarm has to be."""

    step_seconds: Seconds
    before_seconds: Seconds
    after_seconds: Seconds
    gap_seconds: Seconds


class Strength(Table):
    """What a score counts; scores of different signals compare only roughly."""

    scale: Times
    unknown: Times
    severity: dict[str, Times]


class Sort(Table):
    """A sort of signal: by which words it is known, and which direction hurts."""

    words: tuple[str, ...]
    bad: Literal["up", "down"]


class Directions(Table):
    """What an event counts that is none of a fault, or of no known sort."""

    contrary: Share
    surge: Share
    fewer: Share
    other: Share


class Flow(Table):
    """How a fault shows elsewhere."""

    hard: Share
    soft: Share
    softest: Share
    starved: Share
    direct: Share
    half: Annotated[float, Field(gt=0, le=1)]
    faint: Share
    sure: Annotated[float, Field(gt=0, le=1)]
    rounds: Annotated[int, Field(ge=1, le=100)]
    least: Annotated[float, Field(gt=0, le=1)]


class Evidence(Table):
    """How much an observation tells."""

    symptom: Times
    alarm: Times
    own: Times
    starved: Times
    secondary: Share
    itself: Annotated[float, Field(gt=0, le=1)]
    silent: Annotated[float, Field(ge=0, lt=1)]
    unwatched: Annotated[float, Field(ge=0, lt=1)]
    silent_own: Annotated[float, Field(ge=0, lt=1)]
    silent_unwatched: Annotated[float, Field(ge=0, lt=1)]


class Prior(Table):
    """How many times likelier something is a cause, before any alarm."""

    change: Times
    change_hours: Times
    change_after_seconds: Seconds
    types: dict[str, Times]
    risk: dict[str, Times]
    failed: Times
    incident: Times
    problem: Times
    pairs: Times
    pairs_half: Annotated[int, Field(ge=1)]
    kinds: dict[str, Times]


class Cover(Table):
    """How several causes are told apart."""

    explained: Share
    second: Share
    mix: Share


class Weights(Table):
    """All of them; docs/root-cause.md says what each does."""

    time: Time
    strength: Strength
    signals: dict[str, Sort]
    match: dict[str, dict[str, Share]]
    directions: Directions
    flow: Flow
    evidence: Evidence
    prior: Prior
    cover: Cover


def load(path: Path | None = None) -> Weights:
    """The built-in weights, whole tables of them replaced by those of an organization's file. BadWeights names file and key."""
    if path is None:
        return _builtin()
    if not path.is_file():
        raise BadWeights(f"{path} is not a file. CMDB_ROOT_CAUSE must name a TOML file.")
    said = set(_tables(path))
    return read(
        path, Weights, BadWeights, **{name: table for name, table in _tables(_FILE).items() if name not in said}
    )


_FILE = Path(__file__).parent / "builtin" / "weights.toml"


@cache
def _builtin() -> Weights:
    return read(_FILE, Weights, BadWeights)


def _tables(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadWeights(f"{path.name}: {error}") from None
