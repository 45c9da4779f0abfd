"""JSON of any size, read value by value: the frame of lists and objects here, each value by the parser of the standard library.

So a number beyond 64 bits or half a surrogate pair reaches the check of its record as it stands, and rejects that record alone.
(ijson's C parsers end the file at the one, turn the other into a question mark, and crash the process on 5,000 digits.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cmdb_graph.errors import Invalid
from cmdb_graph.ingest.readers.text import check_encoding, unreadable

LONGEST = 16 * 1024 * 1024
"""Most characters of one value."""
_CHUNK = 256 * 1024
_BLANK = re.compile(r"[ \t\n\r]*")


def _whole(digits: str) -> int:
    # Forty digits are too many for 64 bits already, and `int` takes no more than 4,300.
    return int(digits[:40])


_DECODER = json.JSONDecoder(parse_int=_whole)


class JsonText:
    """A file of one JSON value. Memory holds one chunk of it, or the longest value."""

    def __init__(self, path: Path, what: str) -> None:
        self._what = what
        skip = check_encoding(path)
        self._file = path.open(encoding="utf-8-sig" if skip else "utf-8", newline="")
        self._text = ""
        self._at = 0
        self._lines = 1
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def next(self) -> str:
        """The character that comes next behind white space; empty at the end. It stays where it is."""
        while True:
            self._at = _BLANK.match(self._text, self._at).end()  # pyright: ignore[reportOptionalMemberAccess]  it matches nothing too
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def items(self) -> Iterator[Any]:
        """The values of the list that comes next."""
        self._take("[")
        if self.next() != "]":
            yield self.value()
            while self.next() == ",":
                self._take(",")
                yield self.value()
        self._take("]")

    def fields(self) -> Iterator[str]:
        """The names in the object that comes next; whoever iterates reads the value behind each."""
        self._take("{")
        if self.next() != "}":
            yield self._field()
            while self.next() == ",":
                self._take(",")
                yield self._field()
        self._take("}")

    def value(self) -> Any:
        """The value that comes next, whole."""
        self.next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._more():
                    raise self.wrong(error.msg, error.pos) from None
                continue
            except RecursionError:
                raise self.wrong("it is nested too deep") from None
            if end < len(self._text) or not self._more():
                self._at = end
                return value
            # A number may go on behind the chunk.

    def end(self) -> None:
        """Nothing comes any more."""
        if self.next():
            raise self.wrong("something follows behind the end")

    def wrong(self, why: str, at: int | None = None) -> Invalid:
        """The error of a file that cannot be read, with the line where that shows."""
        line = self._lines + self._text.count("\n", 0, self._at if at is None else at)
        return unreadable(f"The {self._what} is not JSON: {why}, line {line}.", line=line)

    def _field(self) -> str:
        if self.next() != '"':
            raise self.wrong("a name in double quotes is expected")
        name = self.value()
        self._take(":")
        return name

    def _take(self, sign: str) -> None:
        if self.next() != sign:
            raise self.wrong(f"{sign!r} is expected")
        self._at += 1

    def _more(self) -> bool:
        """Read on, twice as far as what is unread; False at the end of the file."""
        if self._ended:
            return False
        unread = len(self._text) - self._at
        if unread > LONGEST:
            raise self.wrong(f"a value is longer than {LONGEST:,} characters, or does not end")
        try:
            chunk = self._file.read(max(_CHUNK, unread))
        except UnicodeDecodeError as error:
            raise self._not_utf8(error) from None
        if not chunk:
            self._ended = True
            return False
        self._lines += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + chunk, 0
        return True

    def _not_utf8(self, error: UnicodeDecodeError) -> Invalid:
        line = self._lines + self._text.count("\n") + error.object.count(b"\n", 0, error.start)
        return unreadable(f"The {self._what} is not UTF-8 near line {line}. Save it as UTF-8.", line=line)
