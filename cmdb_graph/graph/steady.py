"""One state of the graph for a question that takes several queries.

Each query sees what is committed by then, so somebody may write between two of them. The clock tells. `last` is the last time at
which something was recorded, `recorded` the turn of the writer who did: it moves with every transaction that records, also with
those of a history that is loaded at one and the same past time, and not with one that only saw again what is there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import NotFound, ServerError, Unsettled
from cmdb_graph.graph.store import Reader, ReadStore

TRIES = 3
"""A batch of a history takes a fraction of a second: who meets three of them is better off asking later."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Moment:
    """The state that is asked: the present (`at` None), or the one at a time. `used` is the time that gives it again."""

    at: int | None
    used: int

    @property
    def as_of(self) -> str:
        """`used`, for people."""
        return times.iso(self.used)


def steady(store: ReadStore, as_of: int | None, deadline: Deadline, work: Callable[[Reader, Moment], T]) -> T:
    """Run `work` on one state of the graph: as of min(`as_of`, the last recorded time), which is the present when not earlier.

    Nothing is ever recorded before the last recorded time, so a state before it holds still. One that is not before it is asked
    of the present, which is fast, and asked again as of where the clock stood if the clock moved on meanwhile. Only a history
    that is loaded at one past time moves the state and not the time: then it is tried again, and Unsettled after TRIES. `work`
    may run several times, so it must have no side effects; it raises KeyError where one query misses what another told.
    """

    def run(reader: Reader) -> T:
        for _ in range(TRIES):
            last, recorded = _clock(reader)
            if as_of is not None and as_of < last:
                return work(reader, Moment(as_of, as_of))
            found, error = None, None
            try:
                found = work(reader, Moment(None, last))
            except (KeyError, NotFound) as raised:
                error = raised
            last_now, recorded_now = _clock(reader)
            if recorded_now == recorded:
                return _settled(found, error)
            if last_now > last:
                found = None  # so that a large one is not held twice
                return work(reader, Moment(last, last))
        raise Unsettled(
            "A history is being recorded at the very time that is asked about. Ask again in a moment, or as of a time before."
        )

    return store.read(run, deadline)


def _clock(reader: Reader) -> tuple[int, int]:
    last, turn = reader.packed("clock/recorded")
    return last, turn


def _settled(found: T | None, error: KeyError | NotFound | None) -> T:
    if isinstance(error, NotFound):
        raise error
    if error is not None:
        raise ServerError("The graph holds a relationship whose end cannot be read: please report this.") from error
    return found  # pyright: ignore[reportReturnType]  without an error it is what the work returned, which may be None
