"""Debian's packages as a real estate with alternatives: what breaks when one package alone is broken.

`python -m tests.analysis.debian` prints which packages take most others down, from the package lists of this machine (`apt-get
update` fetches them). Depends and Pre-Depends are gates, one a clause: of `a | b`, and of all that provide a name, one is needed.
Versions and architectures that a clause asks for are ignored, and so are conflicts. A clause of which nothing is there is left
out, and counted; so is each further stanza of a name.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from cmdb_graph.analysis.gates import Gate, Gates
from cmdb_graph.analysis.single_points import losses


@dataclass(frozen=True)
class Packages:
    """Gates by index of `names`; how many clauses were left out, and how many stanzas."""

    names: list[str]
    gates: Gates
    missing: int
    repeated: int


def available() -> Packages | None:
    """All packages that apt knows of; nothing where there is no apt, or it knows of none."""
    if not shutil.which("apt-cache"):
        return None
    with subprocess.Popen(["apt-cache", "dumpavail"], stdout=subprocess.PIPE, encoding="utf-8") as apt:
        assert apt.stdout
        packages = read(apt.stdout)
    assert apt.returncode == 0, f"apt-cache dumpavail ended with {apt.returncode}"
    return packages if packages.names else None


def read(lines: Iterable[str]) -> Packages:
    """The packages of a list in Debian's control format (deb-control(5))."""
    needs: dict[str, list[str]] = {}
    providers: defaultdict[str, set[str]] = defaultdict(set)
    repeated = 0
    for stanza in _stanzas(lines):
        name = stanza["Package"]
        if name in needs:
            repeated += 1
            continue
        needs[name] = [*_split(stanza.get("Pre-Depends", ""), ","), *_split(stanza.get("Depends", ""), ",")]
        for provided in [name, *map(_name, _split(stanza.get("Provides", ""), ","))]:
            providers[provided].add(name)
    names = sorted(needs)
    index = {name: at for at, name in enumerate(names)}
    gates: list[tuple[int, Gate]] = []
    missing = 0
    for name, clauses in needs.items():
        for clause in clauses:
            members = {index[each] for asked in _split(clause, "|") for each in providers.get(_name(asked), ())}
            if members:
                gates.append((index[name], Gate(tuple(sorted(members)), len(members) - 1)))
            else:
                missing += 1
    return Packages(names, Gates(len(names), gates), missing, repeated)


def _stanzas(lines: Iterable[str]) -> Iterator[Mapping[str, str]]:
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        if not line.strip():
            if fields:
                yield fields
            fields = {}
        elif line[0].isspace():
            fields[last] += " " + line.strip()
        else:
            last, _, value = line.partition(":")
            fields[last] = value.strip()
    if fields:
        yield fields


def _split(text: str, by: str) -> list[str]:
    return [part.strip() for part in text.split(by) if part.strip()]


def _name(asked: str) -> str:
    """Of `name:arch (>= version) [architectures]`."""
    return re.split(r"[:(\[]", asked, maxsplit=1)[0].strip()


def naive(gates: Gates) -> list[set[int]]:
    """For each node what depends on it directly, as if all alternatives were needed."""
    above: list[set[int]] = [set() for _ in range(len(gates))]
    for node in range(len(gates)):
        for provider in gates.providers(node):
            above[provider].add(node)
    return above


def closure(above: list[set[int]], node: int) -> set[int]:
    """All that is above a node, itself left out."""
    found, ahead = {node}, [node]
    while ahead:
        further = above[ahead.pop()] - found
        found |= further
        ahead += further
    return found - {node}


def main() -> None:
    packages = available()
    if packages is None:
        raise SystemExit("apt-cache is absent or its lists are empty: `apt-get update` may be needed.")
    gates, names = packages.gates, packages.names
    started = time.perf_counter()
    takes_down = losses(gates, {}).takes_down
    seconds = time.perf_counter() - started
    different = [gate for its in gates.of for gate in its]
    table = Table(
        title=f"{len(names):,} packages, {len(different):,} gates ({sum(gate.spare > 0 for gate in different):,} with "
        f"alternatives). What each package takes down alone, all in one run: {seconds:.1f} s.",
        caption=f"Left out: {packages.missing:,} clauses of which nothing is there, and {packages.repeated:,} further stanzas of "
        "a name.",
    )
    table.add_column("package")
    for heading in ("takes down", "naive"):
        table.add_column(heading, justify="right")
    above = naive(gates)
    told = sorted(range(len(names)), key=lambda node: (-takes_down[node], node))[:20]
    if "systemd" in names and (systemd := names.index("systemd")) not in told:
        told.append(systemd)
    for node in told:
        table.add_row(names[node], f"{takes_down[node]:,}", f"{len(closure(above, node)):,}")
    Console().print(table)


if __name__ == "__main__":
    main()
