"""The graph for other tools, through HTTP: each part of it, in each format, against what the API itself answers."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import httpx
import networkx as nx
import pytest

from cmdb_graph.exports import FORMATS
from tests.api.serving import SECURITY_HEADERS, joined, problem, put

P = "exported/"
NAME = 'Web "shop" <&> ]]> --> %% end\u202e\U0001f4a9'


def node(name: str, kind: str = "Application", **attributes: Any) -> dict[str, Any]:
    return {"id": P + name, "kind": kind, "name": f"The {name}", "attributes": attributes}


def needs(source: str, *targets: str, **said: Any) -> list[dict[str, Any]]:
    return [{"type": "DEPENDS_ON", "from": P + source, "to": P + target, **said} for target in targets]


@pytest.fixture(scope="module", autouse=True)
def estate(editor: httpx.Client) -> None:
    bundle = {
        "entities": [
            {**node("shop", "BusinessService"), "name": NAME},
            node("web-1", port=443, load=0.5, spare=True, tags=["a", "b"]),
            node("web-2", port=8443),
            node("db", label="x\ny"),
            node("mail"),
            node("alone", "Laptop"),
        ],
        "relationships": [
            *needs("shop", "web-1", "web-2", group="web", need=2),
            *needs("shop", "mail", effect="soft", attributes={"port": 25, "from": "the shop"}),
            *needs("web-1", "db"), *needs("web-2", "db"),
        ],
    }  # fmt: skip
    answer = editor.post("/imports", params={"source": "exported", "format": "bundle"}, json=bundle).json()
    assert answer["rejected"] == []


def export(client: httpx.Client, form: str = "node-link", **parameters: Any) -> httpx.Response:
    answer = client.get("/exports/graph", params={"format": form} | parameters)
    assert answer.status_code == 200, answer.text
    return answer


def found(client: httpx.Client, **parameters: Any) -> nx.MultiDiGraph[str]:
    return nx.node_link_graph(export(client, **parameters).json())


def short(graph: nx.MultiDiGraph[str]) -> set[str]:
    return {each.removeprefix(P) for each in graph if each.startswith(P)}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_is_a_download_with_its_media_type(reader: httpx.Client, form: str) -> None:
    answer = export(reader, form, dependencies=P + "shop")
    its = FORMATS[form]  # pyright: ignore[reportArgumentType]
    assert answer.headers["content-type"] == its.media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="cmdb-graph{its.ending}"'
    assert all(name in answer.headers for name in SECURITY_HEADERS)
    if form == "csv":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            text = archive.read("nodes.csv").decode()
        assert NAME in {row["name"] for row in csv.DictReader(io.StringIO(text))}
    else:
        assert f"{P}shop" in answer.text or "exported#47;shop" in answer.text


def test_the_whole(reader: httpx.Client) -> None:
    graph = found(reader)
    assert short(graph) == {"shop", "web-1", "web-2", "db", "mail", "alone"}
    its = graph.nodes[P + "web-1"]
    assert {name: its[name] for name in ("kind", "name", "sources", "port", "load", "spare", "tags")} == {
        "kind": "Application", "name": "The web-1", "sources": ["exported"], "port": 443, "load": 0.5, "spare": True,
        "tags": ["a", "b"],
    }  # fmt: skip
    entity = reader.get(f"/entities/{P}web-1".replace(P, "exported%2F")).json()
    assert its["last_seen"] == entity["last_seen"]
    assert graph.nodes[P + "db"]["attribute_label"] == "x\ny"
    assert graph.edges[P + "shop", P + "web-1", "DEPENDS_ON:web"] == {
        "type": "DEPENDS_ON", "effect": "hard", "group": "web", "need": 2
    }  # fmt: skip


def test_what_filters_keep(reader: httpx.Client) -> None:
    assert short(found(reader, service=P + "shop")) == {"shop", "web-1", "web-2", "db", "mail"}
    assert short(found(reader, kind=["Laptop", "Service"])) == {"shop", "alone"}
    assert short(found(reader, service=P + "shop", kind="Service")) == {"shop"}


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_neighborhood_is_the_one_of_the_entity(reader: httpx.Client, depth: int) -> None:
    graph = found(reader, around=P + "db", depth=depth)
    told = reader.get(f"/entities/{P.replace('/', '%2F')}db/neighborhood", params={"depth": depth}).json()
    assert set(graph) == {each["id"] for each in told["nodes"]}
    assert {(s, t, data["type"], data.get("group")) for s, t, data in graph.edges(data=True)} == {
        (each["from"], each["to"], each["type"], each["group"]) for each in told["relationships"]
    }
    assert graph.graph["around"] == P + "db"


@pytest.mark.parametrize(
    "question",
    [
        {"impact": [P + "db"]},
        {"impact": [P + "web-1"]},
        {"impact": [P + "web-1"], "state": "degraded"},
        {"impact": [P + "mail", P + "web-2"]},
        {"impact": [P + "web-1"], "assuming": [P + "mail"]},
        {"impact": [P + "mail"], "least_state": "degraded"},
    ],
)
def test_what_breaks_is_the_answer_of_impact(reader: httpx.Client, question: dict[str, Any]) -> None:
    graph = found(reader, **question)
    told = reader.post(
        "/impact",
        json={
            "targets": [{"id": each, "state": question.get("state", "down")} for each in question["impact"]],
            "assuming": [{"id": each} for each in question.get("assuming", [])],
            "least_state": question.get("least_state", "at_risk"),
        },
    ).json()
    nodes = dict(graph.nodes(data=True))
    for each in told["affected"]:
        its = nodes.pop(each["id"])
        assert its["included_as"] == "affected"
        assert [its[name] for name in ("state", "before", "distance", "via")] == [
            each["state"], each["before"], each["distance"], each["path"][-2]
        ]  # fmt: skip
        blamed = {provider["id"] for gate in each["because"] for provider in gate["providers"]}
        assert set(graph.successors(each["id"])) == blamed
        assert len(its["because"]) == len(each["because"])
    for each in told["targets"]:
        assert nodes.pop(each["id"])["state"] == each["state"]
    assert {its["included_as"] for its in nodes.values()} <= {"failed before"}


def test_what_it_stands_on_is_the_answer_of_dependencies(reader: httpx.Client) -> None:
    for depth in ({}, {"depth": 1}):
        graph = found(reader, dependencies=P + "shop", **depth)
        told = reader.post("/dependencies", json={"id": P + "shop"} | depth).json()
        assert {each: its["distance"] for each, its in graph.nodes(data=True)} == {
            P + "shop": 0, **{each["id"]: each["distance"] for each in told["providers"]}
        }  # fmt: skip
        assert {(s, t, data["type"]) for s, t, data in graph.edges(data=True)} == {
            (each["from"], each["to"], each["type"]) for each in told["edges"]
        }


def test_attributes_of_relationships_are_those_of_the_time(editor: httpx.Client, reader: httpx.Client) -> None:
    shop, mail = P + "shop", P + "mail"

    def ports(**question: Any) -> list[dict[str, Any]]:
        edges = found(reader, **question).get_edge_data(shop, mail)
        return [{name: its[name] for name in its.keys() & {"port", "attribute_from"}} for its in edges.values()]

    questions: list[dict[str, Any]] = [
        {},
        {"service": shop},
        {"dependencies": shop},
        {"around": mail},
        {"impact": mail, "least_state": "degraded"},
    ]
    for question in questions:
        assert ports(**question) == [{"port": 25, "attribute_from": "the shop"}], question
    then = found(reader).graph["as_of"]
    joined(editor, "DEPENDS_ON", shop, mail, effect="soft", attributes={"port": 587})
    for question in questions:
        assert ports(**question) == [{"port": 587}], question
        assert ports(**question, as_of=then) == [{"port": 25, "attribute_from": "the shop"}], question


def test_as_of_a_time(editor: httpx.Client, reader: httpx.Client) -> None:
    then = found(reader).graph["as_of"]
    put(editor, P + "later")
    joined(editor, "DEPENDS_ON", P + "shop", P + "later")
    for question in ({}, {"service": P + "shop"}, {"dependencies": P + "shop"}, {"around": P + "shop"}):
        assert P + "later" in found(reader, **question)
        assert P + "later" not in found(reader, **question, as_of=then)
    assert P + "shop" in found(reader, impact=P + "later")
    problem(reader.get("/exports/graph", params={"format": "dot", "impact": P + "later", "as_of": then}), 404)
    editor.delete("/relationships", params={"type": "DEPENDS_ON", "from": P + "shop", "to": P + "later"})
    editor.delete(f"/entities/{P.replace('/', '%2F')}later", headers={"If-Match": "*"})
    told = problem(reader.get("/exports/graph", params={"format": "dot", "around": P + "later"}), 404)
    assert "was retired at" in told["detail"]


@pytest.mark.parametrize(
    ("parameters", "status", "pointer"),
    [
        ({}, 422, "/format"),
        ({"format": "pdf"}, 422, "/format"),
        ({"format": "dot", "around": P + "db", "impact": P + "db"}, 422, "/impact"),
        ({"format": "dot", "depth": 2}, 422, "/depth"),
        ({"format": "dot", "depth": 0, "around": P + "db"}, 422, "/depth"),
        ({"format": "dot", "state": "down"}, 422, "/state"),
        ({"format": "dot", "state": "broken", "impact": P + "db"}, 422, "/state"),
        ({"format": "dot", "around": P + "dbb"}, 404, "/around"),
        ({"format": "dot", "impact": [P + "db", P + "dbb"]}, 404, "/impact"),
        ({"format": "dot", "dependencies": P + "dbb"}, 404, "/dependencies"),
    ],
)
def test_what_cannot_be_asked(reader: httpx.Client, parameters: dict[str, Any], status: int, pointer: str) -> None:
    told = problem(reader.get("/exports/graph", params=parameters), status)
    assert pointer in [each["pointer"] for each in told["errors"]]


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"service": P + "dbb"}, 404),
        ({"service": P + "db"}, 422),
        ({"kind": "Serverr"}, 422),
        ({"site": P + "db"}, 422),
    ],
)
def test_filters_that_cannot_be(reader: httpx.Client, parameters: dict[str, Any], status: int) -> None:
    problem(reader.get("/exports/graph", params={"format": "gexf"} | parameters), status)


def test_names_of_any_characters_come_through(reader: httpx.Client) -> None:
    graph = nx.read_graphml(io.BytesIO(export(reader, "graphml", dependencies=P + "shop").content))
    assert graph.nodes[P + "shop"]["label"] == NAME
    graph = nx.read_gexf(io.BytesIO(export(reader, "gexf", dependencies=P + "shop").content))
    assert graph.nodes[P + "shop"]["label"] == NAME
    read = json.loads(export(reader, "jgf", dependencies=P + "shop").content)
    assert read["graph"]["nodes"][P + "shop"]["label"] == NAME
