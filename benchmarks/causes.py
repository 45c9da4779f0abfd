"""A root-cause question on the large estate, with 100,000 tickets and 1,000,000 events recorded."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.estate import Estate, Record, Size
from benchmarks.load import Loaded, load
from benchmarks.table import Row, milliseconds, timed
from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import Writer
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.rootcause import RootCauseQuestion, root_cause
from cmdb_graph.rootcause import load as load_weights
from cmdb_graph.vocabulary import Vocabulary

_SEED = 20_261_126
_BAR_SECONDS = 1
_TICKETS_A_MILLION, _EVENTS_A_MILLION = 75_000, 1_000_000
"""Beside the 25,000 tickets that the estate has itself."""
_BATCH = 10_000
_DAYS, _QUESTIONS = 90, 25
_DAY = 86_400_000_000
_SIGNALS = (("latency", "up"), ("cpu", "up"), ("errors", "up"), ("availability", "down"), ("requests", "down"))


def measure(vocabulary: Vocabulary, home: Path, nodes: int, *, again: bool = False) -> list[Row]:
    """The median over questions about services that hurt, each with a fault planted under it, asked once it is known."""
    estate = Estate(vocabulary, nodes)
    loaded = load(home, vocabulary, _with_tickets(estate), again=again)
    weights = load_weights()
    try:
        events = _events(loaded, estate.size, home / "events")
        took: list[float] = []
        ranked = 0
        for at in range(_QUESTIONS + 5):
            question = RootCauseQuestion.model_validate(
                {"symptoms": [{"id": f"business-{at * 13 % estate.size.business_services}", "signal": "latency"}]}
            )
            count: list[int] = []

            def ask(question: RootCauseQuestion = question, count: list[int] = count) -> None:
                answer = root_cause(loaded.store, vocabulary, weights, question, Deadline(60))
                count.append(len(answer.candidates) + answer.omitted)

            took.append(timed(ask))
            ranked += count[0]
        median = statistics.median(took[5:])
        what = f"{_QUESTIONS} questions: {events:,} events, 100,000 tickets, {loaded.nodes:,} nodes"
        return [
            Row(what, milliseconds(median), f"worst {milliseconds(max(took[5:]))}", median, _BAR_SECONDS, unit="s"),
            Row("candidates ranked, mean", f"{ranked / len(took):,.0f}", "", 0.0, None, unit=""),
        ]
    finally:
        loaded.close()


def _with_tickets(estate: Estate) -> Iterator[Record]:
    yield from estate
    chance, size = Random(_SEED), estate.size
    for at in range(size.share(_TICKETS_A_MILLION)):
        is_change = at % 4 == 0
        day = f"2026-{chance.randrange(1, 12):02}-{chance.randrange(1, 28):02}T{chance.randrange(24):02}:00:00Z"
        facts: dict[str, Any] = {"status": "closed" if chance.random() < 0.9 else "in_progress"}
        facts |= {"actual_start": day, "change_type": "normal"} if is_change else {"opened_at": day}
        name = f"more-ticket-{at}"
        yield EntityRecord(name, "Change" if is_change else "Incident", f"Ticket {at}", None, facts)
        service = f"business-{chance.randrange(size.business_services)}"
        cause = _somewhere(chance, size)
        yield RelationshipRecord(
            "TARGETS" if is_change else "AFFECTS", name, cause if is_change else service, None, "", None, {}
        )
        if not is_change:
            yield RelationshipRecord("CAUSED_BY", name, cause, None, "", None, {})


def _somewhere(chance: Random, size: Size) -> str:
    kind, count = chance.choice(
        (
            ("server", size.servers),
            ("vm", size.machines),
            ("database", size.databases),
            ("app", size.applications),
        )
    )
    return f"{kind}-{chance.randrange(count)}"


def _events(loaded: Loaded, size: Size, mark: Path) -> int:
    """Alarms spread over all days and things, recorded once per database."""
    count = size.share(_EVENTS_A_MILLION)
    if mark.exists():
        return count
    chance, now = Random(_SEED), times.now()
    for start in range(0, count, _BATCH):
        rows: list[dict[str, object]] = []
        for at in range(start, min(count, start + _BATCH)):
            signal, direction = chance.choice(_SIGNALS)
            rows.append(
                {
                    "key": f"benchmark-{at}",
                    "on": _somewhere(chance, size),
                    "at": now - chance.randrange(_DAYS * _DAY),
                    "signal": signal,
                    "direction": direction,
                    "score": chance.uniform(3, 60),
                }
            )

        def record(writer: Writer, rows: list[dict[str, object]] = rows) -> None:
            writer.packed("events/record", events=rows, now=writer.now)

        loaded.store.write(record, Deadline(timedelta(minutes=5).total_seconds()))
    mark.touch()
    return count
