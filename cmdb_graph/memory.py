"""When Python looks for cycles of objects: for processes that hold many objects which are in none."""

from __future__ import annotations

import gc

_NEW, _YOUNG, _OLD = 50_000, 20, 100


def look_for_cycles_seldom() -> None:
    """Let more objects come before each look; for a process, not for whoever imports this package.

    An answer is a tree of up to a million rows, freed by its reference counts. With Python's own thresholds a fifth of the time
    of the whole license position went into looks that find nothing (400,000 installations: 19 s of processor time against 15).
    """
    gc.set_threshold(_NEW, _YOUNG, _OLD)
