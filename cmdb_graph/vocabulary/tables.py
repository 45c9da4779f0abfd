"""TOML tables whose every mistake is reported with file and line.

`tomllib` gives a line for a syntax error only. For an error of meaning, the line of a key is found by a search for the
shortest beginning of the file in which `tomllib` itself sees the key: slow, exact, and run only for an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, cast

from cmdb_graph.errors import BadVocabulary, Place
from cmdb_graph.vocabulary.model import nearest

LARGEST_FILE = 1024 * 1024
LONGEST_TEXT = 2_000

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class File:
    """One vocabulary file: its name for people, its text, and whether it is part of the product."""

    name: str
    text: str
    builtin: bool

    @classmethod
    def read(cls, path: Path, *, builtin: bool) -> File:
        """Reads a file of at most 1 MiB of UTF-8."""
        name = path.name if builtin else str(path)
        try:
            with path.open("rb") as stream:
                content = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            raise BadVocabulary(
                f"{name}: cannot be read: {error.strerror}. Check the path and its permissions."
            ) from error
        if len(content) > LARGEST_FILE:
            raise bad(name, 1, f"is larger than {LARGEST_FILE:,} bytes. Split it into several files.")
        try:
            # Some editors begin a file with a byte order mark; TOML knows none.
            return cls(name, content.decode("utf-8-sig"), builtin)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise bad(name, line, "is not UTF-8. Save the file in UTF-8.") from error

    def table(self) -> Table:
        """The whole file as a table."""
        try:
            return Table(self, (), tomllib.loads(self.text))
        except tomllib.TOMLDecodeError as error:
            # The parser ends its message with "(at line 3, column 5)" or "(at end of document)".
            message, _, place = str(error).rpartition(" (at ")
            number = place.removeprefix("line ").partition(",")[0]
            line = int(number) if number.isdigit() else self.text.count("\n") + 1
            raise bad(self.name, line, f"is not TOML: {message}.") from error
        except RecursionError as error:
            raise bad(self.name, 1, "is nested too deeply.") from error

    def line(self, path: KeyPath) -> int:
        """The line, from 1, on which the value at `path` begins."""
        lines = self.text.split("\n")
        # The shortest whole prefix that holds the path. A prefix that ends inside a value tells nothing: step over it.
        lacking, upper, holding = 0, len(lines), len(lines)
        while upper - lacking > 1:
            middle = probe = (lacking + upper) // 2
            while (document := _prefix(lines[:probe])) is None and probe < upper:
                probe += 1
            if probe == upper:
                upper = middle
            elif _holds(document, path):
                upper, holding = middle, probe
            else:
                lacking = probe
        begin = holding
        while begin > 1 and _prefix(lines[: begin - 1]) is None:
            begin -= 1
        return begin


def _prefix(lines: list[str]) -> dict[str, Any] | None:
    """The document so far, with an unfinished array of a relationship's joins closed; None inside another value."""
    text = "\n".join(lines)
    for closing in ("", "\n]", "\n]}]"):
        try:
            return tomllib.loads(text + closing)
        except tomllib.TOMLDecodeError:
            continue
    return None


def _holds(document: object, path: KeyPath) -> bool:
    for key in path:
        if isinstance(key, int):
            if not isinstance(document, list) or len(cast("list[object]", document)) <= key:
                return False
            document = cast("list[object]", document)[key]
        else:
            if not isinstance(document, dict) or key not in document:
                return False
            document = cast("dict[str, object]", document)[key]
    return True


def bad(file: str, line: int, detail: str) -> BadVocabulary:
    """The error for one place of one file."""
    return BadVocabulary(f"{file}:{line}: {detail}", places=[Place(f"{file}: {detail}", line=line)])


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table that knows where it stands. Its readers refuse what is not of the wanted form."""

    file: File
    path: KeyPath
    data: dict[str, Any]

    @property
    def line(self) -> int:
        return self.file.line(self.path)

    @property
    def place(self) -> str:
        """`hardware.toml line 12`, for an error that points to a second place."""
        return f"{self.file.name} line {self.line}"

    def bad(self, detail: str, *key: str | int) -> BadVocabulary:
        """The error at this table, or at a key of it."""
        return bad(self.file.name, self.file.line((*self.path, *key)), detail)

    def only(self, *known: str) -> None:
        """Refuses a key that is not known."""
        for key in self.data:
            if key not in known:
                raise self.bad(f"unknown key {key!r}.{nearest(key, known)} Known here: {', '.join(known)}.", key)

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """The named tables below `key`."""
        below = self.data.get(key, {})
        if not isinstance(below, dict):
            raise self.bad(f"{key!r} must be a table.", key)
        for name, value in cast("dict[str, object]", below).items():
            if not isinstance(value, dict):
                raise self.bad(f"{name!r} must be a table.", key, name)
            yield name, Table(self.file, (*self.path, key, name), cast("dict[str, Any]", value))

    def entries(self, key: str) -> Iterator[Table]:
        """The tables of the array `key`."""
        values = self.data.get(key, [])
        if not isinstance(values, list):
            raise self.bad(f"{key!r} must be an array of tables.", key)
        for index, value in enumerate(cast("list[object]", values)):
            if not isinstance(value, dict):
                raise self.bad(
                    f"every entry of {key!r} must be a table such as {{ from = ..., to = ... }}.", key, index
                )
            yield Table(self.file, (*self.path, key, index), cast("dict[str, Any]", value))

    def text(self, key: str) -> str | None:
        """A printable, not empty text, or None where the key is absent."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not _is_text(value):
            raise self.bad(f"{key!r} must be a text of 1 to {LONGEST_TEXT:,} printable characters.", key)
        return value

    def needed(self, key: str) -> str:
        """A text that must be there."""
        value = self.text(key)
        if value is None:
            raise self.bad(f"{key!r} is missing.")
        return value

    def flag(self, key: str) -> bool:
        """A truth value; false where the key is absent."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.bad(f"{key!r} must be true or false.", key)
        return value

    def positive(self, key: str) -> int | None:
        """A whole number from 1, or None where the key is absent."""
        value = self.data.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise self.bad(f"{key!r} must be a whole number, 1 or more.", key)
        return value

    def number(self, key: str) -> int | float | None:
        """A finite number, or None where the key is absent."""
        value = self.data.get(key)
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value)):
            raise self.bad(f"{key!r} must be a number.", key)
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of distinct texts; empty where the key is absent."""
        value = self.data.get(key, [])
        entries = cast("list[object]", value) if isinstance(value, list) else [None]
        texts = tuple(entry for entry in entries if isinstance(entry, str) and _is_text(entry))
        if len(texts) != len(entries) or len(set(texts)) != len(texts):
            raise self.bad(f"{key!r} must be a list of distinct texts.", key)
        return texts

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.data.get(key, default)
        if value is None:
            raise self.bad(f"{key!r} is missing: one of {', '.join(allowed)}.")
        if not isinstance(value, str) or value not in allowed:
            raise self.bad(f"{key!r} must be one of {', '.join(allowed)}, not {value!r}.", key)
        return value


def _is_text(value: str) -> bool:
    return bool(value.strip()) and len(value) <= LONGEST_TEXT and value.isprintable()
