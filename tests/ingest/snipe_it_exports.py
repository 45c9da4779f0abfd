"""Exports of Snipe-IT for tests: the headers are those of its lists, and how rows of them are written and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cmdb_graph.ingest import records
from cmdb_graph.ingest.readers import Item, reader
from cmdb_graph.ingest.readers.snipe_it.lists import plain
from tests.ingest.alone import VOCABULARY, alone


def columns(header: str) -> list[str]:
    return header.split(",")


# The custom asset report, every box ticked: it names Address and the rest of an address once for each location.
REPORT = columns(
    "ID,Company,Asset Name,Asset Tag,Model,Model No.,Category,Manufacturer,Serial,Purchased,Cost,EOL,"
    "Warranty,Warranty Expires,Current Value,Diff,Fully Depreciated,Order Number,Supplier,Location,"
    "Address,Address,City,State,Country,Zip,Default Location,Address,Address,City,State,Country,Zip,"
    "Checked Out,Type,Username,Email,Employee No.,Manager,Department,Title,Status,Checkout Date,"
    "Expected Checkin Date,Created At,Updated At,Deleted,Last Audit,Notes,URL,Hostname,Rack Unit"
)
TABLE = columns(
    "ID,Company,Asset Name,Device Image,Asset Tag,Serial,Model,Model Number,Category,Status,"
    "Checked Out To,Location,Default Location,Manufacturer,Supplier,Purchase Date,Age,Purchase Cost,"
    "Order Number,Notes,Checkin/Checkout,Actions"
)
LICENSES = columns(
    "id,Company,Name,Serial Number,Purchase Date,Purchase Cost,Order Number,Available,Seats,Created By,"
    "Depreciation,Updated At,Deleted At,Email,Fully Depreciated,Supplier,Expiration Date,"
    "Purchase Order Number,Termination Date,Maintained,Manufacturer,Category,Min. QTY,Reassignable,Notes,"
    "Created At"
)
USERS = columns(
    "id,Company,Title,Employee Number,First Name,Last Name,Name,Username,Email,Phone,Address,City,State,"
    "Country,Zip,Manager,Location,Department,Assets,Licenses,Accessories,Consumables,Groups,Permissions,"
    "Notes,Activated,Created At,Start Date,End Date"
)
ACCESSORIES = columns(
    "Company,Name,Category,Supplier,Manufacturer,QTY,Location,Order Number,Min Amount,Model Number,Notes,"
    "Purchase Date,Purchase Cost"
)
LOCATIONS = columns("name,address,address2,city,state,country,zip,manager,manager username,currency,parent location")


def line(header: list[str], **given: str) -> str:
    """A row: cells by header, with _ for a blank; the first column of several that are called so."""
    cells = dict.fromkeys(range(len(header)), "")
    for name, text in given.items():
        (at, *_) = [at for at, each in enumerate(header) if plain(each) == plain(name)]
        cells[at] = f'"{text}"'
    return ",".join(cells.values())


def read(path: Path, header: list[str], *rows: str, warnings: list[str] | None = None, **options: str) -> list[Item]:
    file = path / "export.csv"
    file.write_text("\n".join([",".join(header), *rows]) + "\n", encoding="utf-8")
    told = [] if warnings is None else warnings
    return list(reader("snipe-it")(file, alone(told.append, **options)))


def entities(items: list[Item]) -> dict[str, Any]:
    """The entities by id, each held against the vocabulary."""
    found: dict[str, Any] = {}
    for item in items:
        assert item.fault is None, item.fault
        if not records.is_relationship(item.raw):
            raw: Any = item.raw
            records.entity_record(raw, VOCABULARY)
            assert raw["id"] not in found, "everything is told once"
            found[raw["id"]] = raw
    return found


def ties(items: list[Item]) -> set[tuple[str, str, str]]:
    raws: list[Any] = [item.raw for item in items if records.is_relationship(item.raw)]
    return {(raw["type"], raw["from"].removeprefix("snipe-it:"), raw["to"].removeprefix("snipe-it:")) for raw in raws}


def faults(items: list[Item]) -> list[tuple[int | None, str]]:
    return [(item.line, item.fault) for item in items if item.fault is not None]
