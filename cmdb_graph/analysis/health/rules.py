"""The rules of the score, as data: `rules.toml`. An organization's file (CMDB_HEALTH) replaces whole tables of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from cmdb_graph.analysis.health.models import CHECKS, CheckName
from cmdb_graph.data import Table, read
from cmdb_graph.errors import BadHealth

_FILE = Path(__file__).parent / "rules.toml"
Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class Stale(Table):
    """Of which sources nothing is ever stale."""

    kept_by_hand: tuple[str, ...]


class Rules(Table):
    """All of them."""

    weights: Mapping[CheckName, Weight]
    stale: Stale

    @field_validator("weights")
    @classmethod
    def _of_all(cls, weights: Mapping[CheckName, float]) -> Mapping[CheckName, float]:
        if missing := [check for check in CHECKS if check not in weights]:
            raise ValueError(f"no weight for {', '.join(missing)}: say 0 to leave a check out of the score")
        if not any(weights.values()):
            raise ValueError("all weights are 0: nothing would count")
        return weights


def load(path: Path | None = None) -> Rules:
    """The built-in rules, whole tables of them replaced by those of an organization's file. BadHealth names file and key."""
    if path is None:
        return _builtin()
    if not path.is_file():
        raise BadHealth(f"{path} is not a file. CMDB_HEALTH must name a TOML file.")
    said = _tables(path)
    return read(path, Rules, BadHealth, **{name: table for name, table in _tables(_FILE).items() if name not in said})


@cache
def _builtin() -> Rules:
    return read(_FILE, Rules, BadHealth)


def _tables(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadHealth(f"{path.name}: {error}") from None
