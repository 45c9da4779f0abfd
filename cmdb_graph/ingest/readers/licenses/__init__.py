"""A table of licenses that people keep: a row an entitlement, with its product, vendor, contract and whom it is given to."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from cmdb_graph.ingest.identify import Evidence
from cmdb_graph.ingest.readers import Context, Item, cells
from cmdb_graph.ingest.readers.cells import Options
from cmdb_graph.ingest.readers.csv_rows import misfit, parts, rows
from cmdb_graph.ingest.readers.licenses.columns import COLUMNS, COMMENT, EXAMPLE, Column
from cmdb_graph.ingest.readers.products import key, product
from cmdb_graph.ingest.readers.stated import stated
from cmdb_graph.ingest.readers.text import unreadable
from cmdb_graph.ingest.readers.things import Row, Thing, Things, Tie
from cmdb_graph.texts import fold

_HOLDERS = ("Party", "Hardware", "VirtualResource", "CostCenter")
_PRICES = frozenset(column.name for column in COLUMNS if column.form == "price")
_HOLDER_MARKS = ("email", "username", "hostname", "fqdn", "serial_number", "asset_tag", "employee_number")


def read(path: Path, context: Context) -> Iterator[Item]:
    """The license of each row, and what it is joined to; `line` is where the row begins. A wrong cell rejects its row.

    Columns that the table lacks are attributes of the license, as in any CSV.
    """
    return Things(context).items(_rows(path, context))


def _rows(path: Path, context: Context) -> Iterator[Row | Item]:
    lines = rows(path)
    _, header = next(lines)
    names = _names(header)
    seen: dict[str, int] = {}
    for line, row in lines:
        if not any(cell.strip() for cell in row) or _is_for_people(row, names):
            continue
        if (fault := misfit(row, names, line)) is not None:
            yield fault
            continue
        try:
            found = _row(line, {name: cell.strip() for name, cell in zip(names, row, strict=True)}, context)
        except ValueError as error:
            yield Item(None, line=line, fault=str(error))
            continue
        own = found.things[0].evidence.own
        if (before := seen.setdefault(own, line)) != line:
            why = f"it is the same entitlement as line {before}: give each a number in the column id, or join them"
            yield Item(None, line=line, fault=why)
        else:
            yield found


def _is_for_people(row: list[str], names: list[str]) -> bool:
    """Whether a row is a remark, such as the template's. One that is filled in as a record is one, whose number begins so."""
    if not row[0].startswith(COMMENT):
        return False
    if row[0].startswith(EXAMPLE):
        return True
    given = dict(zip(names, row, strict=False))
    needed = {column: given.get(column.name, "").strip() for column in COLUMNS if column.required}
    return any(not text or text.startswith(column.about) for column, text in needed.items())


def _names(header: list[str]) -> list[str]:
    known = {fold(column.name.replace("_", " ")): column.name for column in COLUMNS}
    names = [known.get(fold(name.replace("_", " ")), name.strip()) for name in header]
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise unreadable(f"The CSV names the column {twice[0]!r} twice.", line=1)
    lacking = [column.name for column in COLUMNS if column.required and column.name not in names]
    if lacking:
        raise unreadable(
            f"A table of licenses needs the column{'s' if len(lacking) > 1 else ''} {' and '.join(lacking)}. "
            "The template has all of them.",
            line=1,
        )
    return names


def _row(line: int, given: Mapping[str, str], context: Context) -> Row:
    said = {column.name: text for column in COLUMNS if (text := given.get(column.name, ""))}
    facts = _facts(given, said, context)
    if facts.keys() & _PRICES and "currency" not in facts:
        context.warn(
            "Prices without a currency cannot be added up: fill in currency, or say currency=EUR for the whole file."
        )
    suite = said.get("suite_members")
    entitled = product(
        said.get("publisher"), said["product"], said.get("edition"), said.get("version"), suite=suite is not None
    )
    name = " ".join(said[word] for word in ("publisher", "product", "edition", "version") if word in said)
    license_ = Thing(
        Evidence(_id(said, entitled), ("License",)), "License", name, name=f"{name}, {said['metric']}", attributes=facts
    )
    ties = [Tie("ENTITLES", license_, entitled, "product"), *_others(said, license_)]
    for member in parts(suite or ""):
        called, edition, version = [*map(str.strip, member.split("|")), "", ""][:3]
        ties.append(Tie("PART_OF", product(said.get("publisher"), called, edition, version), entitled, "suite_members"))
    ends = [thing for tie in ties for thing in (tie.source, tie.target) if thing is not license_]
    return Row(line, [license_, *ends], ties)


