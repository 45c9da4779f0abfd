"""The license table as a file to fill in: the columns, a row that explains them, and two examples, which are passed over."""

from __future__ import annotations

import csv
import io

from cmdb_graph.ingest.readers.licenses.columns import COLUMNS, COMMENT, EXAMPLE, explained
from cmdb_graph.vocabulary import Vocabulary


def examples() -> list[list[str]]:
    """Two rows that show how one is filled in; without what marks them as examples, they import as they stand."""
    rows = [[column.examples[at] for column in COLUMNS] for at in (0, 1)]
    return [[f"{EXAMPLE} {row[0]}".rstrip(), *row[1:]] for row in rows]


def template(vocabulary: Vocabulary) -> str:
    """A CSV with a byte order mark, by which spreadsheets know it as UTF-8."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([column.name for column in COLUMNS])
    notes = [explained(column, vocabulary) for column in COLUMNS]
    table.writerow([f"{COMMENT} This row and the examples are passed over. {notes[0]}", *notes[1:]])
    table.writerows(examples())
    return f"\ufeff{text.getvalue()}"
