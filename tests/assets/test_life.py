"""The life of an asset: only allowed steps, and what each leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph import vocabulary
from cmdb_graph.assets.life import STEPS, allowed, stepped
from cmdb_graph.assets.models import STATUSES, Step
from cmdb_graph.errors import Conflict, Invalid
from cmdb_graph.graph.shape import EntityState

WORDS = vocabulary.load()
TODAY = date(2026, 11, 26)


def laptop(roles: tuple[str, ...] = ("CI", "Asset"), **attributes: Any) -> EntityState:
    return EntityState("lt-1", "Laptop", "LT-1", roles, attributes)


def step(to: str, **more: Any) -> Step:
    return Step(to=to, certificate="C-1" if to == "disposed" else None, **more)  # pyright: ignore[reportArgumentType]


def test_the_table_holds_every_status_of_the_vocabulary_and_no_other() -> None:
    attribute = WORDS.kind("Laptop").attributes["life_cycle_status"]
    assert set(STEPS) == set(STATUSES) == set(attribute.values)
    assert all(set(its) <= set(STATUSES) and status not in its for status, its in STEPS.items())


@pytest.mark.parametrize("before", [None, "lost", *STATUSES])
@pytest.mark.parametrize("to", STATUSES)
def test_only_allowed_steps_are_taken(before: str | None, to: str) -> None:
    state = laptop(**({} if before is None else {"life_cycle_status": before}))
    if to in allowed(before):
        assert stepped(state, step(to), TODAY, WORDS).attributes["life_cycle_status"] == to
        return
    with pytest.raises(Conflict) as refused:
        stepped(state, step(to), TODAY, WORDS)
    assert all(status in refused.value.detail for status in STEPS[before or ""])


@given(st.lists(st.sampled_from(STATUSES), max_size=30))
def test_whatever_is_tried_a_ci_is_what_was_deployed_and_not_taken_out_of_use(tries: list[str]) -> None:
    state = laptop(roles=("Asset",))
    expected = False
    for to in tries:
        if to in allowed(state.attributes.get("life_cycle_status")):
            state = stepped(state, step(to), TODAY, WORDS)
            expected = to == "deployed" or (expected and to not in ("in_stock", "retired", "disposed"))
        assert "Asset" in state.roles
        assert ("CI" in state.roles) is expected
    assert "disposed" not in tries or state.attributes["life_cycle_status"] in STATUSES


def test_what_deployment_and_retirement_leave() -> None:
    stocked = laptop(("Asset",), life_cycle_status="in_stock", stock_location="Shelf 1", model="T14")
    used = stepped(stocked, step("deployed", on=date(2026, 1, 5), note="for Ole"), TODAY, WORDS)
    assert used.roles == ("CI", "Asset")
    assert used.attributes == {
        "life_cycle_status": "deployed", "life_cycle_since": "2026-01-05", "life_cycle_note": "for Ole",
        "deployed_at": "2026-01-05", "model": "T14",
    }  # fmt: skip
    gone = stepped(used, step("retired"), TODAY, WORDS)
    assert gone.roles == ("Asset",)
    assert gone.attributes["retired_at"] == "2026-11-26"
    assert "life_cycle_note" not in gone.attributes
    assert stepped(gone, step("disposed"), TODAY, WORDS).attributes["disposal_certificate"] == "C-1"
    assert "retired_at" not in stepped(gone, step("in_stock"), TODAY, WORDS).attributes


def test_a_shelf_is_left_by_what_goes_elsewhere() -> None:
    stocked = laptop(life_cycle_status="in_stock", stock_location="Shelf 1")
    assert "stock_location" in stepped(stocked, step("reserved"), TODAY, WORDS).attributes
    assert "stock_location" not in stepped(stocked, step("reserved"), TODAY, WORDS, moved=True).attributes


@pytest.mark.parametrize(
    ("status", "asked", "pointer"),
    [
        ("retired", Step(to="disposed"), "/certificate"),
        ("in_stock", Step(to="deployed", certificate="C-1"), "/certificate"),
        ("in_stock", Step(to="deployed", on=date(2026, 11, 28)), "/on"),
        ("deployed", Step(to="retired", on=date(2020, 1, 1)), "/on"),
    ],
)
def test_a_wrong_field_is_named(status: str, asked: Step, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        stepped(laptop(life_cycle_status=status, deployed_at="2026-01-05"), asked, TODAY, WORDS)
    assert [place.pointer for place in refused.value.places] == [pointer]


def test_tomorrow_is_a_day_somewhere() -> None:
    state = stepped(laptop(), Step(to="deployed", on=date(2026, 11, 27)), TODAY, WORDS)
    assert state.attributes["deployed_at"] == "2026-11-27"
