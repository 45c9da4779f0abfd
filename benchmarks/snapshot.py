"""A snapshot of the whole estate against its bare packed queries, its memory, and its files."""

from __future__ import annotations

from pathlib import Path

from benchmarks.impact import peak_mib
from benchmarks.load import Loaded
from benchmarks.table import Row, in_turn, timed
from cmdb_graph.analysis import files
from cmdb_graph.analysis.fetch import PAGE, ask_links, snapshot
from cmdb_graph.deadline import Deadline
from cmdb_graph.graph.store import Reader
from cmdb_graph.vocabulary import Vocabulary

_BAR, _MEMORY_BAR_MIB = 5.0, 4096
_SECONDS = 3600


def measure(vocabulary: Vocabulary, loaded: Loaded, folder: Path) -> list[Row]:
    """Time and memory of taking it, then what each format of file takes."""

    def ours() -> None:
        snapshot(loaded.store, vocabulary, Deadline(_SECONDS))

    def bare() -> None:
        loaded.store.read(_read_all, Deadline(_SECONDS))

    before = peak_mib("self")
    mine, theirs = in_turn(ours, bare, times=1)
    what = f"{loaded.nodes:,} nodes and {loaded.relationships:,} relationships"
    rows = [
        Row(what, f"{mine:.1f} s", f"bare queries {theirs:.1f} s", mine / theirs, _BAR),
        Row(
            "peak memory of this process",
            "",
            f"{before:,.0f} MiB before",
            peak_mib("self"),
            _MEMORY_BAR_MIB,
            unit="MiB",
        ),
    ]
    taken = snapshot(loaded.store, vocabulary, Deadline(_SECONDS))
    for end in (".parquet", ".graphml", ".json"):
        file = folder / f"snapshot{end}"
        written = timed(lambda file=file: files.write(taken, file))
        read = timed(lambda file=file: files.read(file))
        size = f"{file.stat().st_size / 2**20:,.0f} MiB"
        rows.append(Row(f"{end}: {size}, read in {read:.1f} s", f"{written:.1f} s", "", written, unit="s to write"))
        file.unlink()
    return rows


def _read_all(reader: Reader) -> None:
    """What the same queries cost when nothing is made of their answers."""
    ids: list[str] = []
    after = ""
    while True:
        (states,) = reader.packed("analysis/nodes", after=after, limit=PAGE)
        ids += [state["id"] for state in states]
        if len(states) < PAGE:
            break
        after = ids[-1]
    for start in range(0, len(ids), PAGE):
        ask_links(reader, ids[start : start + PAGE], None).packed()
