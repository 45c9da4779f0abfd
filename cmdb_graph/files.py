"""Files that the product keeps beside the graph, and the room that they need."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cmdb_graph.errors import InsufficientStorage, Invalid

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def write_private(file: Path, text: str) -> None:
    """Readable by its owner only, from its first moment, and whole or not there at all, also after a loss of power."""
    with _private(file) as partial:
        partial.write(text.encode("ascii"))


@contextmanager
def private(file: Path) -> Generator[BinaryIO]:
    """To write in the block, in the same way, what a person named; what was there stays when the block fails.

    Invalid when it cannot be written there, InsufficientStorage without room.
    """
    try:
        with _private(file) as partial:
            yield partial
    except OSError as error:
        if _is_full(error):
            raise InsufficientStorage(
                f"There is no room in {str(file.parent)!r} for {file.name!r}. Free space, or name another folder."
            ) from error
        raise Invalid(f"{str(file)!r} cannot be written: {error.strerror}.") from error


@contextmanager
def _private(file: Path) -> Generator[BinaryIO]:
    descriptor, partial = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            yield opened
            opened.flush()
            os.fsync(descriptor)
        Path(partial).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(partial).unlink()
        raise


@contextmanager
def spooling(so_far: str) -> Generator[None]:
    """InsufficientStorage when there is no room for a temporary file in the block; `so_far` says what was changed by then."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if not _is_full(error):
            raise
        raise InsufficientStorage(
            f"There is no room in {tempfile.gettempdir()}, where an import is kept while it is read. {so_far} "
            "Free space there, or set TMPDIR to a folder with more room and start again."
        ) from error


def _is_full(error: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    return error.sqlite_errorcode == sqlite3.SQLITE_FULL
