"""The license table as a file to fill in: the columns, a row that explains them, and two examples that import as they stand."""

from __future__ import annotations

import csv
import io

from cmdb_graph.ingest.readers.licenses.columns import COLUMNS, COMMENT, explained
from cmdb_graph.vocabulary import Vocabulary


def template(vocabulary: Vocabulary) -> str:
    """A CSV with a byte order mark, by which spreadsheets know it as UTF-8."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([column.name for column in COLUMNS])
    notes = [explained(column, vocabulary) for column in COLUMNS]
    table.writerow([f"{COMMENT} This row and the examples may be deleted. {notes[0]}", *notes[1:]])
    for example in (0, 1):
        table.writerow([column.examples[example] for column in COLUMNS])
    return f"\ufeff{text.getvalue()}"
