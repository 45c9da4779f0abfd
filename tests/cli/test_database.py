"""`db` says what to do, with exit code 2, before anything is started or stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cmdb_graph.cli import main


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["dump", "missing/a.dump"], "make it first"),
        (["dump", "there"], "choose another name"),
        (["dump", "a.dump"], "nothing to dump"),
        (["load", "missing"], "cannot be read"),
        (["load", "."], "is a folder"),
        (["check"], "nothing to check"),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").touch()
    told = CliRunner(env={"CMDB_DATA_DIR": str(tmp_path / "data"), "NEO4J_URI": None}).invoke(main, ["db", *words])
    assert told.exit_code == 2
    assert told.stderr.startswith("Error: ")
    assert why in told.stderr
    assert told.stdout == ""
    assert not (tmp_path / "a.dump").exists()


def test_another_neo4j_is_left_to_its_own_tools(tmp_path: Path) -> None:
    told = CliRunner(env={"NEO4J_URI": "bolt://127.0.0.1:1"}).invoke(main, ["db", "dump", str(tmp_path / "a.dump")])
    assert told.exit_code == 2
    assert "unset NEO4J_URI" in told.stderr
