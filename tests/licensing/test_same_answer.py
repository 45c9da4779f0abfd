"""Every process of the API gives the same positions: nothing hangs on the order of sets, which differs between processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_PRINTS = """
from tests.licensing.estates import Build
build = Build()
suites = {"std": ("words", "sums", "draw"), "pro": ("sums", "draw", "plan"), "all": ("words", "plan", "mail")}
for member in ("words", "sums", "draw", "plan", "mail"):
    build.product(member)
for name, members in suites.items():
    build.product(name, "SoftwareSuite")
    for member in members:
        build.link("PART_OF", member, name)
    build.license("device", 2, (name,), id=f"l-{name}")
for at in range(9):
    laptop = build.node(f"laptop-{at}", "Laptop")
    for place, member in enumerate(("words", "sums", "draw", "plan", "mail")):
        if (at + 3) * (place + 2) % 4 < 3:
            build.install(laptop, product=member)
for key, position in build.positions().items():
    print(key, position.owned, position.required, [(need.id, need.rule) for need in position.demand.needs])
"""


def test_two_processes_give_the_same_answer() -> None:
    def run(seed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _PRINTS],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    first = run("1")
    assert first.count("\n") == 8
    assert run("2") == run("3") == first
