"""What breaks, over HTTP: states, gates, chains, lists and files."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from cmdb_graph.impact import ask as ask_module
from tests.api.serving import created, imported, joined, problem

Name = Callable[[str], str]
COLUMNS = ["id", "kind", "name", "state", "before", "distance", "via"]


def ask(client: httpx.Client, *targets: str, **fields: Any) -> dict[str, Any]:
    answer = client.post("/impact", json={"targets": [{"id": target} for target in targets], **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


def states(answer: dict[str, Any]) -> dict[str, str]:
    return {node["id"].rpartition("-")[2]: node["state"] for node in answer["affected"]}


@pytest.fixture
def estate(editor: httpx.Client, name: Name) -> Name:
    """A 2-of-3 cluster under a service, a soft cache, a dual-fed host, a laptop of a person in a team, tickets."""
    kinds = {
        "n1": "Server", "n2": "Server", "n3": "Server", "cluster": "DatabaseCluster", "db": "Database",
        "app": "Application", "cache": "Cache", "shop": "BusinessService", "feed1": "PowerFeed", "feed2": "PowerFeed",
        "team": "Team", "open": "Incident", "closed": "Incident",
    }  # fmt: skip
    entities: list[dict[str, Any]] = [{"id": name(i), "kind": kind, "name": i.upper()} for i, kind in kinds.items()]
    for ticket in entities[-2:]:
        ticket["attributes"] = {"status": "in_progress" if ticket["name"] == "OPEN" else "closed", "priority": 2}
    edges: list[tuple[str, str, str, dict[str, Any]]] = [
        *(("HAS_MEMBER", "cluster", node, {"need": 2}) for node in ("n1", "n2", "n3")),
        ("RUNS_ON", "db", "cluster", {}),
        ("DEPENDS_ON", "app", "db", {}),
        ("DEPENDS_ON", "app", "cache", {"effect": "soft"}),
        ("DEPENDS_ON", "shop", "app", {}),
        ("POWERED_BY", "n1", "feed1", {}),
        ("POWERED_BY", "n1", "feed2", {}),
        ("OWNED_BY", "shop", "team", {}),
        ("AFFECTS", "open", "app", {}),
        ("AFFECTS", "closed", "app", {}),
    ]
    relationships = [{"type": t, "from": name(a), "to": name(b), **more} for t, a, b, more in edges]
    assert imported(editor, {"entities": entities, "relationships": relationships})["rejected"] == []
    return name


def test_one_of_three_lost_leaves_the_cluster_at_risk(editor: httpx.Client, estate: Name) -> None:
    answer = ask(editor, estate("n1"))
    assert states(answer) == {"cluster": "at_risk"}
    assert answer["counts"] == {"down": 0, "degraded": 0, "at_risk": 1}
    (node,) = answer["affected"]
    assert node["before"] == "unaffected"
    assert node["distance"] == 1
    assert node["path"] == [estate("n1"), estate("cluster")]
    assert node["because"] == [
        {
            "group": "members",
            "effect": "hard",
            "need": 2,
            "members": 3,
            "standing": 2,
            "providers": [{"id": estate("n1"), "state": "down"}],
        }
    ]
    assert answer["text"]


def test_two_of_three_lost_take_all_that_stands_on_it(editor: httpx.Client, estate: Name) -> None:
    answer = ask(editor, estate("n1"), estate("n2"))
    assert states(answer) == {"cluster": "down", "db": "down", "app": "down", "shop": "down"}
    assert [node["distance"] for node in answer["affected"]] == [1, 2, 3, 4]
    assert answer["counts"] == {"down": 4, "degraded": 0, "at_risk": 0}
    assert answer["targets"] == [{"id": estate("n1"), "state": "down"}, {"id": estate("n2"), "state": "down"}]
    assert [ticket["id"] for ticket in answer["tickets"]] == [estate("open")]
    assert [contact["id"] for contact in answer["notify"]] == [estate("team")]
    assert "SHOP" in answer["text"]


def test_a_soft_gate_is_one_step_lower(editor: httpx.Client, estate: Name) -> None:
    assert states(ask(editor, estate("cache"))) == {"app": "degraded", "shop": "degraded"}
    degraded = editor.post("/impact", json={"targets": [{"id": estate("cache"), "state": "degraded"}]}).json()
    assert states(degraded) == {"app": "at_risk"}


def test_power_gates(editor: httpx.Client, estate: Name) -> None:
    assert states(ask(editor, estate("feed1"))) == {"n1": "at_risk"}
    assert states(ask(editor, estate("feed1"), estate("feed2"))) == {"n1": "down", "cluster": "at_risk"}


def test_tickets_about_what_has_failed_already_are_told(editor: httpx.Client, name: Name) -> None:
    imported(
        editor,
        {
            "entities": [{"id": name(one), "kind": "Server"} for one in "ab"] + [{"id": name("fix"), "kind": "Change"}],
            "relationships": [{"type": "TARGETS", "from": name("fix"), "to": name("b")}],
        },
    )
    answer = ask(editor, name("a"), assuming=[{"id": name("b")}])
    assert [(ticket["id"], ticket["about"]) for ticket in answer["tickets"]] == [(name("fix"), [name("b")])]


def test_assuming_answers_what_is_worse_than_before(editor: httpx.Client, estate: Name) -> None:
    answer = ask(editor, estate("n1"), assuming=[{"id": estate("n2")}])
    assert states(answer) == {"cluster": "down", "db": "down", "app": "down", "shop": "down"}
    before = {node["id"]: node["before"] for node in answer["affected"]}
    assert before[estate("cluster")] == "at_risk"
    assert before[estate("db")] == "unaffected"


def test_least_state_is_a_filter(editor: httpx.Client, estate: Name) -> None:
    full = ask(editor, estate("n1"), estate("cache"))
    assert states(full) == {"app": "degraded", "shop": "degraded", "cluster": "at_risk"}
    worse = ask(editor, estate("n1"), estate("cache"), least_state="degraded")
    assert worse["affected"] == [node for node in full["affected"] if node["state"] != "at_risk"]
    assert worse["counts"] == {"down": 0, "degraded": 2, "at_risk": 0}
    worst = ask(editor, estate("n1"), estate("cache"), least_state="down")
    assert worst["affected"] == []
    assert worst["counts"] == {"down": 0, "degraded": 0, "at_risk": 0}


def test_kinds_filter_the_list_and_not_the_counts(editor: httpx.Client, estate: Name) -> None:
    answer = ask(editor, estate("n1"), estate("n2"), kinds=["Service"])
    assert states(answer) == {"shop": "down"}
    assert answer["counts"]["down"] == 4
    assert answer["omitted"] == 0
    told = editor.post("/impact", json={"targets": [{"id": estate("n1")}], "kinds": ["Service", "Nothing"]})
    assert problem(told, 422)["errors"][0]["pointer"] == "/kinds/1"


@pytest.mark.parametrize(("limit", "shown"), [(0, 0), (1, 1), (3, 3), (4, 4), (100, 4)])
def test_a_limit_says_what_it_left_out(editor: httpx.Client, estate: Name, limit: int, shown: int) -> None:
    answer = ask(editor, estate("n1"), estate("n2"), limit=limit)
    assert len(answer["affected"]) == shown
    assert answer["omitted"] == 4 - shown
    assert answer["counts"]["down"] == 4


def test_a_limit_leaves_whom_to_tell_alone(editor: httpx.Client, name: Name, monkeypatch: pytest.MonkeyPatch) -> None:
    services, teams = [name(f"s{n}") for n in range(4)], [name(f"team{n}") for n in range(3)]
    tickets = {name(f"t{n}"): priority for n, priority in enumerate((3, None, 1, 2))}
    body = {
        "entities": [
            *({"id": node, "kind": "Server"} for node in (name("gone"), name("stands"), name("member"))),
            *({"id": node, "kind": "BusinessService"} for node in services),
            *({"id": node, "kind": "Team"} for node in teams),
            *({"id": node, "kind": "Incident", "attributes": {"priority": its}} for node, its in tickets.items()),
        ],
        "relationships": [
            *(
                {"type": "DEPENDS_ON", "from": name("stands"), "to": name(to), "group": "g"}
                for to in ("gone", "member")
            ),
            *({"type": "DEPENDS_ON", "from": node, "to": name("stands")} for node in services),
            *({"type": "OWNED_BY", "from": name("gone"), "to": team} for team in teams),
            *({"type": "AFFECTS", "from": ticket, "to": name("gone")} for ticket in tickets),
        ],
    }
    assert imported(editor, body)["rejected"] == []

    def lists(limit: int, key: str) -> list[list[str]]:
        answer = ask(editor, name("gone"), exposed=True, limit=limit)
        assert answer["counts"] == {"down": 0, "degraded": 0, "at_risk": 1}
        told = [answer["tickets"], answer["notify"], answer["exposed"]]
        left_out = [answer["tickets_omitted"], answer["notify_omitted"], answer["exposed_omitted"]]
        assert [len(these) + more for these, more in zip(told, left_out, strict=True)] == [4, 3, 4]
        return [[one[key] for one in these] for these in told]

    by_priority = [name("t2"), name("t3"), name("t0"), name("t1")]
    assert lists(10, "id") == [by_priority, teams, services]
    assert lists(0, "id") == [by_priority, teams, services]
    monkeypatch.setattr(ask_module, "MOST_TOLD", 2)
    assert lists(10, "id") == [by_priority[:2], teams[:2], services[:2]]


def test_a_gate_lists_the_worst_of_its_providers_and_the_one_on_the_path(
    editor: httpx.Client, name: Name, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = [name(member) for member in ("a", "b", "c", "z")]
    body = {
        "entities": [{"id": node, "kind": "Server"} for node in (*members, name("floor"), name("top"))],
        "relationships": [
            *({"type": "DEPENDS_ON", "from": name("top"), "to": member, "group": "g"} for member in members),
            *({"type": "DEPENDS_ON", "from": member, "to": name("z")} for member in members[:3]),
        ],
    }
    assert imported(editor, body)["rejected"] == []
    monkeypatch.setattr(ask_module, "MOST_PROVIDERS", 2)
    (top,) = [node for node in ask(editor, name("z"))["affected"] if node["id"] == name("top")]
    assert top["path"] == [name("z"), name("top")]
    (gate,) = top["because"]
    assert [provider["id"] for provider in gate["providers"]] == [name("a"), name("b"), name("z")]
    assert (gate["members"], gate["standing"], gate["omitted"]) == (4, 0, 1)


def test_the_paths_of_one_answer_have_a_bound(
    editor: httpx.Client, name: Name, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = [name(f"{n}") for n in range(9)]
    body = {
        "entities": [{"id": node, "kind": "Server"} for node in chain],
        "relationships": [
            {"type": "DEPENDS_ON", "from": above, "to": below} for below, above in itertools.pairwise(chain)
        ],
    }
    assert imported(editor, body)["rejected"] == []
    whole = ask(editor, chain[0])
    ids = sum(len(node["path"]) for node in whole["affected"])
    assert (len(whole["affected"]), ids, whole["omitted"], whole["warnings"]) == (8, 44, 0, [])

    monkeypatch.setattr("cmdb_graph.impact.ask.MAX_PATH_STEPS", ids)
    assert ask(editor, chain[0]) == whole
    monkeypatch.setattr("cmdb_graph.impact.ask.MAX_PATH_STEPS", ids - 1)
    cut = ask(editor, chain[0])
    assert (cut["affected"], cut["omitted"], cut["counts"]) == (whole["affected"][:-1], 1, whole["counts"])
    (warning,) = cut["warnings"]
    assert "7 of 8" in warning
    assert "text/csv" in warning
    less = ask(editor, chain[0], limit=3)
    assert (len(less["affected"]), less["omitted"], less["warnings"]) == (3, 5, [])
    answer = editor.post("/impact", json={"targets": [{"id": chain[0]}]}, headers={"Accept": "text/csv"})
    assert [row[0] for row in list(csv.reader(io.StringIO(answer.text)))[1:]] == chain[1:]


def test_exposed_are_the_services_that_stand_on_something_at_risk(editor: httpx.Client, estate: Name) -> None:
    assert "exposed" not in ask(editor, estate("n1")) or ask(editor, estate("n1"))["exposed"] is None
    answer = ask(editor, estate("n1"), exposed=True)
    assert [service["id"] for service in answer["exposed"]] == [estate("shop")]
    assert answer["counts"] == {"down": 0, "degraded": 0, "at_risk": 1}
    assert ask(editor, estate("n1"), estate("n2"), exposed=True)["exposed"] == []


def test_an_id_given_twice_counts_with_its_worst_state(editor: httpx.Client, estate: Name) -> None:
    given = [{"id": estate("db"), "state": "degraded"}, {"id": estate("db")}, {"id": estate("db"), "state": "degraded"}]
    answer = editor.post("/impact", json={"targets": given}).json()
    assert answer["targets"] == [{"id": estate("db"), "state": "down"}]
    assert states(answer) == {"app": "down", "shop": "down"}


def test_targets_say_the_state_they_end_in(editor: httpx.Client, estate: Name) -> None:
    given = [{"id": estate("db"), "state": "down"}, {"id": estate("app"), "state": "degraded"}]
    answer = editor.post("/impact", json={"targets": given}).json()
    assert answer["targets"] == [{"id": estate("db"), "state": "down"}, {"id": estate("app"), "state": "down"}]
    assert states(answer) == {"shop": "down"}


def test_more_needed_than_there_are_counts_as_all_with_a_warning(editor: httpx.Client, name: Name) -> None:
    for node in ("a", "b", "c"):
        created(editor, name(node))
    for provider in "bc":
        joined(editor, "HAS_MEMBER", name("a"), name(provider), need=5)
    answer = ask(editor, name("b"))
    assert states(answer) == {"a": "down"}
    assert answer["affected"][0]["because"][0]["need"] == 2
    assert len(answer["warnings"]) == 1
    assert name("a") in answer["warnings"][0]


def test_no_effect_carries_nothing(editor: httpx.Client, name: Name) -> None:
    for node in ("a", "b"):
        created(editor, name(node))
    joined(editor, "DEPENDS_ON", name("a"), name("b"), effect="none")
    joined(editor, "CONNECTED_TO", name("a"), name("b"))
    assert ask(editor, name("b"))["affected"] == []


def test_a_cycle_ends(editor: httpx.Client, name: Name) -> None:
    for node in "abc":
        created(editor, name(node))
    for one, two in ("ab", "bc", "ca"):
        joined(editor, "DEPENDS_ON", name(one), name(two))
    assert states(ask(editor, name("a"))) == {"b": "down", "c": "down"}


def test_worst_first_then_nearest_then_id(editor: httpx.Client, name: Name) -> None:
    for node in ("t", "z", "y", "far", "soft"):
        created(editor, name(node))
    for one, two, effect in (("z", "t", "hard"), ("y", "t", "hard"), ("far", "z", "hard"), ("soft", "t", "soft")):
        joined(editor, "DEPENDS_ON", name(one), name(two), effect=effect)
    assert list(states(ask(editor, name("t"))).items()) == [
        ("y", "down"),
        ("z", "down"),
        ("far", "down"),
        ("soft", "degraded"),
    ]


def test_a_csv_is_the_whole_list(editor: httpx.Client, estate: Name) -> None:
    question = {"targets": [{"id": estate("n1")}, {"id": estate("n2")}], "limit": 1}
    answer = editor.post("/impact", json=question, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.text.splitlines()[0].split(",") == COLUMNS
    assert [row["id"] for row in rows] == [estate(node) for node in ("cluster", "db", "app", "shop")]
    assert [row["via"] for row in rows][1:] == [row["id"] for row in rows][:-1]
    assert rows[0]["via"] in (estate("n1"), estate("n2"))
    assert [row["distance"] for row in rows] == ["1", "2", "3", "4"]


def test_ndjson_is_the_whole_list(editor: httpx.Client, estate: Name) -> None:
    question = {"targets": [{"id": estate("n1")}, {"id": estate("n2")}], "limit": 0}
    answer = editor.post("/impact", json=question, headers={"Accept": "application/x-ndjson"})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["id"] for row in rows] == [estate(node) for node in ("cluster", "db", "app", "shop")]
    assert set(rows[0]) == set(COLUMNS)
    told = editor.post("/impact", json={"targets": [{"id": estate("no")}]}, headers={"Accept": "application/x-ndjson"})
    problem(told, 404)


def test_a_file_of_thousands_is_whole(editor: httpx.Client, name: Name) -> None:
    entities = [
        {"id": name("hub"), "kind": "Server"},
        *({"id": name(f"{i:04}"), "kind": "Server"} for i in range(2500)),
    ]
    edges = [{"type": "DEPENDS_ON", "from": name(f"{i:04}"), "to": name("hub")} for i in range(2500)]
    imported(editor, {"entities": entities, "relationships": edges})
    question = {"targets": [{"id": name("hub")}]}
    answer = editor.post("/impact", json=question).json()
    assert (len(answer["affected"]), answer["omitted"], answer["counts"]["down"]) == (1000, 1500, 2500)
    for accept in ("text/csv", "application/x-ndjson"):
        rows = editor.post("/impact", json=question, headers={"Accept": accept}).text.splitlines()
        assert len(rows) - (accept == "text/csv") == 2500


@pytest.mark.parametrize("place", ["targets", "assuming"])
def test_an_unknown_id_is_named(editor: httpx.Client, estate: Name, place: str) -> None:
    body = {"targets": [{"id": estate("n1")}], "assuming": []}
    body[place].append({"id": estate("unknown")})
    told = problem(editor.post("/impact", json=body), 404)
    assert estate("unknown") in told["detail"]
    assert [error["pointer"] for error in told["errors"]] == [f"/{place}/{len(body[place]) - 1}/id"]


@pytest.mark.parametrize(
    "change",
    [
        {"targets": []},
        {"targets": None},
        {"targets": [{"id": ""}]},
        {"targets": [{"id": "x" * 1025}]},
        {"targets": [{}]},
        {"targets": ["x"]},
        {"targets": [{"id": "x", "state": "at_risk"}]},
        {"targets": [{"id": "x", "state": "unaffected"}]},
        {"targets": [{"id": "x", "sate": "down"}]},
        {"least_state": "unaffected"},
        {"limit": -1},
        {"limit": 1.5},
        {"limit": "many"},
        {"limit": 2**64},
        {"exposed": "perhaps"},
        {"assume": []},
        {"kinds": "Server"},
        {"targets": [{"id": "x"}] * 1001},
    ],
)
def test_a_question_that_cannot_be_is_refused(editor: httpx.Client, change: dict[str, Any]) -> None:
    told = problem(editor.post("/impact", json={"targets": [{"id": "x"}]} | change), 422)
    assert told["errors"]


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "NaN", '{"targets": [{"id": "\\ud800"}]}', '{"targets": [{"id": "\\u0000"}]}']
)
def test_a_body_that_is_no_question_is_refused(editor: httpx.Client, body: str) -> None:
    answer = editor.post("/impact", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 404, 422)
    problem(answer, answer.status_code)


def test_dependencies_are_what_it_stands_on(editor: httpx.Client, estate: Name) -> None:
    answer = editor.post("/dependencies", json={"id": estate("app")}).json()
    near = {node["id"].rpartition("-")[2]: node["distance"] for node in answer["providers"]}
    assert near == {"db": 1, "cache": 1, "cluster": 2, "n1": 3, "n2": 3, "n3": 3, "feed1": 4, "feed2": 4}
    assert [node["distance"] for node in answer["providers"]] == sorted(near.values())
    assert len(answer["edges"]) == 8
    assert set(answer["edges"][0]) == {"type", "from", "to", "effect", "group", "need"}
    one = editor.post("/dependencies", json={"id": estate("app"), "depth": 1}).json()
    assert {node["id"] for node in one["providers"]} == {estate("db"), estate("cache")}
    assert editor.post("/dependencies", json={"id": estate("feed1")}).json()["providers"] == []


def test_dependencies_have_a_limit_and_say_what_it_left_out(editor: httpx.Client, estate: Name) -> None:
    whole = editor.post("/dependencies", json={"id": estate("app")}).json()
    assert (whole["omitted"], whole["edges_omitted"]) == (0, 0)
    few = editor.post("/dependencies", json={"id": estate("app"), "limit": 3}).json()
    assert few["providers"] == whole["providers"][:3]
    assert (few["omitted"], few["text"]) == (5, whole["text"])
    ends = {estate("app"), *(node["id"] for node in few["providers"])}
    assert few["edges"] == [edge for edge in whole["edges"] if {edge["from"], edge["to"]} <= ends]
    assert (len(few["edges"]), few["edges_omitted"]) == (3, 5)
    none = editor.post("/dependencies", json={"id": estate("app"), "limit": 0}).json()
    assert (none["providers"], none["omitted"], none["edges"], none["edges_omitted"]) == ([], 8, [], 8)
    problem(editor.post("/dependencies", json={"id": estate("app"), "limit": -1}), 422)


@pytest.mark.parametrize(
    "body", [{}, {"id": ""}, {"id": "x", "depth": 0}, {"id": "x", "deep": 1}, {"id": "x", "depth": 2**64}]
)
def test_dependencies_refuse_what_cannot_be(editor: httpx.Client, body: dict[str, Any]) -> None:
    answer = editor.post("/dependencies", json=body)
    assert answer.status_code in (404, 422)
    problem(answer, answer.status_code)


def test_paths_are_the_shortest_first(editor: httpx.Client, name: Name) -> None:
    for node in "abcde":
        created(editor, name(node))
    for one, two in ("ab", "be", "ac", "cd", "de"):
        joined(editor, "DEPENDS_ON", name(one), name(two))

    def chains(**more: Any) -> list[str]:
        answer = editor.get("/paths", params={"from": name("a"), "to": name("e"), **more}).json()
        return ["".join(node["id"][-1] for node in path["nodes"]) for path in answer["paths"]]

    assert chains() == ["abe", "acde"]
    assert chains(k=1) == ["abe"]
    other_way = editor.get("/paths", params={"from": name("e"), "to": name("a")}).json()["paths"]
    assert [path["nodes"][0]["id"] for path in other_way] == [name("a"), name("a")], "a provider was named first"
    assert editor.get("/paths", params={"from": name("b"), "to": name("c")}).json()["paths"] == []
    problem(editor.get("/paths", params={"from": name("a"), "to": name("no")}), 404)
    problem(editor.get("/paths", params={"from": name("a")}), 422)
    for k in (0, 101, "x"):
        problem(editor.get("/paths", params={"from": name("a"), "to": name("e"), "k": k}), 422)


def test_the_neighborhood_has_a_depth_and_says_what_it_left_out(editor: httpx.Client, estate: Name) -> None:
    def near(**parameters: Any) -> dict[str, Any]:
        return editor.get(f"/entities/{estate('db')}/neighborhood", params=parameters).json()

    assert {node["id"] for node in near()["nodes"]} == {estate(node) for node in ("db", "app", "cluster")}
    assert len(near(depth=2)["nodes"]) == 10
    few = near(depth=2, limit=2)
    assert len(few["nodes"]) == 2
    assert few["omitted"] == 8
    for depth in ("0", "6", "x", "-1", str(2**64)):
        problem(editor.get(f"/entities/{estate('db')}/neighborhood", params={"depth": depth}), 422)


def test_criticality_is_told_of_each_and_changes_no_file(editor: httpx.Client, name: Name) -> None:
    created(editor, name("host"))
    for node, attributes in (("shop", {"criticality": "critical"}), ("blog", {})):
        created(editor, name(node), "Application", attributes=attributes)
        joined(editor, "RUNS_ON", name(node), name("host"))
    told = ask(editor, name("host"))["affected"]
    assert [(node["id"], node["criticality"]) for node in told] == [(name("blog"), None), (name("shop"), "critical")]
    file = editor.post("/impact", json={"targets": [{"id": name("host")}]}, headers={"Accept": "text/csv"}).text
    assert next(csv.reader(io.StringIO(file))) == COLUMNS
    past = ask(editor, name("host"), as_of="2999-01-01T00:00:00Z")["affected"]
    assert past == told
