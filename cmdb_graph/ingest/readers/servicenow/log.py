"""The rows of a log by incident, whatever their order in the file: on disk, so that memory does not grow with it."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import orjson

from cmdb_graph.ingest.readers.cells import Dates
from cmdb_graph.ingest.readers.servicenow.columns import TIMES

_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}\b")


class Line(NamedTuple):
    """A row of the log: where it begins, and its cells by field."""

    line: int
    cells: Mapping[str, str]


class Log:
    """Rows by incident, and the order of dates that all of them together tell."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "log.sqlite", isolation_level=None, check_same_thread=False)
        # A temporary file of one import: nothing of it outlives the process, so nothing needs to be synced.
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;"
            "CREATE TABLE row (number TEXT, line INTEGER, cells BLOB, PRIMARY KEY (number, line)) WITHOUT ROWID; BEGIN;"
        )
        self._day_first = self._month_first = False

    def add(self, number: str, line: int, cells: Mapping[str, str]) -> None:
        """Keep a row."""
        self._database.execute("INSERT INTO row VALUES (?, ?, ?)", (number, line, orjson.dumps(cells)))
        for field in TIMES:
            if (found := _NUMERIC.match(cells.get(field, ""))) is not None:
                self._day_first |= int(found[1]) > 12
                self._month_first |= int(found[2]) > 12

    def dates(self) -> Dates | None:
        """What a date of the log such as 29-02-2016 tells of all of them; None where none tells, or they tell two things."""
        if self._day_first == self._month_first:
            return None
        return "dmy" if self._day_first else "mdy"

    def incidents(self) -> Iterator[Sequence[Line]]:
        """The rows of each incident in the order of the file."""
        rows = self._database.execute("SELECT number, line, cells FROM row ORDER BY number, line")
        for _, its in groupby(rows, key=lambda row: row[0]):
            yield [Line(line, orjson.loads(cells)) for _, line, cells in its]

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


@contextmanager
def kept() -> Generator[Log]:
    """A place for the rows of one file."""
    with tempfile.TemporaryDirectory(prefix="cmdb-graph-") as folder, closing(Log(Path(folder))) as log:
        yield log
