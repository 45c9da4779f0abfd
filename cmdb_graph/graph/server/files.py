"""Files that the managed server writes and reads: closed to other users, whole or not there at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cmdb_graph.errors import Invalid


def check_readable(source: Path) -> None:
    """Invalid, with what to name instead, when a dump cannot be read."""
    if source.is_dir():
        raise Invalid(f"{source} is a folder: name the file that `db dump` wrote")
    try:
        source.open("rb").close()
    except OSError as error:
        raise Invalid(f"{source} cannot be read ({error.strerror}): name the file that `db dump` wrote") from None


def new_file(target: Path) -> Path:
    """An empty file beside the target, readable by its owner only; renamed when it is whole."""
    folder = target.absolute().parent
    try:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{target.name}.")
    except OSError as error:
        raise Invalid(f"{folder} cannot be written to ({error.strerror}): choose another place") from None
    os.close(descriptor)
    return Path(name)


def size(folder: Path) -> int:
    """Bytes of all files in a folder and below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
