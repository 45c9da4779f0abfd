"""Imports: all that is good goes in, all that is not is told with its place, and a file that cannot be read changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from neo4j import Driver

from cmdb_graph.graph.server import Endpoint
from tests.api.serving import created, entity, imported, joined, problem, put, sent, serving, settings_for

Name = Callable[[str], str]


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def counts(created: int = 0, updated: int = 0, unchanged: int = 0) -> dict[str, int]:
    return {"created": created, "updated": updated, "unchanged": unchanged, "ended": 0}


def graph(driver: Driver, prefix: str) -> list[Any]:
    """Everything that the database holds about ids with this prefix, the past too."""
    nodes = driver.execute_query(
        "MATCH (n) WHERE n.id STARTS WITH $prefix OR n.from STARTS WITH $prefix "
        "RETURN labels(n) AS labels, properties(n) AS properties ORDER BY n.id, n._version, n._until",
        prefix=prefix,
    ).records
    edges = driver.execute_query(
        "MATCH (a)-[r]->(b) WHERE a.id STARTS WITH $prefix "
        "RETURN a.id, type(r), b.id, properties(r) AS properties ORDER BY a.id, type(r), b.id, r.group",
        prefix=prefix,
    ).records
    return [record.data() for record in [*nodes, *edges]]


def estate(name: Name) -> dict[str, Any]:
    return {
        "entities": [
            {"id": name("app"), "kind": "Application", "name": "App", "attributes": {"version": "1"}},
            {"id": name("host"), "kind": "Server", "as": ["CI"]},
        ],
        "relationships": [{"type": "RUNS_ON", "from": name("app"), "to": name("host")}],
    }


def test_a_bundle_goes_in_and_the_second_time_changes_nothing(editor: httpx.Client, name: Name) -> None:
    first = imported(editor, estate(name), source="discovery")
    assert first["source"] == "discovery"
    assert first["mode"] == "apply"
    assert first["entities"] == counts(created=2)
    assert first["relationships"] == counts(created=1)
    assert first["rejected"] == []
    assert first["seconds"] >= 0
    before = editor.get(entity(name("app")))
    second = imported(editor, estate(name), source="discovery")
    assert second["entities"] == counts(unchanged=2)
    assert second["relationships"] == counts(unchanged=1)
    after = editor.get(entity(name("app")))
    assert after.headers["ETag"] == before.headers["ETag"]
    assert after.json()["last_seen"] > before.json()["last_seen"]
    assert after.json() | {"last_seen": ""} == before.json() | {"last_seen": ""}
    assert after.json()["sources"] == ["discovery"]
    assert len(editor.get(entity(name("app"), "history")).json()["items"]) == 1
    third = imported(editor, estate(name), source="another")
    assert third["entities"] == counts(unchanged=2)
    assert editor.get(entity(name("app"))).json()["sources"] == ["another", "discovery"]
    assert editor.get(entity(name("app"))).headers["ETag"] == before.headers["ETag"]


def test_what_a_record_does_not_mention_stays(editor: httpx.Client, name: Name) -> None:
    put(editor, name("a"), name="given", attributes={"cores": 4, "model": "M"}, **{"as": ["Asset"]})
    record = {"id": name("a"), "kind": "Server", "attributes": {"cores": 8, "model": None}}
    assert imported(editor, {"entities": [record]})["entities"] == counts(updated=1)
    read = editor.get(entity(name("a"))).json()
    assert read["name"] == "given"
    assert read["attributes"] == {"cores": 8}
    assert "CI" not in read["labels"]


def test_an_import_ends_nothing(editor: httpx.Client, name: Name) -> None:
    imported(editor, estate(name))
    answer = imported(editor, {"entities": [estate(name)["entities"][0]]})
    assert answer["entities"]["ended"] == answer["relationships"]["ended"] == 0
    assert editor.get(entity(name("host"))).status_code == 200
    assert len(editor.get(entity(name("app"), "neighborhood")).json()["relationships"]) == 1


def hard_case(name: Name) -> dict[str, Any]:
    """New, changed, unchanged, twice in one file, and rejected for every reason."""
    return {
        "relationships": [
            {"type": "RUNS_ON", "from": name("app"), "to": name("new")},
            {"type": "RUNS_ON", "from": name("app"), "to": name("host"), "effect": "soft"},
            {"type": "RUNS_ON", "from": name("app"), "to": name("nowhere")},
            {"type": "RUNS_ON", "from": name("app"), "to": name("bad")},
            {"type": "RUNS_ON", "from": name("app"), "to": name("app")},
            {"type": "RUNS_ON", "from": name("new"), "to": name("city")},
            {"type": "RUNS_ON", "from": name("app"), "to": name("new"), "effect": "soft"},
            {"type": "RUNS_ON", "from": name("turned"), "to": name("new")},
            5,
        ],
        "entities": [
            {"id": name("app"), "kind": "Application", "name": "Renamed"},
            {"id": name("host"), "kind": "Server"},
            {"id": name("new"), "kind": "Server", "name": "first"},
            {"id": name("new"), "kind": "Server", "name": "second", "attributes": {"cores": 2}},
            {"id": name("bad"), "kind": "Nothing"},
            {"id": name("city"), "kind": "City"},
            {"kind": "Server", "name": "without id"},
            {"id": name("app"), "kind": "City"},
            {"id": name("turned"), "kind": "Server", "attributes": {"cores": "many"}},
            None,
        ],
    }


def test_a_plan_tells_what_an_import_does_and_writes_nothing(editor: httpx.Client, name: Name, driver: Driver) -> None:
    imported(editor, estate(name))
    before = graph(driver, name())
    plan = imported(editor, hard_case(name), mode="plan")
    assert plan["mode"] == "plan"
    assert graph(driver, name()) == before
    done = imported(editor, hard_case(name))
    changing = ("mode", "seconds")
    assert {k: v for k, v in plan.items() if k not in changing} == {k: v for k, v in done.items() if k not in changing}
    assert done["entities"] == counts(created=2, updated=1, unchanged=1)
    assert done["relationships"] == counts(created=1, updated=1)
    assert sorted(rejection["pointer"] for rejection in done["rejected"]) == [
        "/entities/4/kind",
        "/entities/6/id",
        "/entities/7/kind",
        "/entities/8/attributes/cores",
        "/entities/9",
        "/relationships/2/to",
        "/relationships/3/to",
        "/relationships/4/to",
        "/relationships/5/type",
        "/relationships/7/from",
        "/relationships/8",
    ]
    assert editor.get(entity(name("new"))).json()["name"] == "second"
    assert editor.get(entity(name("new"))).json()["version"] == 1
    again = imported(editor, hard_case(name))
    assert again["entities"] == counts(unchanged=4)
    assert again["relationships"] == counts(unchanged=2)
    assert again["rejected"] == done["rejected"]


@pytest.mark.parametrize("mode", ["plan", "apply"])
def test_a_relationship_to_an_entity_whose_record_was_rejected_is_rejected(
    editor: httpx.Client, name: Name, mode: str
) -> None:
    """Also when the entity was there before, and when only the database could tell that its record is wrong."""
    created(editor, name("app"), "Application")
    created(editor, name("host"))
    joined(editor, "RUNS_ON", name("app"), name("host"))
    bundle = {
        "entities": [
            {"id": name("new"), "kind": "Server"},
            {"id": name("app"), "kind": "City"},
            {"id": name("host"), "kind": "Server", "attributes": {"cores": "many"}},
        ],
        "relationships": [
            {"type": "DEPENDS_ON", "from": name("app"), "to": name("new")},
            {"type": "DEPENDS_ON", "from": name("new"), "to": name("host")},
        ],
    }
    answer = imported(editor, bundle, mode=mode)
    assert [rejection["pointer"] for rejection in answer["rejected"]] == [
        "/entities/1/kind",
        "/entities/2/attributes/cores",
        "/relationships/0/from",
        "/relationships/1/to",
    ]
    assert answer["relationships"] == counts()


def test_ndjson_rejects_by_line_and_takes_the_rest(editor: httpx.Client, name: Name) -> None:
    body = lines(
        {"type": "RUNS_ON", "from": name("app"), "to": name("host")},
        {"id": name("app"), "kind": "Application"},
    ) + "\n   \n" + lines({"id": name("host"), "kind": "Server"}) + "{broken\n" + lines(
        {"id": name("bad"), "kind": "Nothing"},
        [1],
        {"type": "RUNS_ON", "from": name("app"), "to": name("bad")},
        {"type": "NOTHING", "from": name("app"), "to": name("host")},
    ) + '{"id": "' + name("nan") + '", "kind": "Server", "attributes": {"own": NaN}}\n' + json.dumps(
        {"id": name("last"), "kind": "Server"}
    )  # fmt: skip
    answer = imported(editor, body, format="ndjson")
    assert answer["entities"] == counts(created=3)
    assert answer["relationships"] == counts(created=1)
    assert [rejection["line"] for rejection in answer["rejected"]] == [6, 7, 8, 9, 10, 11]
    assert all(rejection["detail"] for rejection in answer["rejected"])


def test_csv_of_one_kind(editor: httpx.Client, name: Name) -> None:
    body = (
        "id,name,cores,memory,hyper_threading,tags,own,as\n"
        f"{name('a')},Server A,8,1.5,true,x;y,1,CI;Asset\n"
        f'{name("b")},"Server, B",,,,,"two\nlines",\n'
        f"{name('c')},C,eight,,,,,\n"
        f"{name('d')},D,4\n"
        f"{name('e')},E,4,,,,,\n"
    )
    answer = imported(editor, body, format="csv", kind="Server")
    assert answer["entities"] == counts(created=3)
    assert [rejection["line"] for rejection in answer["rejected"]] == [5, 6], "a cell of two lines counts as two"
    assert len([warning for warning in answer["warnings"] if "'own'" in warning]) == 1
    a, b = editor.get(entity(name("a"))).json(), editor.get(entity(name("b"))).json()
    assert a["attributes"] == {"cores": 8, "memory": 1.5, "hyper_threading": True, "tags": ["x", "y"], "own": "1"}
    assert {"CI", "Asset"} <= set(a["labels"])
    assert b["name"] == "Server, B"
    assert b["attributes"] == {"own": "two\nlines"}
    assert imported(editor, body, format="csv", kind="Server")["entities"] == counts(unchanged=3)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_columns_are_divided_as_spreadsheets_of_other_countries_do(
    editor: httpx.Client, name: Name, delimiter: str
) -> None:
    rows = [("id", "kind", "name", "ip_addresses"), (name("a"), "Server", '"x, y"', '"10.0.0.1;10.0.0.2"')]
    body = "\ufeff" + "\r\n".join(map(delimiter.join, rows))
    assert imported(editor, body, format="csv")["rejected"] == []
    read = editor.get(entity(name("a"))).json()
    assert (read["name"], read["attributes"]) == ("x, y", {"ip_addresses": ["10.0.0.1", "10.0.0.2"]})


def test_csv_with_a_column_for_the_kind_and_csv_of_relationships(editor: httpx.Client, name: Name) -> None:
    entities = f"kind,id,cores\r\nApplication,{name('app')},\r\nServer,{name('host')},4\r\nNothing,{name('x')},\r\n"
    answer = imported(editor, entities, format="csv")
    assert answer["entities"] == counts(created=2)
    assert [rejection["line"] for rejection in answer["rejected"]] == [4]
    assert editor.get(entity(name("host"))).json()["attributes"] == {"cores": 4}
    relationships = (
        "type,from,to,effect,group,need,port\n"
        f"RUNS_ON,{name('app')},{name('host')},soft,g,2,80\n"
        f"RUNS_ON,{name('app')},{name('none')},,,,\n"
        f"RUNS_ON,{name('app')},{name('host')},,,many,\n"
    )
    answer = imported(editor, relationships, format="csv")
    assert answer["relationships"] == counts(created=1)
    assert [rejection["line"] for rejection in answer["rejected"]] == [3, 4]
    (relationship,) = editor.get(entity(name("app"), "neighborhood")).json()["relationships"]
    assert (relationship["effect"], relationship["group"], relationship["need"]) == ("soft", "g", 2)
    assert relationship["attributes"] == {"port": "80"}


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1"]


def test_formulas_are_text_that_comes_back_and_are_inert_in_a_csv_answer(editor: httpx.Client, name: Name) -> None:
    created(editor, name("target"))
    for at, formula in enumerate(formula for formula in FORMULAS if formula[0] not in "\t\r"):
        quoted = formula.replace('"', '""')
        body = f'id,name,own\n{name(str(at))},"{quoted}","{quoted}"\n'
        assert imported(editor, body, format="csv", kind="Server")["rejected"] == []
        read = editor.get(entity(name(str(at)))).json()
        assert (read["name"], read["attributes"]["own"]) == (formula, formula)
        joined(editor, "DEPENDS_ON", name(str(at)), name("target"))
    answer = editor.post("/impact", json={"targets": [{"id": name("target")}]}, headers={"Accept": "text/csv"})
    rows = answer.text.splitlines()[1:]
    assert len(rows) == len(FORMULAS) - 2
    for row in rows:
        assert row.split(",")[2].lstrip('"')[0] == "'"


def test_an_id_that_is_a_formula_is_inert_too(editor: httpx.Client, name: Name) -> None:
    created(editor, name("target"))
    created(editor, "=" + name("a"))
    joined(editor, "DEPENDS_ON", "=" + name("a"), name("target"))
    answer = editor.post("/impact", json={"targets": [{"id": name("target")}]}, headers={"Accept": "text/csv"})
    assert answer.text.splitlines()[1].startswith("'=")


def test_an_attribute_that_the_vocabulary_lacks_is_kept_and_named_once(editor: httpx.Client, name: Name) -> None:
    entities = [{"id": name(str(i)), "kind": "Server", "attributes": {"own": i, "cores": 1}} for i in range(5)]
    answer = imported(editor, {"entities": entities})
    assert len(answer["warnings"]) == 1
    assert "own" in answer["warnings"][0]
    assert editor.get(entity(name("3"))).json()["attributes"] == {"cores": 1, "own": 3}


BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("syntax", ["bundle", "ndjson", "csv"])
def test_a_byte_order_mark_is_passed_over(editor: httpx.Client, name: Name, syntax: str) -> None:
    record = {"id": name("ä"), "kind": "Server"}
    text = {
        "bundle": json.dumps({"entities": [record]}, ensure_ascii=False),
        "ndjson": json.dumps(record, ensure_ascii=False),
        "csv": f"id,kind\n{name('ä')},Server\n",
    }[syntax]
    assert imported(editor, BOM + text.encode(), format=syntax)["entities"] == counts(created=1)
    assert editor.get(entity(name("ä"))).status_code == 200


def unreadable(name: Name) -> list[tuple[str, bytes]]:
    record = json.dumps({"id": name("a"), "kind": "Server"})
    good = '{"entities": [' + ", ".join([record] * 3000)
    csv = f"id,kind\n{name('a')},Server\n"
    return [
        ("bundle", (good + "]").encode()),
        ("bundle", (good + ", {]}").encode()),
        ("bundle", (good + "]} x").encode()),
        ("bundle", (good + "]}}").encode()),
        ("bundle", (good + ",]}").encode()),
        ("bundle", (good + '], "things": []}').encode()),
        ("bundle", (good + '], "relationships": {}}').encode()),
        ("bundle", (good + '], "relationships": 5}').encode()),
        ("bundle", good.encode() + b', {"id": "\xff"}]}'),
        ("bundle", good.encode() + b', {"id": "\xed\xa0\x80"}]}'),
        ("bundle", (good + ', {"attributes": ' + "[" * 100_000 + "]" * 100_000 + "}]}").encode()),
        ("bundle", (good + "]}").encode("utf-16")),
        ("bundle", (good + "]}").encode("utf-16-le")),
        ("bundle", (good + "]}").encode("utf-32")),
        ("bundle", b""),
        ("bundle", b"[]"),
        ("bundle", b"null"),
        ("bundle", b"{"),
        ("bundle", b'{"entities": [1,'),
        ("ndjson", (record + "\n").encode("utf-16")),
        ("csv", csv.encode("utf-16")),
        ("csv", csv.encode() + b"\xff,Server\n"),
        ("csv", f"id,kind,id\n{name('a')},Server,x\n".encode()),
        ("csv", f"id,kind,\n{name('a')},Server,x\n".encode()),
        ("csv", f"id|kind\n{name('a')}|Server\n".encode()),
        ("csv", f"id,name\n{name('a')},x\n".encode()),
        ("csv", csv.encode() + b'"open'),
        ("csv", csv.encode() + b'"a"b,Server\n'),
        ("csv", b""),
        ("nothing", csv.encode()),
    ]


@pytest.mark.parametrize("case", range(len(unreadable(str))))
def test_a_file_that_cannot_be_read_changes_nothing(
    editor: httpx.Client, name: Name, driver: Driver, case: int
) -> None:
    syntax, body = unreadable(name)[case]
    told = problem(sent(editor, body, format=syntax), 422)
    assert len(told["detail"]) < 1000
    assert graph(driver, name()) == []


def test_the_line_of_a_broken_bundle_is_told(editor: httpx.Client) -> None:
    told = problem(sent(editor, '{"entities": [\n{},\n{"id": }\n]}'), 422)
    assert told["errors"][0]["line"] == 3


IMPOSSIBLE = ["1e999", "-1e999", str(2**63), str(2**64), str(-(2**63) - 1), "9" * 5000, '"\\ud800"', '"\\udc00\\ud800"']
NO_VALUES = ['["a", "\\ud83d"]', '{"a": 1}', "[" * 20 + "]" * 20, "[" * 900 + "]" * 900]


@pytest.mark.parametrize("value", IMPOSSIBLE + NO_VALUES)
@pytest.mark.parametrize("syntax", ["bundle", "ndjson"])
def test_one_value_that_cannot_be_rejects_its_record_alone(
    editor: httpx.Client, name: Name, value: str, syntax: str
) -> None:
    bad = f'{{"id": "{name("bad")}", "kind": "Server", "attributes": {{"own": {value}}}}}'
    good = json.dumps({"id": name("good"), "kind": "Server", "attributes": {"own": "\U0001f600"}}, ensure_ascii=True)
    body = f"{bad}\n{good}\n" if syntax == "ndjson" else f'{{"entities": [{bad}, {good}]}}'
    answer = imported(editor, body, format=syntax)
    assert answer["entities"] == counts(created=1)
    assert len(answer["rejected"]) == 1
    assert editor.get(entity(name("good"))).json()["attributes"]["own"] == "\U0001f600"
    problem(editor.get(entity(name("bad"))), 404)


@pytest.mark.parametrize("field", ["id", "name", "kind"])
def test_half_a_surrogate_pair_is_no_character(editor: httpx.Client, name: Name, field: str) -> None:
    record = json.dumps({"id": name("a"), "kind": "Server", "name": "n"} | {field: name("x") + "\ud800"})
    for body, syntax in ((f'{{"entities": [{record}]}}', "bundle"), (record, "ndjson")):
        answer = imported(editor, body, format=syntax)
        assert len(answer["rejected"]) == 1
        assert answer["entities"] == counts()
    assert editor.get("/entities", params={"q": name()}).json()["items"] == []


def test_a_netbox_file_with_a_huge_number_does_no_harm(editor: httpx.Client) -> None:
    body = '[{"model": "dcim.site", "pk": %s, "fields": {"name": "x"}}]' % ("9" * 5000)
    assert sent(editor, body, format="netbox").status_code in (200, 422)
    assert editor.get("/schema").status_code == 200


def test_long_lines_and_cells(editor: httpx.Client, name: Name) -> None:
    long = json.dumps({"id": name("long"), "kind": "Server", "attributes": {"own": "x" * 2_000_000}})
    answer = imported(editor, long + "\n" + lines({"id": name("a"), "kind": "Server"}), format="ndjson")
    assert [rejection["line"] for rejection in answer["rejected"]] == [1]
    assert answer["entities"] == counts(created=1)
    body = f"id,kind,own\n{name('b')},Server,{'x' * 200_000}\n"
    assert [rejection["line"] for rejection in imported(editor, body, format="csv")["rejected"]] == [2]


def test_more_than_a_batch(editor: httpx.Client, name: Name) -> None:
    """Records of one entity, and of one relationship, on both sides of a batch's end."""
    entities = [{"id": name(f"{i:05}"), "kind": "Server", "attributes": {"cores": i}} for i in range(4500)]
    entities += [{"id": name("01999"), "kind": "Server", "attributes": {"cores": i}} for i in range(3)]
    relationships = [{"type": "DEPENDS_ON", "from": name(f"{i:05}"), "to": name(f"{i - 1:05}")} for i in range(1, 4500)]
    body = {"relationships": relationships, "entities": entities}
    plan = imported(editor, body, mode="plan")
    done = imported(editor, body)
    assert plan["entities"] == done["entities"]
    assert plan["relationships"] == done["relationships"] == counts(created=4499)
    assert done["entities"]["created"] == 4500
    assert editor.get(entity(name("01999"))).json()["attributes"] == {"cores": 2}
    version = editor.get(entity(name("01999"))).json()["version"]
    again = imported(editor, {"entities": entities[:4500], "relationships": relationships})
    assert again["relationships"] == counts(unchanged=4499)
    assert again["entities"] == counts(updated=1, unchanged=4499)
    assert editor.get(entity(name("01999"))).json()["version"] == version + 1


