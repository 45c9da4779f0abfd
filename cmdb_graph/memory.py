"""When Python looks for cycles of objects, in a process that makes answers of a million of them."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

_NEW, _YOUNG, _OLD = 50_000, 20, 100


def look_for_cycles_seldom() -> None:
    """Let more objects come before each look: an answer is a tree, which its reference counts free.

    With Python's own thresholds a third of the time of an impact, and a fifth of that of the whole license position (19 s of
    processor time against 15), went into looks that find nothing.
    """
    gc.set_threshold(_NEW, _YOUNG, _OLD)


@contextmanager
def no_looks_for_cycles() -> Generator[None]:
    """None at all while columns of a million objects are built: each look would go over all that is there by then.

    For the whole process; what is kept alive by cycles meanwhile goes with the next look after it.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
