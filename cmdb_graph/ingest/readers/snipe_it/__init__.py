"""CSV files that Snipe-IT exports: assets, licenses, users, stock, locations. Which list it is, its headers tell.

Written for versions 4 to 8, with headers in English. What a list does not know is kept under its own header. The status, category
and serial number of an asset are read by `snipe-it.toml`. Ids are made of what Snipe-IT keeps unique, such as
`snipe-it:asset:<tag>`, unless what is known of a thing (serial number, tag, mail address ...) is recorded already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cmdb_graph.ingest.readers import Context, Item
from cmdb_graph.ingest.readers.csv_rows import misfit, rows
from cmdb_graph.ingest.readers.snipe_it import lists, others
from cmdb_graph.ingest.readers.snipe_it.assets import asset
from cmdb_graph.ingest.readers.snipe_it.repeated import Repeated
from cmdb_graph.ingest.readers.snipe_it.row import Cells
from cmdb_graph.ingest.readers.things import Row, Things

_HOW: Mapping[lists.Sheet, Callable[[Cells], Row]] = {
    lists.ASSETS: asset,
    lists.LICENSES: others.license_,
    lists.USERS: others.user,
    lists.STOCK: others.stock,
    lists.LOCATIONS: others.place,
}
_ALIKE = (lists.LICENSES, lists.STOCK)
"""Where two things may be called the same, and have no number."""


def read(path: Path, context: Context) -> Iterator[Item]:
    """The things of each row and what joins them; `line` is where the row begins."""
    return Things(context).items(_rows(path, context))


def _rows(path: Path, context: Context) -> Iterator[Row | Item]:
    lines = rows(path)
    _, header = next(lines)
    sheet = lists.recognized(header)
    columns = lists.places(sheet, header)
    headers = {field: name for field, name in columns if field is not None}
    how, repeated = _HOW[sheet], Repeated()
    for line, row in lines:
        if (fault := misfit(row, columns, line)) is not None:
            yield fault
            continue
        cells = Cells(line, lists.cells(columns, row), headers, context)
        try:
            found = how(cells)
        except ValueError as error:
            yield Item(None, line=line, fault="; ".join([*cells.wrong, str(error)]))
            continue
        if not cells.wrong and sheet in _ALIKE and (why := repeated.fault(found, cells)) is not None:
            cells.wrong.append(why)
        yield Item(None, line=line, fault="; ".join(cells.wrong)) if cells.wrong else found
