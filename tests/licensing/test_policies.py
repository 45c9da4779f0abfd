"""Policy files of an organization: added, in place of a built-in one, and refused with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmdb_graph import vocabulary
from cmdb_graph.errors import BadPolicy
from cmdb_graph.licensing import load_policies

OURS = 'about = "x"\nversion = "1"\nsource = "s"\nunit = "device"\ncounts = "devices"\n'


def test_the_vocabulary_knows_every_policy_as_a_metric() -> None:
    assert set(vocabulary.load().kinds["License"].attributes["metric"].values) == set(load_policies())


def test_a_folder_adds_policies_and_takes_the_place_of_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OURS)
    (tmp_path / "oracle-processor.toml").write_text(OURS.replace('"1"', '"2030"'))
    policies = load_policies(tmp_path)
    assert policies["ours"].counts == "devices"
    assert policies["oracle-processor"].version == "2030"
    assert len(policies) == len(load_policies()) + 1


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("ours.toml", OURS + "pakc = 2\n", r"^ours\.toml: pakc: "),
        ("ours.toml", OURS.replace("devices", "toes"), r"^ours\.toml: counts: "),
        ("ours.toml", OURS + "pack = 0\n", r"^ours\.toml: pack: "),
        ("ours.toml", OURS + "[[factors]]\nmatch = '('\nfactor = 1\n", r"^ours\.toml: factors\.0\.match: .*no pattern"),
        (
            "ours.toml",
            OURS + '[minimum]\nunits = 1\nper = "server"\npolicy = "none"\n',
            r"^ours\.toml: minimum\.policy: ",
        ),
        ("ours.toml", OURS + 'name = "other"\n', r"^ours\.toml: name: "),
        ("ours.toml", "= 1", r"^ours\.toml: "),
        ("Our Own.toml", OURS, r"^Our Own\.toml: a policy's name"),
    ],
)
def test_a_mistake_is_refused_with_file_and_key(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BadPolicy, match=says):
        load_policies(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="is not a folder"):
        load_policies(tmp_path / "none")
