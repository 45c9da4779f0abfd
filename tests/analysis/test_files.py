"""Snapshots in files: what goes in comes out, and nothing that is damaged goes unnoticed or ends in a traceback."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmdb_graph import times
from cmdb_graph.analysis import files
from cmdb_graph.analysis.formats.schema import LINK_COLUMNS, NODE_COLUMNS
from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.errors import Invalid, Unreadable
from cmdb_graph.escapes import held, unheld
from tests.analysis.same import rows

FORMATS = [".parquet", ".graphml", ".json"]

# Every character but lone surrogates, which no database can hold; the strange ones often.
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\x00\t\n\r\x0b\x85\u2028\ufffe_x01F<&\"']"))
)
LONGS = st.integers(-(2**63), 2**63 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = [TEXTS, LONGS, FLOATS, st.booleans()]
VALUES = st.one_of(*SCALARS, *(st.lists(scalars, max_size=3) for scalars in SCALARS))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    ids = sorted(draw(st.sets(TEXTS.filter(bool), max_size=5)))
    count = len(ids)

    def column(of: st.SearchStrategy[Any], length: int) -> list[Any]:
        return draw(st.lists(of, min_size=length, max_size=length))

    nodes = Nodes(
        ids,
        column(TEXTS, count),
        column(TEXTS, count),
        column(st.dictionaries(TEXTS, VALUES, max_size=4), count),
        column(st.lists(TEXTS, max_size=3).map(tuple), count),
        column(st.integers(times.FIRST, times.LAST), count),
    )
    ends = st.integers(0, count - 1)
    joined = sorted(draw(st.sets(st.tuples(ends, ends, TEXTS, TEXTS), max_size=8))) if count else []
    return Snapshot(
        Taken("2026-11-24T15:41:19.123456Z", tuple(column(TEXTS, 2)), draw(st.none() | TEXTS), draw(st.none() | TEXTS)),
        nodes,
        Links(
            [type_ for _, _, type_, _ in joined],
            np.array([one for one, *_ in joined], dtype=np.int32),
            np.array([other for _, other, *_ in joined], dtype=np.int32),
            column(st.sampled_from(["hard", "soft", "none"]), len(joined)),
            [group for *_, group in joined],
            np.array(column(st.integers(0, 2**31 - 1), len(joined)), dtype=np.int32),
            column(st.dictionaries(TEXTS, VALUES, max_size=2), len(joined)),
        ),
    )


def small() -> Snapshot:
    nodes = Nodes(
        ["app", "db", "web"],
        ["Application", "Database", "Server"],
        ["App", "Database \x01", "Web"],
        [{"cores": 8, "tags": ["a", "b"]}, {}, {"load": 0.5, "spare": False}],
        [("cmdb",), ("cmdb", "netbox"), ("netbox",)],
        [1_700_000_000_000_000, 2, 3],
    )
    index = np.array([0, 0], dtype=np.int32), np.array([1, 2], dtype=np.int32), np.array([0, 1], dtype=np.int32)
    attributes = [{}, {"port": 5432, "tags": ["a"]}]
    links = Links(["DEPENDS_ON", "RUNS_ON"], index[0], index[1], ["soft", "hard"], ["", "hosts"], index[2], attributes)
    return Snapshot(Taken("2026-11-24T15:41:19.123456Z", ("Server",), None, "hq"), nodes, links)


@pytest.mark.parametrize("end", FORMATS)
@settings(max_examples=60, deadline=None)
@given(snapshot=snapshots())
def test_what_was_written_is_read(end: str, snapshot: Snapshot) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"estate{end}"
        files.write(snapshot, file)
        assert rows(files.read(file)) == rows(snapshot)


@pytest.mark.parametrize("end", FORMATS)
def test_more_than_one_part(tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("schema", "parquet", "graphml"):
        monkeypatch.setattr(f"cmdb_graph.analysis.formats.{module}.PART", 1)
    files.write(small(), tmp_path / f"estate{end}")
    assert rows(files.read(tmp_path / f"estate{end}")) == rows(small())


@pytest.mark.parametrize("end", FORMATS)
def test_cut_off_anywhere(tmp_path: Path, end: str) -> None:
    file = tmp_path / f"estate{end}"
    files.write(small(), file)
    whole = file.read_bytes()
    for length in range(0, len(whole), 1 + len(whole) // 700):
        file.write_bytes(whole[:length])
        with pytest.raises(Unreadable, match="estate") as raised:
            files.read(file)
        assert "Take the snapshot again" in raised.value.in_terminal()
    file.write_bytes(whole[:-1])
    with pytest.raises(Unreadable):
        files.read(file)


@pytest.mark.parametrize("end", FORMATS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_byte_that_changed_is_told_or_does_no_harm(end: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"estate{end}"
        files.write(small(), file)
        damaged = bytearray(file.read_bytes())
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] ^= data.draw(st.integers(1, 255))
        file.write_bytes(damaged)
        try:
            found = files.read(file)
        except Unreadable:
            return
        assert len(found.nodes) == 3
        assert len(found.links) == 2


@pytest.mark.parametrize("end", FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"PAR1", b"{}", b"[1]", b"<graphml/>", b"\xff\xfe" * 50]
)
def test_something_else(tmp_path: Path, end: str, content: bytes) -> None:
    file = tmp_path / f"foreign{end}"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match="foreign"):
        files.read(file)


def test_graphml_and_parquet_of_others(tmp_path: Path) -> None:
    nx.write_graphml(nx.path_graph(3), tmp_path / "other.graphml")
    with pytest.raises(Unreadable, match="not written by cmdb-graph"):
        files.read(tmp_path / "other.graphml")
    files.write(small(), tmp_path / "mine.parquet")
    pq.write_table(pq.read_table(tmp_path / "mine.parquet").replace_schema_metadata({}), tmp_path / "other.parquet")
    with pytest.raises(Unreadable, match="not written by cmdb-graph"):
        files.read(tmp_path / "other.parquet")


def test_no_document_type_is_taken(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>'
    (tmp_path / "bomb.graphml").write_text(bomb)
    with pytest.raises(Unreadable, match="document type"):
        files.read(tmp_path / "bomb.graphml")


def edited(tmp_path: Path, end: str, **header: object) -> Path:
    """The small snapshot in a file whose header says something else."""
    file = tmp_path / f"edited{end}"
    files.write(small(), file)
    if end == ".parquet":
        table = pq.read_table(file)
        said = json.loads(table.schema.metadata[b"cmdb_graph"]) | header
        pq.write_table(table.replace_schema_metadata({"cmdb_graph": json.dumps(said)}), file)
        return file
    text = file.read_text()
    start = text.index('{"format"')
    said, length = json.JSONDecoder().raw_decode(text[start:])
    file.write_text(text[:start] + json.dumps(said | header) + text[start + length :])
    return file


@pytest.mark.parametrize("end", FORMATS)
@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"version": 1}, "its schema is of version 1, and this cmdb-graph reads version 2"),
        ({"version": 0}, "its schema is of version 0"),
        ({"version": True}, "its schema is of version True"),
        ({"version": "1"}, "its schema is of version '1'"),
        ({"format": "other"}, "not written by cmdb-graph"),
        ({"as_of": "yesterday"}, "its header is damaged"),
        ({"kinds": [1]}, "its header is wrong at kinds/0"),
        ({"more": 1}, "its header is wrong at more"),
        ({"nodes": 4}, "it holds 3 nodes, and its header says 4"),
        ({"relationships": 1}, "it holds 2 relationships, and its header says 1"),
    ],
)
def test_a_header_that_is_wrong(tmp_path: Path, end: str, header: dict[str, object], why: str) -> None:
    with pytest.raises(Unreadable) as raised:
        files.read(edited(tmp_path, end, **header))
    assert why in raised.value.detail


@pytest.mark.parametrize(
    ("table", "column"),
    [*(("nodes", name) for name in NODE_COLUMNS), *(("relationships", name) for name in LINK_COLUMNS)],
)
def test_a_column_that_lacks_or_is_wrong(tmp_path: Path, table: str, column: str) -> None:
    for end in (".json", ".parquet"):
        files.write(small(), tmp_path / f"estate{end}")
    file = tmp_path / "estate.parquet"
    arrow = pq.read_table(file)
    pq.write_table(arrow.drop_columns([column]), file)
    with pytest.raises(Unreadable, match=f"no column '{column}'"):
        files.read(file)

    file = tmp_path / "estate.json"
    said = json.loads(file.read_text())
    for wrong in (None, [None], [None, None, None][: len(said[table][column])], "text"):
        with pytest.raises(Unreadable, match=f"{table}.*"):
            file.write_text(json.dumps({**said, table: {**said[table], column: wrong}}))
            files.read(file)
    del said[table][column]
    file.write_text(json.dumps(said))
    with pytest.raises(Unreadable, match=f"{table} have no column '{column}'"):
        files.read(file)
    del said[table]
    file.write_text(json.dumps(said))
    with pytest.raises(Unreadable, match=f"it has no {table}"):
        files.read(file)


def test_columns_of_another_type_in_parquet(tmp_path: Path) -> None:
    file = tmp_path / "estate.parquet"
    files.write(small(), file)
    table = pq.read_table(file)
    at = table.schema.get_field_index("need")
    pq.write_table(table.set_column(at, "need", table["need"].cast("int64")), file)
    with pytest.raises(Unreadable, match="'need' is of type int64, not int32"):
        files.read(file)


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "why"),
    [
        ("nodes", "id", 1, "app", "'app' follows 'app'"),
        ("nodes", "id", 0, "zoo", "'db' follows 'zoo'"),
        ("nodes", "attributes", 0, {"a": {"b": 1}}, "nodes, row 1: 'attributes' cannot be"),
        ("nodes", "attributes", 0, {"a": [1, "b"]}, "nodes, row 1: 'attributes' cannot be"),
        ("nodes", "attributes", 0, {"a": None}, "nodes, row 1: 'attributes' cannot be"),
        ("nodes", "last_seen", 2, 1.5, "nodes, row 3: 'last_seen' cannot be 1.5"),
        ("nodes", "last_seen", 0, 2**62, "nodes, row 1: 'last_seen' cannot be 4611686018427387904"),
        ("relationships", "from", 0, "nobody", "leads from or to 'nobody', and there is no such node"),
        ("relationships", "effect", 1, "deadly", "relationships, row 2: 'effect' cannot be 'deadly'"),
        ("relationships", "need", 1, -1, "relationships, row 2: 'need' cannot be -1"),
        ("relationships", "need", 1, 2**31, "relationships, row 2: 'need' cannot be"),
    ],
)
def test_values_that_cannot_be(tmp_path: Path, table: str, column: str, row: int, value: object, why: str) -> None:
    file = tmp_path / "estate.json"
    files.write(small(), file)
    said = json.loads(file.read_text())
    said[table][column][row] = value
    file.write_text(json.dumps(said))
    with pytest.raises(Unreadable) as raised:
        files.read(file)
    assert why in raised.value.detail


def test_graphml_without_a_value(tmp_path: Path) -> None:
    file = tmp_path / "estate.graphml"
    files.write(small(), file)
    text = file.read_text()
    file.write_text(text.replace('<data key="kind">Server</data>', ""))
    with pytest.raises(Unreadable, match="a node has no 'kind'"):
        files.read(file)
    file.write_text(text.replace('<data key="need">1</data>', '<data key="need">one</data>'))
    with pytest.raises(Unreadable, match="an edge has 'one' for 'need'"):
        files.read(file)


def test_others_read_what_we_write(tmp_path: Path) -> None:
    files.write(small(), tmp_path / "estate.graphml")
    graph = nx.read_graphml(tmp_path / "estate.graphml", force_multigraph=True)
    assert sorted(graph.nodes) == ["app", "db", "web"]
    assert graph.nodes["web"]["kind"] == "Server"
    assert [(one, other, data["need"]) for one, other, data in graph.edges(data=True)] == [
        ("app", "db", 0),
        ("app", "web", 1),
    ]
    files.write(small(), tmp_path / "estate.parquet")
    frame = pq.read_table(tmp_path / "estate.parquet").to_pandas()
    assert list(frame["record"]) == ["node"] * 3 + ["relationship"] * 2
    assert list(frame["to"].dropna()) == ["db", "web"]


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    file = tmp_path / "estate.json"
    files.write(small(), file)
    before = file.read_bytes()
    broken = Snapshot(small().taken, small().nodes, Links(*[["X"]] * 7))  # type: ignore[list-item]
    with pytest.raises(AttributeError):
        files.write(broken, file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_where_it_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"ends in .parquet, .graphml, .json"):
        files.write(small(), tmp_path / "estate.csv")
    with pytest.raises(Invalid, match="ends in"):
        files.read(tmp_path / "estate")
    for end in FORMATS:
        with pytest.raises(Invalid, match=r"cannot be written: No such file or directory"):
            files.write(small(), tmp_path / "none" / f"estate{end}")
        with pytest.raises(Unreadable, match=r"cannot be read: No such file or directory"):
            files.read(tmp_path / f"estate{end}")
        (tmp_path / f"folder{end}").mkdir()
        with pytest.raises(Unreadable, match="folder"):
            files.read(tmp_path / f"folder{end}")
        with pytest.raises(Invalid, match="cannot be written: Is a directory"):
            files.write(small(), tmp_path / f"folder{end}")


def test_relationships_are_there_once_and_in_their_order(tmp_path: Path) -> None:
    """Differences between two snapshots count on it."""
    file = tmp_path / "estate.json"
    files.write(small(), file)
    said = json.loads(file.read_text())
    links: dict[str, list[object]] = said["relationships"]
    twice = {name: [values[0], values[0]] for name, values in links.items()}
    for wrong in (twice, {name: values[::-1] for name, values in links.items()}):
        file.write_text(json.dumps({**said, "relationships": wrong}))
        with pytest.raises(Unreadable, match="relationships are not in their order, each once"):
            files.read(file)


def test_half_a_character_is_not_made_out_of_its_number() -> None:
    assert unheld("_xD800_") == "_xD800_"
    assert unheld(held("_xD800_")) == "_xD800_"
