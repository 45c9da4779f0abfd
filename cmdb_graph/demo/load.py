"""Load the demo estate chapter by chapter, each at its own time, into an empty database; cut off, it goes on where it was."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from cmdb_graph import events, times
from cmdb_graph.deadline import Deadline
from cmdb_graph.demo.reader import Chapter, chapters
from cmdb_graph.entities import records
from cmdb_graph.entities.records import Precondition
from cmdb_graph.errors import Conflict, NotFound, ServerError
from cmdb_graph.graph import shape
from cmdb_graph.graph.store import Reader
from cmdb_graph.ingest.run import import_file
from cmdb_graph.ingest.write import Author
from cmdb_graph.instance import Instance

SOURCE = "demo"
_AUTHOR = Author("cmdb-graph demo", SOURCE)
_SECONDS = 60
_KEPT = timedelta(days=365)
"""Whatever the instance keeps: the story would lack what it tells of."""


def load_demo(instance: Instance, report: Callable[[str], None]) -> None:
    """Load what is missing of the demo estate. Conflict when the database holds another estate."""
    last = instance.store.read(_last_recorded, Deadline(_SECONDS))
    story = chapters()
    if last not in {0, *(times.to_micros(chapter.at) for chapter in story)}:
        if last > times.to_micros(story[-1].at) and _holds_demo(instance):
            return  # the demo, and somebody has worked on it since
        raise Conflict(
            "The database holds an estate already, and the demo is only loaded into an empty one. "
            "Set CMDB_DATA_DIR to a new folder and try again."
        )
    for chapter in story:
        if times.to_micros(chapter.at) >= last:
            report(f"{chapter.at:%Y-%m-%d}  {chapter.title}")
            _load(instance, chapter)


def _load(instance: Instance, chapter: Chapter) -> None:
    at = times.to_micros(chapter.at)
    with tempfile.TemporaryDirectory(prefix="cmdb-graph-") as folder:
        bundle = Path(folder) / "chapter.json"
        bundle.write_text(json.dumps({"entities": chapter.entities, "relationships": chapter.relationships}))
        answer = import_file(
            instance.store, instance.vocabulary, bundle, source=SOURCE, who=_AUTHOR.who, format="bundle", at=at
        )
    if answer.rejected:
        raise ServerError(f"The demo's chapter {chapter.title!r} was not accepted: {answer.rejected[0].detail}")
    for relationship in chapter.end:
        identity = {"group": None} | relationship
        _once(
            lambda identity=identity: records.end_relationship(
                instance.store, instance.vocabulary, identity, _AUTHOR, Deadline(_SECONDS), at=at
            )
        )
    for entity_id in chapter.retire:
        _once(
            lambda entity_id=entity_id: records.retire(
                instance.store, entity_id, Precondition(if_match="*"), _AUTHOR, Deadline(_SECONDS), at=at
            )
        )
    if chapter.alarms:
        told = events.take_in(
            instance.store, instance.vocabulary, {"events": chapter.alarms}, _KEPT, Deadline(_SECONDS), at=at
        )
        if told.refused:
            raise ServerError(f"An alarm of the demo's chapter {chapter.title!r} was refused: {told.refused[0].detail}")


def _once(step: Callable[[], object]) -> None:
    """A step that an earlier, interrupted load has done already is done."""
    with suppress(NotFound):
        step()


def _last_recorded(reader: Reader) -> int:
    return reader.packed("clock/read")[0]


def _holds_demo(instance: Instance) -> bool:
    first = chapters()[0].entities[0]["id"]
    found = instance.store.read(
        lambda reader: reader.packed("entities/read_states", ids=[first])[0], Deadline(_SECONDS)
    )
    return any(SOURCE in shape.seen_of(entity).sources for entity in found)
