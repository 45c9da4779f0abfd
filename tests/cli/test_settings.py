"""A setting that cannot be used is refused at the start, by the name of its variable, at every door."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cmdb_graph.cli import main
from cmdb_graph.settings import Settings, from_environment

SHORT = "fifteen-letters"


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_admin_key_that_can_be_guessed_is_refused(tmp_path: Path, command: str) -> None:
    told = CliRunner(env={"CMDB_ADMIN_KEY": SHORT, "CMDB_DATA_DIR": str(tmp_path / "data")}).invoke(main, [command])
    assert told.exit_code == 2
    assert told.stderr.startswith("Error: CMDB_ADMIN_KEY: fewer than 16 characters")
    assert SHORT not in told.output
    assert not (tmp_path / "data").exists(), "nothing was started"


def test_the_app_refuses_it_too(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create", "--port", "0"]
    settings = {"CMDB_ADMIN_KEY": SHORT, "CMDB_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(words, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "CMDB_ADMIN_KEY: fewer than 16 characters" in done.stderr
    assert "Traceback" not in done.stderr
    assert SHORT not in done.stderr


@pytest.mark.parametrize("key", ["", "sixteen-letters-"])
def test_none_and_a_long_one_are_taken(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("CMDB_ADMIN_KEY", key)
    assert isinstance(from_environment(), Settings)


@pytest.mark.parametrize("words", [("schema",), ("schema", "--json")])
def test_an_output_without_room_is_told(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", "from cmdb_graph.cli import main; main()", *words]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (
        2,
        "Error: Standard output cannot be written: No space left on device.\n",
    )


def test_an_output_that_is_closed_is_no_failure() -> None:
    command = [sys.executable, "-c", "from cmdb_graph.cli import main; main()", "schema"]
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *command], stderr=subprocess.PIPE, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
