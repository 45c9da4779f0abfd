"""The CSV pair as pandas reads it, against what was exported."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings

from cmdb_graph.escapes import inert
from cmdb_graph.exports import FORMATS, Graph, streamed
from cmdb_graph.graph.shape import Value
from cmdb_graph.ingest.readers import csv_table
from tests.exports.estates import graphs, written
from tests.exports.small import graph_of, snapshot_of
from tests.ingest.alone import alone


def cell(value: Value | None) -> str:
    """As a file of texts holds it; nothing is an empty cell."""
    if value is None:
        return ""
    return inert(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def rows(text: bytes) -> tuple[list[str], list[list[str]]]:
    # The engine in Python: the one in C ends a text at U+0000, and takes a lone return for the end of a line.
    frame: Any = pd.read_csv(
        io.StringIO(text.decode(), newline=""), dtype=str, keep_default_na=False, header=None, engine="python"
    )
    head, *others = frame.to_numpy().tolist()
    return head, others


def assert_cells(texts: list[str], values: list[Value | None]) -> None:
    for text, value in zip(texts, values, strict=True):
        if isinstance(value, str | None):
            assert text == cell(value)
        else:
            assert json.loads(text) == value


@settings(deadline=None)
@given(graphs())
def test_every_cell(graph: Graph) -> None:
    head, found = rows(written(graph, "csv", "nodes.csv"))
    names = [column.name for column in graph.node_columns]
    assert head == ["id", *map(inert, names)]
    assert [row[0] for row in found] == [inert(node.id) for node in graph.nodes()]
    for row, node in zip(found, graph.nodes(), strict=True):
        assert_cells(row[1:], [node.data.get(name) for name in names])
    head, found = rows(written(graph, "csv", "relationships.csv"))
    further = [column.name for column in graph.edge_columns if column.name != "type"]
    assert head == ["type", "from", "to", *map(inert, further)]
    assert further[:3] == ["effect", "group", "need"]
    for row, edge in zip(found, graph.edges(), strict=True):
        assert row[:3] == [inert(edge.label), inert(edge.source), inert(edge.target)]
        assert_cells(row[3:], [edge.data.get(name) for name in further])


def test_pandas_finds_the_types_by_itself() -> None:
    data = {"a": {"cores": 4, "load": 0.5, "spare": True}, "b": {"cores": 8, "load": 1.5, "spare": False}}
    frame = pd.read_csv(io.BytesIO(written(graph_of(["a", "b"], [], data), "csv", "nodes.csv")))
    assert [str(frame[name].dtype) for name in ("cores", "load", "spare")] == ["int64", "float64", "bool"]
    assert frame.set_index("id").loc["b", "cores"] == 8


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1", "'=1"), ("'=1", "''=1"), ("''=1", "'''=1"), ("-", "'-"), ("\t", "'\t"),
     ("'t Hooft", "'t Hooft"), ("a=1", "a=1"), ("", "")],
)  # fmt: skip
def test_a_formula_stands_behind_an_apostrophe_that_can_be_taken_off(text: str, cell: str) -> None:
    assert inert(text) == cell


@pytest.mark.parametrize("name", ["kind", "Kind", "from", "type", "need", "port"])
def test_relationships_are_imported_again_whatever_their_attributes_are_called(tmp_path: Path, name: str) -> None:
    estate = snapshot_of(["a", "b"], [("USES", "a", "b"), ("DEPENDS_ON", "a", "b")])
    links = replace(estate.links, attributes=[{name: "Server"}, {}])
    file = tmp_path / "relationships.csv"
    file.write_bytes(written(Graph(replace(estate, links=links), {}), "csv", "relationships.csv"))
    found: list[Any] = [item.raw for item in csv_table.read(file, alone())]
    assert [(raw["type"], raw["from"], raw["to"]) for raw in found] == [("USES", "a", "b"), ("DEPENDS_ON", "a", "b")]
    taken = name.lower() != "port"
    assert found[0]["attributes"] == {f"attribute_{name}" if taken else name: "Server"}


def test_one_archive_of_both() -> None:
    graph = graph_of(["=a", "'=a"], [("USES", "=a", "'=a")])
    with zipfile.ZipFile(io.BytesIO(b"".join(streamed(graph, FORMATS["csv"])))) as archive:
        assert archive.namelist() == ["nodes.csv", "relationships.csv"]
        assert archive.testzip() is None
        nodes, relationships = (
            list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))) for name in archive.namelist()
        )
    assert [node["id"] for node in nodes] == ["'=a", "''=a"]
    assert [(each["from"], each["to"]) for each in relationships] == [("'=a", "''=a")]
