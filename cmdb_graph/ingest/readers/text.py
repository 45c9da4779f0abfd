"""What every text format has in common: UTF-8, with or without a byte order mark, and nothing else."""

from __future__ import annotations

from pathlib import Path

from cmdb_graph.errors import Hint, Place, Unreadable

_OTHER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
UTF8_MARK = b"\xef\xbb\xbf"


def check_encoding(path: Path) -> int:
    """The number of bytes to skip before the text begins; Invalid for a file that begins as UTF-16 does."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _OTHER_MARKS.items():
        if start.startswith(mark):
            raise unreadable(f"The file is {name}. Save it as UTF-8 and import it again.", line=1)
    if b"\x00" in start:
        raise unreadable("The file is not UTF-8 text (it begins with zero bytes). Save it as UTF-8.", line=1)
    return len(UTF8_MARK) if start.startswith(UTF8_MARK) else 0


def unreadable(
    detail: str, *, line: int | None = None, pointer: str | None = None, hint: Hint | None = None
) -> Unreadable:
    """The error of a file that cannot be read at all."""
    return Unreadable(f"{detail} Nothing was changed.", places=[Place(detail, line=line, pointer=pointer)], hint=hint)