def test_relationships_follow_the_kind_that_the_file_gives(editor: httpx.Client, name: Name) -> None:
    created(editor, name("a"), "City")
    bundle = {
        "relationships": [{"type": "RUNS_ON", "from": name("app"), "to": name("a")}],
        "entities": [{"id": name("a"), "kind": "Server"}, {"id": name("app"), "kind": "Application"}],
    }
    plan, done = imported(editor, bundle, mode="plan"), imported(editor, bundle)
    assert plan["relationships"] == done["relationships"] == counts(created=1)


@pytest.mark.parametrize("source", ["", "x" * 101, "a\nb", "\x00", "a\x7fb"])
def test_a_source_has_a_name(editor: httpx.Client, source: str) -> None:
    problem(sent(editor, {"entities": []}, source=source), 422)


def test_what_an_import_needs_is_told(editor: httpx.Client) -> None:
    problem(editor.post("/imports", json={"entities": []}), 422)
    problem(sent(editor, {"entities": []}, mode="maybe"), 422)
    problem(sent(editor, {"entities": []}, format="xlsx"), 422)
    problem(sent(editor, "id\na\n", format="csv", kind="Nothing"), 422)


def test_sizes_have_limits(neo4j_endpoint: Endpoint, name: Name) -> None:
    settings = settings_for(
        neo4j_endpoint, cmdb_import_max_records=3, cmdb_import_max_bytes=2000, cmdb_body_max_bytes=500
    )
    record = {"id": name("a"), "kind": "Server"}
    with serving(settings) as small, small.client() as client:
        assert imported(client, {"entities": [record] * 3})["entities"] == counts(created=1)
        more = {"entities": [{"id": name("b"), "kind": "Server"}] * 4}
        problem(sent(client, more), 413)
        problem(client.get(entity(name("b"))), 404)
        problem(sent(client, b" " * 2001), 413)

        def chunks() -> Any:
            yield from [b" " * 500] * 10

        problem(client.post("/imports", params={"source": "s"}, content=chunks()), 413)
        problem(put(client, name("c"), attributes={"own": "x" * 500}), 413)
        problem(client.put(entity(name("c")), content=chunks()), 413)
        assert put(client, name("c"), attributes={"own": "x" * 300}).status_code == 201
        problem(client.get(entity(name("b"))), 404)
