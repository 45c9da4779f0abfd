"""The questions about tickets end to end: fetch, evaluate, and put the answer together. All doors call these functions."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.texts import in_a_sentence
from cmdb_graph.tickets.fetch import Fetch
from cmdb_graph.tickets.history import TicketStep
from cmdb_graph.tickets.models import ClocksAnswer, ClockTold, PrioritiesAnswer, StepsAnswer, StepTold
from cmdb_graph.tickets.priorities import compare, sentence
from cmdb_graph.tickets.process import Process
from cmdb_graph.tickets.promises import Promise, promises
from cmdb_graph.vocabulary import Vocabulary
from cmdb_graph.vocabulary.model import STATUS

_FIRST = datetime.combine(times.FIRST_DAY, time(), UTC)
_AHEAD = timedelta(days=3_660)
"""How far ahead of now a clock is read: a later time is a slip, and every day until then is reckoned."""


def steps_of(
    store: ReadStore, vocabulary: Vocabulary, process: Process, ticket_id: str, as_of: int | None, deadline: Deadline
) -> StepsAnswer:
    """What happened to a ticket, and which steps are allowed from here. NotFound, Retired."""

    def work(reader: Reader, moment: Moment) -> StepsAnswer:
        ticket = Fetch(reader, vocabulary, moment.at).ticket(ticket_id)
        state = ticket.stored.state
        life, status = process.life(state.kind), state.attributes.get(STATUS)
        allowed = life.allowed(status)
        return StepsAnswer(
            id=state.id,
            kind=state.kind,
            name=state.name,
            as_of=moment.as_of,
            version=ticket.stored.version,
            status=status if isinstance(status, str) else None,
            allowed=list(allowed),
            needs_close_code=[to for to in allowed if to in life.ends.close_code],
            close_codes=list(life.ends.close_codes),
            steps=[_step_told(step) for step in ticket.history(reader, process, known_at=moment.at).steps],
        )

    return steady(store, as_of, deadline, work)


def clocks_of(
    store: ReadStore,
    vocabulary: Vocabulary,
    process: Process,
    ticket_id: str,
    at: datetime | None,
    as_of: int | None,
    deadline: Deadline,
) -> ClocksAnswer:
    """What is promised for a ticket, and how its clocks stand (`at`: then; none: at `as_of`, else now). NotFound, Retired."""
    when = _when(at, as_of)

    def work(reader: Reader, moment: Moment) -> ClocksAnswer:
        ticket = Fetch(reader, vocabulary, moment.at).ticket(ticket_id)
        state = ticket.stored.state
        found = promises(ticket.history(reader, process, known_at=moment.at), process, when)
        return ClocksAnswer(
            text=_clocks_sentence(state.name, found),
            id=state.id,
            kind=state.kind,
            name=state.name,
            as_of=moment.as_of,
            at=times.iso(times.to_micros(when)),
            clocks=[_clock_told(each) for each in found],
            warnings=_lacking(found),
        )

    return steady(store, as_of, deadline, work)


def check_priorities(
    store: ReadStore,
    vocabulary: Vocabulary,
    process: Process,
    kind: str | None,
    as_of: int | None,
    limit: int,
    deadline: Deadline,
) -> PrioritiesAnswer:
    """Stored priorities against the matrix, of all tickets or of a kind. Invalid when it is no kind of ticket."""

    def work(reader: Reader, moment: Moment) -> PrioritiesAnswer:
        counts, found = compare(Fetch(reader, vocabulary, moment.at).ratings(kind), process)
        return PrioritiesAnswer(
            text=sentence(counts),
            as_of=moment.as_of,
            counts=counts,
            items=found[:limit],
            omitted=max(0, len(found) - limit),
        )

    return steady(store, as_of, deadline, work)


def _when(at: datetime | None, as_of: int | None) -> datetime:
    now = times.now()
    last = times.from_micros(now) + _AHEAD
    if at is not None and not _FIRST <= at <= last:
        why = f"a time from {times.FIRST_DAY} to {last.date()} is needed"
        raise Invalid(f"The clocks cannot be read at {at.isoformat()}: {why}.", places=[Place(why, pointer="/at")])
    return times.from_micros(times.to_micros(at) if at is not None else now if as_of is None else min(as_of, now))


def _step_told(step: TicketStep) -> StepTold:
    return StepTold(
        at=times.iso(times.to_micros(step.at)),
        who=step.who,
        source=step.source,
        recorded=step.source is not None,
        changes=dict(step.changes),
        note=step.note,
    )


def _clock_told(promise: Promise) -> ClockTold:
    target, reading, remaining = promise.target, promise.reading, promise.remaining
    return ClockTold(
        measure=promise.measure,
        priority=promise.priority,
        calendar=None if target is None else target.calendar,
        target=None if target is None else target.within.total_seconds(),
        started=times.iso(times.to_micros(promise.started)),
        state=None if reading is None else reading.state,
        actual=None if reading is None else reading.actual.total_seconds(),
        business=None if reading is None else reading.business.total_seconds(),
        remaining=None if remaining is None else remaining.total_seconds(),
        used=promise.used,
        due=None if reading is None or reading.due is None else times.iso(times.to_micros(reading.due)),
        breached=None if reading is None else reading.breached,
    )


def _clocks_sentence(name: str, found: list[Promise]) -> str:
    promised = [each for each in found if each.reading is not None]
    if not promised:
        return f"Nothing is promised for {in_a_sentence(name)}."
    breached = [each.measure for each in promised if each.reading is not None and each.reading.breached]
    if breached:
        return f"{in_a_sentence(name)} breached its promised {' and '.join(breached)}."
    return f"{in_a_sentence(name)} breached nothing that is promised for it."


def _lacking(found: list[Promise]) -> list[str]:
    return [
        f"No {each.measure} is promised: "
        + ("its priority is not known." if each.priority is None else f"priority {each.priority} has no target.")
        for each in found
        if each.target is None
    ]
