"""What health is held to: inherited, added to by an organization, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmdb_graph.errors import BadVocabulary
from cmdb_graph.vocabulary import Vocabulary, describe, load

VOCABULARY = load()


def extended(folder: Path, *texts: str) -> Vocabulary:
    for at, text in enumerate(texts):
        (folder / f"own-{at}.toml").write_text(text, encoding="utf-8")
    return load(folder)


def test_what_is_built_in() -> None:
    server = VOCABULARY.kind("WebServer").health
    assert ("serial_number",) in server.required
    assert ("OWNED_BY", "SUPPORTED_BY") in server.recommended
    assert server.identifiers["serial_number"] == "Hardware"
    assert server.identifiers["uuid"] == "Computer"
    assert (server.stale_days, server.known_by_name, server.stand_alone) == (60, True, False)
    assert server.phases["life_cycle_status"]["in_stock"] == "idle"
    assert ("criticality",) in VOCABULARY.kind("BusinessService").health.required
    assert VOCABULARY.kind("Site").health.stand_alone
    assert VOCABULARY.kind("ExternalService").health.stands_on == ()
    assert VOCABULARY.kind("Person").health.required == ()


def test_nothing_is_asked_for_that_cannot_be_said() -> None:
    for kind in VOCABULARY.kinds.values():
        for word in {word for each in kind.health.required + kind.health.recommended for word in each}:
            if word not in kind.attributes:
                joins = VOCABULARY.types[word].joins
                assert any(join.source in kind.labels or VOCABULARY.is_a(join.source, kind.name) for join in joins), (
                    kind.name, word
                )  # fmt: skip


def test_what_places_is_no_orphan() -> None:
    placing = {type_.name for type_ in VOCABULARY.types.values() if type_.places}
    assert placing >= {*VOCABULARY.dependency_types, "CONNECTED_TO", "PART_OF", "INSTALLED_ON"}
    assert not placing & {"OWNED_BY", "SUPPORTED_BY", "AFFECTS", "COVERED_BY", "CHARGED_TO"}


def test_an_organization_adds(tmp_path: Path) -> None:
    words = extended(
        tmp_path,
        """
[kinds.Server.attributes]
patch_group = { type = "string", about = "When it is patched." }
[kinds.Server.health]
required = ["patch_group", "model"]
stale_days = 14
phases.operational_status = { ended = ["scrapped"] }
[kinds.Hardware.health]
recommended = ["warranty_end"]
""",
        '[kinds.WebServer.health]\nrecommended = ["COVERED_BY or warranty_end"]\nknown_by_name = false\n',
    )
    web, server, switch = (words.kind(kind).health for kind in ("WebServer", "Server", "Switch"))
    assert set(VOCABULARY.kind("Server").health.required) < set(server.required)
    assert {("patch_group",), ("model",)} <= set(web.required)
    # What is required is not recommended besides.
    assert ("model",) not in server.recommended
    assert ("COVERED_BY", "warranty_end") in web.recommended
    assert ("warranty_end",) in switch.recommended
    assert (server.stale_days, web.stale_days, switch.stale_days) == (14, 14, 60)
    assert (server.known_by_name, web.known_by_name) == (True, False)
    assert web.phases["operational_status"] == VOCABULARY.kind("WebServer").health.phases["operational_status"] | {
        "scrapped": "ended"
    }
    told = describe(words)["kinds"]["WebServer"]["health"]
    assert ["patch_group"] in told["required"]
    assert told["stale_days"] == 14


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[kinds.Server.health]\nrequierd = ['model']\n", 2, "Did you mean required?"),
        ("[kinds.Server.health]\nrequired = ['modle']\n", 2, "Did you mean model"),
        ("[kinds.Server.health]\nrequired = ['model or modle']\n", 2, "'modle' is no attribute or relationship type"),
        ("[kinds.Server.health]\n\nrequired = ['ENTITLES']\n", 3, "no ENTITLES leads from Server"),
        ("[kinds.Server.health]\nrequired = ['Server']\n", 2, "'Server' is no attribute or relationship type"),
        ("[kinds.Server.health]\nrequired = 'model'\n", 2, "list of distinct texts"),
        ("[kinds.Server.health]\nstands_on = ['Nothing']\n", 2, "'Nothing' is no attribute, relationship type or kind"),
        ("[kinds.Server.health]\nplaced_by = ['model']\n", 2, "'model' is no relationship type"),
        ("[kinds.Server.health]\nidentifiers = ['OWNED_BY']\n", 2, "Server has no attribute 'OWNED_BY'"),
        ("[kinds.Server.health]\ntells_apart = ['modle']\n", 2, "Did you mean model"),
        ("[kinds.Server.health]\nstale_days = -1\n", 2, "whole number from 0"),
        ("[kinds.Server.health]\nstale_days = true\n", 2, "whole number from 0"),
        ("[kinds.Hardware.health]\nstale_days = 90\n", 2, "is said otherwise before"),
        ("[kinds.Computer.health]\nknown_by_name = false\n", 2, "is said otherwise before"),
        ("[kinds.Server.health]\nstand_alone = 1\n", 2, "true or false"),
        ("[kinds.Server.health.phases]\nmodle = { ended = ['x'] }\n", 2, "no attribute 'modle'"),
        ("[kinds.Server.health.phases]\nmodel = { over = ['x'] }\n", 2, "unknown key 'over'"),
        ("[kinds.Server.health.phases]\nlife_cycle_status = { ended = ['gone'] }\n", 2, "none of the values"),
        ("[kinds.Server.health.phases]\nlife_cycle_status = { ended = ['planned'] }\n", 2, "is ahead already"),
        ("[kinds.Server]\nhealth = 3\n", 2, "'health' must be a table"),
        ("[types.OWNED_BY]\nplaces = true\n", 2, "not redefine 'places'"),
    ],
)
def test_a_mistake_says_where_it_is(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(BadVocabulary) as raised:
        extended(tmp_path, text)
    assert f"own-0.toml:{line}: " in raised.value.detail
    assert says in raised.value.detail
