"""An import from end to end: read -> identify -> reconcile -> write.

`plan` goes the same way with reading transactions and writes nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid, Place, TooLarge
from cmdb_graph.files import spooling
from cmdb_graph.graph.store import ReadStore, WriteStore, transaction_time
from cmdb_graph.ingest import records
from cmdb_graph.ingest.ahead import BATCH_SECONDS, B, C, Decide, write_ahead
from cmdb_graph.ingest.decide import Decision, Entities, Relationships
from cmdb_graph.ingest.identify import Recorded, identify
from cmdb_graph.ingest.mapping import Mapped
from cmdb_graph.ingest.mapping import load as load_mapping
from cmdb_graph.ingest.models import Counts, ImportAnswer, Mode, Rejection
from cmdb_graph.ingest.notes import Notes
from cmdb_graph.ingest.readers import OPTIONS, Context, Item, reader
from cmdb_graph.ingest.readers.cells import Options
from cmdb_graph.ingest.stage import Planned, Stage
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges
from cmdb_graph.tickets import steps
from cmdb_graph.tickets.history import TicketStep
from cmdb_graph.vocabulary import Vocabulary

MAX_LISTED = 10_000
MAX_WARNINGS = 1_000
MAX_DISTINCT = 1_000_000
MAX_SOURCE = 100

Progress = Callable[[str, int, int | None], None]
"""Told the phase (read, entities, relationships), how many records are done, and of how many if that is known."""


def _silent(phase: str, done: int, total: int | None) -> None:
    del phase, done, total


@dataclass(slots=True)
class _Import:
    """What an import carries along."""

    store: ReadStore
    vocabulary: Vocabulary
    author: Author
    answer: ImportAnswer
    planned: Planned
    stage: Stage
    progress: Progress
    at: int | None
    max_records: int
    warned: set[int] = field(default_factory=set[int])

    def reject(self, detail: str, line: int | None, pointer: str | None) -> None:
        """Tell the place of a record that does not go in."""
        self.answer.rejected_count += 1
        if len(self.answer.rejected) < MAX_LISTED:
            self.answer.rejected.append(Rejection(line=line, pointer=pointer, detail=detail))

    def warn(self, text: str) -> None:
        """Name a warning once."""
        key = hash(text)
        if key in self.warned or len(self.warned) >= MAX_DISTINCT:
            return
        self.warned.add(key)
        if len(self.answer.warnings) < MAX_WARNINGS:
            self.answer.warnings.append(text)
        else:
            self.answer.warnings_omitted += 1


def import_file(
    store: ReadStore,
    vocabulary: Vocabulary,
    path: Path,
    *,
    source: str,
    who: str,
    format: str = "bundle",  # noqa: A002  the name that the API and the command use
    mode: Mode = "apply",
    at: int | None = None,
    kind: str | None = None,
    options: Options = Options(),  # noqa: B008  it is frozen
    mapping: Mapped | None = None,
    max_records: int = 5_000_000,
    progress: Progress = _silent,
    before: Planned | None = None,
) -> ImportAnswer:
    """Import a file. Memory does not grow with it.

    `options` are what the formats of `OPTIONS` do not say of themselves; `mapping` is what words of other tools mean, by default
    the built-in one.

    All of it is read and checked before anything is written; then entities and relationships go in, a batch a transaction.
    `before` holds what other files of a `plan` bring, and takes up what this one does.
    A batch that is run again changes nothing, so after a crash the same import simply completes. Raises Invalid when the file
    cannot be read at all, TooLarge beyond `max_records`, InsufficientStorage when there is no room to keep what was read,
    Conflict when `at` lies before something recorded.
    """
    began = time.monotonic()
    _check_source(source)
    if kind is not None:
        if format != "csv":
            why = f"only a CSV takes a kind from outside; the records of {format} have their own"
            raise Invalid(why, places=[Place(why, pointer="/kind")])
        vocabulary.kind(kind, pointer="/kind")
    _check_options(format, options, vocabulary)
    if mode == "apply" and not isinstance(store, WriteStore):
        raise TypeError("an import that applies needs a writing store")
    answer = ImportAnswer(source=source, mode=mode, format=format, at=None if at is None else times.iso(at))
    with Planned() as alone, spooling("Nothing was changed."):
        planned = before or alone
        stage = planned.stage()
        run = _Import(store, vocabulary, Author(who, source), answer, planned, stage, progress, at, max_records)
        mapped = mapping or load_mapping(vocabulary)
        context = Context(vocabulary, Recorded(store, vocabulary), mapped, run.warn, kind, options)
        _read(run, reader(format)(path, context))
        stage.flush()
        _check_time(run)
        so_far = "What was recorded by then is whole; the same import again completes it."
        with spooling(so_far if mode == "apply" else "Nothing was changed."):
            _write_entities(run)
            _write_relationships(run)
            _write_steps(run)
    answer.rejected.sort(key=lambda rejection: (rejection.line or 0, rejection.pointer or ""))
    answer.seconds = round(time.monotonic() - began, 3)
    return answer


def _check_source(source: str) -> None:
    if not 1 <= len(source) <= MAX_SOURCE or not source.isprintable():
        raise Invalid(f"A source has a name of 1 to {MAX_SOURCE} printable characters, not {source[:120]!r}.")


def _check_options(format_name: str, options: Options, vocabulary: Vocabulary) -> None:
    """Refuse what the format would pass over, and a metric that no policy has."""
    for name in Options.__dataclass_fields__:
        if getattr(options, name) is not None and name not in OPTIONS.get(format_name, ()):
            takers = [each for each, its in OPTIONS.items() if name in its]
            why = f"{name} says nothing of the format {format_name}; it is for {' and '.join(takers)}"
            raise Invalid(why, places=[Place(why, pointer=f"/{name}")])
    if options.currency is not None and not re.fullmatch("[A-Z]{3}", options.currency):
        why = f"currency is an ISO 4217 code such as EUR, not {options.currency[:80]!r}"
        raise Invalid(why, places=[Place(why, pointer="/currency")])
    metrics = vocabulary.kind("License").attributes["metric"].values
    if options.metric is not None and options.metric not in metrics:
        why = f"metric is one of {', '.join(metrics)}, not {options.metric[:80]!r}"
        raise Invalid(why, places=[Place(why, pointer="/metric")])
    if options.zone is not None:
        try:
            ZoneInfo(options.zone)
        except (KeyError, ValueError, OSError):
            why = f"there is no time zone {options.zone[:80]!r}: name one such as Europe/Vienna"
            raise Invalid(why, places=[Place(why, pointer="/zone")]) from None


def _read(run: _Import, items: Iterator[Item]) -> None:
    """Check and identify every record, and keep it on disk."""
    count = 0
    for item in items:
        count += 1
        if count > run.max_records:
            raise TooLarge(
                f"The file holds more than the {run.max_records:,} records that an import may have. "
                "Nothing was changed: divide it."
            )
        _stage(run, item)
        if count % 10_000 == 0:
            run.progress("read", count, None)
    run.progress("read", count, count)


def _stage(run: _Import, item: Item) -> None:
    if item.fault is not None:
        run.reject(item.fault, item.line, item.pointer)
        return
    # A bundle says by its lists which is which; elsewhere the object itself does.
    listed = (item.pointer or "").split("/")[1:2]
    relation = listed == ["relationships"] or (listed != ["entities"] and records.is_relationship(item.raw))
    try:
        if isinstance(item.raw, records.StepRecord):
            changes = records.step_changes(item.raw, run.vocabulary)
            step = TicketStep(item.raw.at, item.raw.who, changes)
            run.stage.add_step(item.raw.ticket, step, item.line, item.pointer)
        elif relation:
            record = records.relationship_record(item.raw, run.vocabulary)
            run.stage.add_relationship(record, item.line, item.pointer)
        else:
            entity = records.entity_record(item.raw, run.vocabulary, run.warn)
            run.stage.add_entity(identify(entity), entity, item.line, item.pointer)
    except Invalid as error:
        _reject_at(run, error, item.line, item.pointer)
        raw: Any = item.raw
        if isinstance(raw, dict) and not relation and isinstance(named := cast("dict[str, Any]", raw).get("id"), str):
            run.stage.reject(named.encode("utf-8", "replace").decode())


def _reject_at(run: _Import, error: Invalid, line: int | None, pointer: str | None) -> None:
    """A pointer goes on into the record; a line cannot, so there the field is named instead."""
    inner = error.places[0].pointer if error.places else ""
    if pointer is not None:
        run.reject(error.detail, line, f"{pointer}{inner or ''}")
    else:
        run.reject(f"{inner.lstrip('/')}: {error.detail}" if inner else error.detail, line, None)


def _check_time(run: _Import) -> None:
    """Refuse a plan at a time at which its import would be refused."""
    if run.at is not None and run.answer.mode == "plan":
        last, _ = run.store.read(lambda reader: reader.packed("clock/read"), Deadline(BATCH_SECONDS))
        transaction_time(last, run.at)


def _write_entities(run: _Import) -> None:
    decide = Entities(run.vocabulary, run.author, run.stage)
    notes = Notes()
    done = 0
    for batch, decision in _each(run, run.stage.entity_batches(), decide):
        notes.take(batch, decision)
        _count(run.answer.entities, decision.changes)
        for error, place, entity_id in decision.rejected:
            _reject_at(run, error, place.line, place.pointer)
            run.stage.withdraw(entity_id, place)
        done += len(batch.records)
        run.progress("entities", done, run.stage.entities)
    for text in notes.warnings():
        run.warn(text)


def _write_relationships(run: _Import) -> None:
    also = run.planned.kinds if run.answer.mode == "plan" else None
    decide = Relationships(run.vocabulary, run.author, run.stage, also)
    done = 0
    for batch, decision in _each(run, run.stage.relationship_batches(), decide):
        _count(run.answer.relationships, decision.changes)
        for error, place, _ in decision.rejected:
            _reject_at(run, error, place.line, place.pointer)
        done += len(batch.records)
        run.progress("relationships", done, run.stage.relationships)


def _write_steps(run: _Import) -> None:
    """After their tickets: what happened to one that was refused is refused with it."""
    done = 0
    for batch in run.stage.step_batches():
        refused = run.stage.rejected_among(list(dict.fromkeys(ticket for ticket, _, _ in batch.records)))
        found: dict[str, list[TicketStep]] = {}
        for ticket, place, step in batch.records:
            if ticket in refused:
                run.reject(f"its ticket {ticket!r} was rejected", place.line, place.pointer)
            else:
                found.setdefault(ticket, []).append(step)
        new = _record(run, found)
        run.answer.steps.created += new
        run.answer.steps.unchanged += sum(map(len, found.values())) - new
        done += len(batch.records)
        run.progress("steps of tickets", done, run.stage.steps)


def _record(run: _Import, found: Mapping[str, list[TicketStep]]) -> int:
    """How many steps are new; they are recorded unless this is a plan."""
    deadline = Deadline(BATCH_SECONDS)
    if run.answer.mode == "plan" or not isinstance(run.store, WriteStore):
        return run.store.read(lambda reader: steps.missing(reader, found), deadline)
    new, _ = run.store.write(lambda writer: steps.record(writer, found, run.author.source), deadline, at=run.at)
    return new


def _each(run: _Import, batches: Iterator[B], decide: Decide[B, C]) -> Iterator[tuple[B, Decision[C]]]:
    """Decide each batch, and write it unless this is a plan."""
    if run.answer.mode == "apply" and isinstance(run.store, WriteStore):
        yield from write_ahead(run.store, batches, decide, run.author, at=run.at)
        return
    now = times.now() if run.at is None else run.at
    for batch in batches:
        yield (
            batch,
            run.store.read(lambda reader, batch=batch: decide(reader, batch, now), Deadline(BATCH_SECONDS)),
        )


def _count(counts: Counts, changes: EntityChanges | RelationshipChanges) -> None:
    counts.created += len(changes.created)
    counts.updated += len(changes.updated)
    counts.unchanged += len(changes.unchanged)
