"""Every query file on a live server: what it promises in its header, and a plan without a surprise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest
from neo4j import GraphDatabase

from cmdb_graph.graph import migrations, queries, store
from cmdb_graph.graph.queries import BadQueryFile, Query
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.vocabulary import load

VOCABULARY = load()
QUERIES = queries.load(VOCABULARY)
SHOWS = {"transactions/terminate"}  # SHOW and TERMINATE have no plan
SCANS = {"keys/list", "keys/count", "sessions/forget", "migrations/applied"}  # labels of few nodes


@pytest.fixture(scope="module")
def driver(neo4j_endpoint: Endpoint) -> Iterator[neo4j.Driver]:
    """A database in which every label, type and property exists once, so that no plan is warned of a name it does not know."""
    opened = store.connect(neo4j_endpoint.uri, neo4j_endpoint.username, neo4j_endpoint.password, QUERIES)
    migrations.migrate(opened)
    opened.close()
    with (
        GraphDatabase.driver(neo4j_endpoint.uri, auth=(neo4j_endpoint.username, neo4j_endpoint.password)) as made,
        made.session() as session,
    ):
        labels = sorted(VOCABULARY.labels - {"Entity"} | queries.INTERNAL_LABELS)
        named = sorted({word for query in QUERIES.values() for word in _properties(query.text)})
        session.run(
            "CREATE (n {}) SET n:$($labels) WITH n UNWIND $names AS name SET n[name] = 1", labels=labels, names=named
        ).consume()
        session.run(
            "MATCH (n:Clock:ApiKey) UNWIND $types AS type CREATE (n)-[r:$(type)]->(n) "
            "WITH r UNWIND $names AS name SET r[name] = 1",
            types=sorted(VOCABULARY.types),
            names=named,
        ).consume()
        session.run("MATCH (n:Clock:ApiKey) DETACH DELETE n").consume()
        yield made


def _properties(text: str) -> set[str]:
    return set(re.findall(r"\.(_?[a-z]\w*)", text)) | set(re.findall(r"[{,]\s*(_?[a-z]\w*):\s", text))


def _operators(plan: dict) -> Iterator[dict]:
    yield plan
    for child in plan.get("children", []):
        yield from _operators(child)


def _explained(driver: neo4j.Driver, query: Query) -> neo4j.ResultSummary:
    parameters = dict.fromkeys(query.parameters)
    with driver.session(default_access_mode=neo4j.WRITE_ACCESS) as session:
        return session.run(f"EXPLAIN {query.text}", parameters).consume()


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_the_server_agrees_with_the_header(driver: neo4j.Driver, name: str) -> None:
    query = QUERIES[name]
    if name in SHOWS:
        pytest.skip("SHOW and TERMINATE cannot be explained")
    summary = _explained(driver, query)
    assert [str(status) for status in summary.gql_status_objects if status.is_notification] == []
    expected = {"read": ("r",), "write": ("w", "rw"), "schema": ("s",)}[query.kind]
    assert summary.query_type in expected
    if query.kind == "schema":
        return
    assert summary.plan is not None
    operators = list(_operators(summary.plan))
    kinds = [operator["operatorType"].split("@")[0] for operator in operators]
    columns = tuple(summary.plan["identifiers"]) if query.columns else ()
    assert set(query.columns) <= set(columns)
    produced = _columns(summary.plan)
    if query.columns and produced is not None:
        assert produced == query.columns
    for promised in query.starts:
        assert any(kind.startswith(promised) for kind in kinds), f"{promised} is promised, the plan has {kinds}"
    assert "AllNodesScan" not in kinds
    # A small database tempts the planner to look up all relationships of a type: slow on a large one, and with a dynamic
    # type, inside a transaction that has written, 2026.08.1 pairs rows with the wrong relationships.
    assert not any("RelationshipTypeLookup" in kind or "RelationshipTypeScan" in kind for kind in kinds)
    assert not any("AllRelationshipsScan" in kind for kind in kinds)
    assert not any(kind.startswith("VarLengthExpand") and "Pruning" not in kind for kind in kinds)
    if name not in SCANS:
        assert "NodeByLabelScan" not in kinds
    for operator in operators:
        if operator["operatorType"].startswith("CartesianProduct"):
            for side in operator["children"]:
                assert any(o["operatorType"].startswith("NodeUniqueIndexSeek") for o in _operators(side))


def _columns(plan: dict) -> tuple[str, ...] | None:
    details = str(plan["args"].get("Details", ""))
    if not plan["operatorType"].startswith("ProduceResults"):
        return None
    return tuple(part.strip().strip("`") for part in details.split(","))


def test_every_file_is_run_by_its_literal_name() -> None:
    """A query that nobody names is dead, and a name that is put together cannot be found."""
    code = "\n".join(
        path.read_text() for package in ("cmdb_graph", "api") for path in sorted(Path(package).rglob("*.py"))
    )
    unused = [name for name, query in QUERIES.items() if query.kind != "schema" and f'"{name}"' not in code]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("// kind: read\nRETURN 1", ":1: the header has no `about:`"),
        ("// about: x\n// kind: maybe\nRETURN 1", ":1: `kind:` is 'maybe'"),
        ("// about: x\n// kind: read\n// nonsense: y\nRETURN 1", ":3: unknown header line"),
        ("// about: x\n// kind: read\nRETURN $a", ":3: $a is used but not declared"),
        ("// about: x\n// kind: read\n// param a: STRING\nRETURN 1", ":3: $a is declared but never used"),
        ("// about: x\n// kind: read\nMATCH (n:Serverr)\nRETURN n", ":3: :Serverr is neither a label nor a type"),
        ("// about: x\n// kind: read\nMATCH ()-[r:RUNS_ON|WALKS_ON]->()\nRETURN r", ":3: :WALKS_ON is neither"),
        ("// about: x\n// kind: read\nMATCH (:Entity&Nix)\nRETURN 1", ":3: :Nix is neither"),
        ("// about: x\n// kind: read\n\nLOAD CSV FROM 'x' AS r\nRETURN r", ":4: LOAD CSV"),
        ("// about: x\n// kind: read\n// param a\nRETURN $a", ":3: a parameter reads `name: TYPE`"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_line(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "impact").mkdir()
    (tmp_path / "impact" / "bad.cypher").write_text(text)
    with pytest.raises(BadQueryFile) as refused:
        queries.load(VOCABULARY, tmp_path)
    assert refused.value.detail.startswith(f"cypher/impact/bad.cypher{why}")


def test_words_in_texts_and_comments_are_no_parameters_and_no_labels(tmp_path: Path) -> None:
    (tmp_path / "impact").mkdir()
    (tmp_path / "impact" / "good.cypher").write_text(
        "// about: x\n// kind: read\n// param a: STRING\n/* $b (:Nix) */\nRETURN $a + ' $c (:Nix) ' + \"$d\" // $e :Nix\n"
    )
    assert queries.load(VOCABULARY, tmp_path)["impact/good"].parameters == {"a"}
