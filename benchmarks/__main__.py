"""`make bench`: prints what is fast as ratios to the bare query in the same run, each beside its bar. Asserts nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import analyses, causes, impact, imports, licenses, page, snapshot
from benchmarks.estate import Estate
from benchmarks.load import load
from benchmarks.table import Row, show
from cmdb_graph import vocabulary
from cmdb_graph.memory import look_for_cycles_seldom

_FOLDER = Path(__file__).parent.parent / ".bench"
_LOAD_BAR_SECONDS = 120


def main() -> None:
    """Load the estate unless it is there, then measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--nodes", type=int, default=1_000_000, help="size of the estate (default 1,000,000)")
    parser.add_argument("--records", type=int, default=100_000, help="records in a timed import (default 100,000)")
    parser.add_argument(
        "--large", type=int, default=1_000_000, help="records in the import whose memory is read; 0 for none"
    )
    parser.add_argument(
        "--only",
        choices=["load", "impact", "snapshot", "analyses", "imports", "licenses", "causes", "page"],
        help="one part",
    )
    parser.add_argument("--reload", action="store_true", help="load the estate again")
    chosen = parser.parse_args()

    look_for_cycles_seldom()  # as the product's own processes do
    words = vocabulary.load(None)
    if chosen.only in (None, "load", "impact", "snapshot"):
        estate = Estate(words, chosen.nodes)
        loaded = load(_FOLDER / f"estate-{chosen.nodes}", words, estate, again=chosen.reload)
        try:
            if loaded.seconds:
                show(
                    "First load by the offline importer",
                    [_load_row(loaded.nodes, loaded.relationships, loaded.seconds)],
                )
            if chosen.only in (None, "impact"):
                show(
                    f"Impact, {loaded.nodes:,} nodes and {loaded.relationships:,} relationships",
                    impact.measure(words, loaded, chosen.nodes),
                )
            if chosen.only in (None, "snapshot"):
                show("A snapshot of all of it", snapshot.measure(words, loaded, _FOLDER))
        finally:
            loaded.close()
    if chosen.only in (None, "analyses"):
        sizes = [size for size in analyses.SIZES if size <= chosen.nodes]
        for title, rows in analyses.measure(words, _FOLDER, sizes):
            show(title, rows)
    if chosen.only in (None, "imports"):
        show("Imports", imports.measure(words, chosen.records, chosen.large))
    if chosen.only in (None, "licenses"):
        show("License positions", licenses.measure(words, _FOLDER / "licenses", again=chosen.reload))
    if chosen.only in (None, "causes"):
        show("Root cause", causes.measure(words, _FOLDER / "causes", chosen.nodes, again=chosen.reload))
    if chosen.only in (None, "page"):
        show("The page", page.measure())


def _load_row(nodes: int, relationships: int, seconds: dict[str, float]) -> Row:
    steps = ", ".join(f"{step} {took:.0f} s" for step, took in seconds.items())
    what = f"{nodes:,} nodes, {relationships:,} relationships"
    return Row(what, steps, "", sum(seconds.values()), _LOAD_BAR_SECONDS, unit="s")


if __name__ == "__main__":
    main()
