"""Files taken into a real database, and what it holds then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch
from cmdb_graph.entities.models import Entity
from cmdb_graph.entities.states import States
from cmdb_graph.ingest.models import ImportAnswer
from cmdb_graph.ingest.readers.cells import Options
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance


def taken(
    instance: Instance, folder: Path, content: str, format_name: str = "snipe-it", **options: Any
) -> ImportAnswer:
    file = folder / "file"
    file.write_text(content, encoding="utf-8")
    return import_file(
        instance.store,
        instance.vocabulary,
        file,
        source=format_name,
        who="tests",
        format=format_name,
        options=Options(**options),
    )


def bundle(instance: Instance, folder: Path, *entities: dict[str, Any]) -> None:
    assert taken(instance, folder, json.dumps({"entities": entities}), "bundle").rejected == []


def entity(instance: Instance, entity_id: str) -> Entity:
    return fetch.get(instance.store, instance.vocabulary, entity_id, None, Deadline(60))


def joined(instance: Instance, entity_id: str, type_: str) -> list[str]:
    return instance.store.read(
        lambda reader: sorted(target for _, _, target in States(reader, None).links_from([entity_id], [type_])),
        Deadline(60),
    )


def changes(answer: ImportAnswer) -> tuple[int, int, int, int]:
    entities, relationships = answer.entities, answer.relationships
    return entities.created, entities.updated, relationships.created, relationships.updated
