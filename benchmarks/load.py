"""An estate into a database by the offline importer, every property as the product would have stored it."""

from __future__ import annotations

import csv
import shutil
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from benchmarks.estate import Record
from cmdb_graph import times
from cmdb_graph.graph import migrations, shape
from cmdb_graph.graph.server import Endpoint, ManagedServer, Memory
from cmdb_graph.graph.shape import Seen, StoredEntity, StoredRelationship
from cmdb_graph.graph.store import WriteStore
from cmdb_graph.ingest.reconcile import relationship_state, replaced
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord
from cmdb_graph.instance import Instance, open_instance
from cmdb_graph.settings import Settings
from cmdb_graph.vocabulary import Vocabulary

WHO, SOURCE = "benchmark", "estate"
MEMORY = Memory(heap=2048, page_cache=2048)

_TYPES: dict[type, str] = {str: "string", int: "long", float: "double", bool: "boolean"}
_FINISHED = "finished"


@dataclass(slots=True)
class Loaded:
    """A running server that holds an estate; `seconds` per step of the first load, empty when the database was there already."""

    server: ManagedServer
    store: WriteStore
    nodes: int
    relationships: int
    seconds: dict[str, float]

    def close(self) -> None:
        self.store.close()
        self.server.release()


def load(home: Path, vocabulary: Vocabulary, estate: Iterable[Record], *, again: bool = False) -> Loaded:
    """The estate in the folder `home`, made when it is not there yet, or `again`."""
    finished = home / _FINISHED
    seconds: dict[str, float] = {}
    server = ManagedServer(home / "data", memory=MEMORY)
    if again or not finished.exists():
        shutil.rmtree(home, ignore_errors=True)
        (home / "csv").mkdir(parents=True)
        began = time.monotonic()
        files = Files(home / "csv", vocabulary)
        files.write(estate)
        seconds["write CSV"] = time.monotonic() - began
        began = time.monotonic()
        server.import_full(
            files.node_arguments(),
            files.relationship_arguments(),
            options=["--multiline-fields=true", "--multiline-fields-format=v1", "--max-off-heap-memory=2g"],
        )
        seconds["offline importer"] = time.monotonic() - began
        counts = files.counts
    else:
        counts = tuple(int(count) for count in finished.read_text(encoding="ascii").split())
    began = time.monotonic()
    endpoint = server.ensure_running()
    opened = instance(endpoint)
    if not finished.exists():
        seconds["start"] = time.monotonic() - began
        began = time.monotonic()
        migrations.migrate(opened.store)
        seconds["indexes"] = time.monotonic() - began
        shutil.rmtree(home / "csv")
        finished.write_text(f"{counts[0]} {counts[1]}", encoding="ascii")
    return Loaded(server, opened.store, counts[0], counts[1], seconds)


def instance(endpoint: Endpoint) -> Instance:
    """An instance on a server that the benchmark manages, opened as every door opens one."""
    settings = Settings(
        neo4j_uri=endpoint.uri,
        neo4j_username=endpoint.username,
        neo4j_password=SecretStr(endpoint.password),
        neo4j_database=endpoint.database,
        cmdb_vocabulary=None,
    )
    return open_instance(settings, migrate=False)


def text(name: str) -> str:
    """A query that only the benchmarks run."""
    return (Path(__file__).parent / "cypher" / f"{name}.cypher").read_text(encoding="utf-8")


class Files:
    """CSV files in a folder, one for each shape (labels, or type, and properties), because a file has one header."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        self._folder = folder
        self._vocabulary = vocabulary
        self._nodes: dict[tuple[str, ...], tuple[Path, Any]] = {}
        self._relationships: dict[tuple[str, ...], tuple[Path, Any]] = {}
        self._open = ExitStack()
        self._nodes_written = 0
        self._relationships_written = 0

    @property
    def counts(self) -> tuple[int, int]:
        return self._nodes_written, self._relationships_written

    def write(self, records: Iterable[Record]) -> None:
        """Write all of them, as recorded now."""
        now = times.now()
        seen = Seen(now, now, [SOURCE], [now], [now])
        kinds: dict[str, str] = {}
        with self._open:
            for record in records:
                if isinstance(record, EntityRecord):
                    self._node(record, now, seen)
                    kinds[str(record.id)] = record.kind
                else:
                    self._relationship(record, now, kinds)

    def node_arguments(self) -> list[str]:
        """What the importer's --nodes take."""
        return [f"{labels[0]}={path}" for labels, (path, _) in self._nodes.items()]

    def relationship_arguments(self) -> list[str]:
        """What the importer's --relationships take."""
        return [f"{kind[0]}={path}" for kind, (path, _) in self._relationships.items()]

    def _node(self, record: EntityRecord, now: int, seen: Seen) -> None:
        state = replaced(None, str(record.id), record, self._vocabulary)
        marking = self._vocabulary.findable[state.kind]
        properties = shape.entity_properties(StoredEntity(state, 1, now, WHO, SOURCE, seen), marking)
        labels = ":".join(("Entity", *self._vocabulary.kind(state.kind).labels, *state.roles))
        key = (labels, *properties)
        if key not in self._nodes:
            header = ["id:ID" if name == "id" else _typed(name, value) for name, value in properties.items()]
            self._nodes[key] = self._file(f"nodes-{len(self._nodes)}.csv", header)
        self._nodes[key][1](_cells(properties.values()))
        self._nodes_written += 1

    def _relationship(self, record: RelationshipRecord, now: int, kinds: dict[str, str]) -> None:
        state = relationship_state(None, record, kinds, self._vocabulary)
        properties = shape.relationship_properties(StoredRelationship(state, now, WHO, SOURCE, now))
        key = (state.type, *properties)
        if key not in self._relationships:
            header = [":START_ID", ":END_ID", *(_typed(name, value) for name, value in properties.items())]
            self._relationships[key] = self._file(f"relationships-{len(self._relationships)}.csv", header)
        self._relationships[key][1]([state.source, state.target, *_cells(properties.values())])
        self._relationships_written += 1

    def _file(self, name: str, header: list[str]) -> tuple[Path, Any]:
        path = (self._folder / name).absolute()
        file = self._open.enter_context(path.open("w", encoding="utf-8", newline=""))
        file.write(",".join(header) + "\n")
        # Text in quotes, so that an empty one is kept: bare it would be no property at all.
        return path, csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerow


def _typed(name: str, value: object) -> str:
    if isinstance(value, list):
        return f"{name}:{_TYPES[type(value[0])]}[]"
    return f"{name}:{_TYPES[type(value)]}"


def _cells(values: Iterable[object]) -> list[object]:
    return [";".join(map(str, value)) if isinstance(value, list) else value for value in values]
