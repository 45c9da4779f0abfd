"""The audit log of ServiceNow's incidents: a row for each update, with the whole incident as it stood after it.

Every row is a step of its incident in event time. Ids are made of what it shows, such as `servicenow:incident:inc0000045`,
unless a thing of that number or name is recorded already.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.csv_rows import misfit, rows
from cmdb_graph.ingest.readers.servicenow import columns
from cmdb_graph.ingest.readers.servicenow.incident import Reading, incident
from cmdb_graph.ingest.readers.servicenow.log import Log, kept
from cmdb_graph.ingest.readers.things import Row, Things


def read(path: Path, context: Context) -> Iterator[Item]:
    """The incidents, what they are joined to, and their steps; `line` is where a row begins. A wrong cell rejects its row."""
    return Things(context).items(_rows(path, context))


def _rows(path: Path, context: Context) -> Iterator[Row | Item]:
    with kept() as log:
        yield from _keep(path, log)
        dates = context.options.dates or log.dates()
        context = dataclasses.replace(context, options=dataclasses.replace(context.options, dates=dates))
        reading = Reading(context, dates)
        for lines in log.incidents():
            yield from incident(lines, reading)


def _keep(path: Path, log: Log) -> Iterator[Item]:
    lines = rows(path)
    _, header = next(lines)
    fields = columns.fields(header)
    for line, row in lines:
        if not any(cell.strip() for cell in row):
            continue
        if (fault := misfit(row, fields, line)) is not None:
            yield fault
            continue
        cells = {field: cell.strip() for field, cell in zip(fields, row, strict=True)}
        if (number := cells["number"]) in columns.UNKNOWN:
            yield Item(None, line=line, fault="number: it is empty, so it cannot be told which incident this is")
        else:
            log.add(number.casefold(), line, cells)
