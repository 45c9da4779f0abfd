"""What a load replaces: set aside until the load is done, put back when it did not come to its end.

The earlier state of each folder stands beside it as `<name>.before-load`, empty when there was none. That of the first
folder is the sign that a load is under way: it is made first, and one rename (to `<name>.replaced`) takes it away when
the new data is whole. So a kill at any moment leaves either the earlier data or the new data to be found, never a half.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path


def set_aside(folders: Sequence[Path]) -> None:
    """Make room for a load. `settle` must have been called before."""
    for folder in folders:
        if folder.exists():
            folder.rename(_before(folder))
        else:
            _before(folder).mkdir(parents=True)


def finish(folders: Sequence[Path]) -> None:
    """The load is done: let go of what it replaced."""
    for folder in folders:
        _before(folder).rename(_replaced(folder))
    settle(folders)


def settle(folders: Sequence[Path]) -> bool:
    """Put the earlier data back when a load did not come to its end, clear away what one that did left behind.

    True when something was put back. Killed in the middle, it goes on where it stopped when it is called again.
    """
    under_way = _before(folders[0]).exists()
    if under_way:
        # The first comes last: until then its earlier state says that this is not done.
        for folder in reversed(folders):
            if _before(folder).exists():
                _remove(folder)
                _before(folder).rename(folder)
                if not any(folder.iterdir()):
                    folder.rmdir()
    for folder in folders:
        _remove(_before(folder))
        _remove(_replaced(folder))
    return under_way


def _before(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.before-load")


def _replaced(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.replaced")


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