def _facts(given: Mapping[str, str], said: Mapping[str, str], context: Context) -> dict[str, object]:
    """What the row says of the license itself. ValueError names every column that is wrong."""
    facts: dict[str, object] = {}
    wrong = [
        f"{column.name}: a value is needed. {column.about.rstrip('.')}"
        for column in COLUMNS
        if column.required and column.name not in said
    ]
    declared = context.vocabulary.kind("License").attributes
    columns = {column.name: column for column in COLUMNS}
    # The file's currency is that of the rows that name none.
    options = dataclasses.replace(context.options, currency=said.get("currency", context.options.currency))
    for name, text in given.items():
        column = columns.get(name)
        if not text or (column is not None and column.of != "license"):
            continue
        try:
            told = _read(column, text, options) if column else {name: stated(name, text, declared.get(name), options)}
        except ValueError as error:
            wrong.append(str(error))
            continue
        if (currency := told.get("currency")) is not None and facts.get("currency", currency) != currency:
            wrong.append(f"{name}: it is in {currency}, and another price of the row in {facts['currency']}")
        facts |= told
    if wrong:
        raise ValueError("; ".join(wrong))
    return facts


def _read(column: Column, text: str, options: Options) -> dict[str, object]:
    """What a cell says of the license. Whether the value is allowed, the vocabulary tells."""
    try:
        match column.form:
            case "day":
                return {column.name: cells.day(text, options.dates)}
            case "number":
                return {column.name: cells.amount(text, options.decimals)}
            case "count":
                return {column.name: cells.count(text, options.decimals)}
            case "price":
                price, currency = cells.money(text, options)
                priced: dict[str, object] = {column.name: price}
                return priced | ({"currency": currency} if currency else {})
            case "list":
                return {column.name: parts(text)}
            case "text":
                return {column.name: text}
    except ValueError as error:
        raise ValueError(f"{column.name}: {error}") from None


def _id(said: Mapping[str, str], entitled: Thing) -> str:
    if "id" in said:
        return said["id"]
    words = key(*(said.get(name) for name in ("metric", "purchase_order", "contract", "start")))
    return f"license:{entitled.evidence.own.partition(':')[2]}:{words}"[:1024]


def _others(said: Mapping[str, str], license_: Thing) -> Iterator[Tie]:
    if (name := said.get("vendor")) is not None:
        evidence = Evidence(f"vendor:{fold(name)}"[:1024], ("Organization",), by_name=name, rather="Vendor")
        yield Tie("SUPPLIED_BY", license_, Thing(evidence, "Vendor", name, "mention"), "vendor")
    if (number := said.get("contract")) is not None:
        evidence = Evidence(f"contract:{fold(number)}"[:1024], ("Contract",), (("contract_number", number),))
        facts = {"contract_number": number}
        yield Tie("COVERED_BY", license_, Thing(evidence, "Contract", number, "mention", attributes=facts), "contract")
    for text in dict.fromkeys(parts(said.get("allocated_to", ""))):
        evidence = Evidence(text, _HOLDERS, tuple((mark, text) for mark in _HOLDER_MARKS))
        called = (
            f"person, team, device or host {text!r}, by id, email, user name, host name, serial number or asset tag"
        )
        yield Tie(
            "ALLOCATED_TO", license_, Thing(evidence, "Party", called, "reference", must_exist=True), "allocated_to"
        )
