"""Weights are data: an organization's tables take the place of the built-in ones, and a mistake says where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmdb_graph.errors import BadWeights
from cmdb_graph.rootcause import load


def test_a_table_of_an_organization_replaces_that_table_alone(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    file.write_text("[cover]\nexplained = 0.9\nsecond = 0.2\nmix = 0.1\n")
    ours, built_in = load(file), load()
    assert (ours.cover.explained, ours.cover.mix) == (0.9, 0.1)
    assert ours.flow == built_in.flow
    assert ours.cover != built_in.cover


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[cover]\nexplained = 0.9\n", "cover.second: Field required"),
        ("[cover]\nexplained = 2\nsecond = 0.2\nmix = 0.1\n", "cover.explained"),
        ("[flow]\nhrad = 1\n", "flow"),
        ("[covers]\nx = 1\n", "covers: Extra inputs are not permitted"),
        ("nonsense", "weights.toml: "),
    ],
)
def test_a_mistake_says_where_it_is(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "weights.toml"
    file.write_text(text)
    with pytest.raises(BadWeights, match=r"weights\.toml") as raised:
        load(file)
    assert says in raised.value.detail


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadWeights, match="CMDB_ROOT_CAUSE must name a TOML file"):
        load(tmp_path / "none.toml")
