"""Assets: a row each, with who holds it, where it is, whose it is and who sold it."""

from __future__ import annotations

import re

from cmdb_graph.ingest.identify import Evidence
from cmdb_graph.ingest.readers.cells import months_later
from cmdb_graph.ingest.readers.snipe_it.row import Cells, company, location, own_id, person, supplier
from cmdb_graph.ingest.readers.things import Row, Thing, Tie

_UNKNOWN = "Hardware"
_TYPED = re.compile(r"(?P<name>.*?)\s*\((?P<type>deployed|deployable|pending|archived|undeployable)\)$", re.IGNORECASE)
_USERNAME = re.compile(r".+ \(([^()\s]+)\)$")
_ROLES: dict[str, list[str] | None] = {"deployed": ["CI", "Asset"], "in_maintenance": None}
"""In use it is a CI as well; under repair it stays what it was; at any other step it is an asset alone."""
_IN_HAND = frozenset({"deployed", "in_stock", None})


def asset(row: Cells) -> Row:
    """The things of a row. ValueError names the column that is wrong."""
    row.refuse_deleted()
    tag, serial, name = row.text("asset_tag"), row.text("serial"), row.text("name")
    if serial is not None and not row.context.mapping.is_serial(serial):
        serial = None
    if tag is None and serial is None:
        raise ValueError("an asset needs its tag or its serial number, so that it can be told which it is")
    marks = {"asset_tag": tag, "serial_number": serial}
    evidence = Evidence(
        own_id("asset", tag) if tag else own_id("serial", serial),
        (_UNKNOWN,),
        tuple((mark, text) for mark, text in marks.items() if text),
    )
    holder, places = _holder(row)
    status = _status(row, in_use=bool(holder or places))
    kind = _kind(row)
    cost, currency = row.money("purchase_cost")
    bought = row.day("purchase_date")
    model = row.text("model")
    facts: dict[str, object] = {
        **marks,
        "model": model,
        "part_number": row.text("model_number"),
        "manufacturer": row.text("manufacturer"),
        "life_cycle_status": status,
        "deployed_at": row.day("checkout_date") if status == "deployed" else None,
        "purchase_date": bought,
        "purchase_cost": cost,
        "currency": currency,
        "purchase_order": row.text("order_number"),
        "warranty_end": _warranty_end(row, bought),
        "comments": row.text("notes"),
    }
    if kind == _UNKNOWN:
        facts["category"] = row.text("category")
    if (holder is None or holder.must_exist) and not places and (text := row.text("holder")) and text != "1":
        facts["checked_out_to"] = text
        row.context.warn(
            "Who holds an asset is told by name alone for some, which is kept as checked_out_to: two may have one name. Export "
            "Username, Email or Employee No. too, and Type, in the custom asset report."
        )
    thing = Thing(
        evidence,
        kind,
        f"{model} {tag or serial}" if model else str(tag or serial),
        name=name,
        attributes=row.attributes(kind, facts),
        roles=_ROLES.get(status or "", ["Asset"] if status else None),
    )
    ties = [Tie("ASSIGNED_TO", thing, holder, row.headers.get("holder", "Username"))] if holder else []
    places = places or _places(row)
    ties += [Tie("LOCATED_IN", thing, place, "location") for place in places]
    if (name := row.text("company")) is not None:
        ties.append(Tie("OWNED_BY", thing, company(name), row.headers["company"]))
    if (name := row.text("supplier")) is not None:
        ties.append(Tie("SUPPLIED_BY", thing, supplier(name), row.headers["supplier"]))
    if (other := row.text("holder_asset")) is not None:
        ties.append(Tie("PART_OF", thing, by_tag(other), row.headers["holder_asset"]))
    return Row(row.line, [thing, *(tie.target for tie in ties)], ties)


def by_tag(tag: str) -> Thing:
    """Another asset, told elsewhere in the file or recorded already."""
    return Thing(
        Evidence(own_id("asset", tag), (_UNKNOWN,), (("asset_tag", tag),)), _UNKNOWN, f"asset {tag!r}", "reference"
    )


def _kind(row: Cells) -> str:
    category = row.text("category")
    if category is None:
        row.context.warn(f"Assets without a category are taken as {_UNKNOWN}: export Category too.")
        return _UNKNOWN
    kind = row.context.mapping.kind(category)
    if kind is None:
        row.context.warn(
            f"The category {category!r} tells no kind: its assets are taken as {_UNKNOWN}. "
            "A snipe-it.toml in CMDB_MAPPINGS can say it."
        )
    return kind or _UNKNOWN


def _status(row: Cells, *, in_use: bool) -> str | None:
    """The step of its life. What somebody has is in use, as Snipe-IT itself has it, unless its status says something else."""
    text, type_ = row.text("status"), row.text("status_type")
    if text is None and type_ is None:
        return "deployed" if in_use else None
    if text is not None and (typed := _TYPED.match(text)) is not None:
        text, type_ = typed["name"], type_ or typed["type"]
    elif text is not None and text.endswith(" Deployed"):
        # The table's own export writes the label of those in use behind the status.
        text, type_ = text.removesuffix(" Deployed"), type_ or "deployed"
    if type_ is not None and type_.casefold() == "deployed":
        return row.context.mapping.status("", type_)
    status = row.context.mapping.status(text or "", type_)
    if status is None and not in_use:
        row.context.warn(
            f"The status {text or type_!r} tells no step of life: it is left open. A snipe-it.toml in CMDB_MAPPINGS can say it."
        )
    return "deployed" if in_use and status in _IN_HAND else status


def _holder(row: Cells) -> tuple[Thing | None, list[Thing]]:
    """The person who holds it, or the place that it is checked out to."""
    if (place := row.text("holder_location")) is not None:
        return None, [location(place)]
    type_, text = (row.text("holder_type") or "").casefold(), row.text("holder")
    if type_ == "location" and text:
        return None, [location(text)]
    if type_ == "asset":
        return None, []
    found = person(row, text)
    if found is None and text and (named := _USERNAME.match(text)) is not None:
        # The tables write Name (username) for people, but a place may be called so too: without a type it must be recorded.
        username = named[1]
        found = Thing(
            Evidence(own_id("user", username), ("Person",), (("username", username),)),
            "Person",
            text.removesuffix(f" ({username})") if type_ == "user" else f"person of the user name {username!r}",
            "mention" if type_ == "user" else "reference",
            attributes={"username": username},
            must_exist=type_ != "user",
        )
    return found, []


def _places(row: Cells) -> list[Thing]:
    """Where it is, else where it belongs."""
    for field in ("location", "default_location"):
        if (name := row.text(field)) is not None:
            return [location(name, row.text(f"{field}_address"))]
    return []


def _warranty_end(row: Cells, bought: str | None) -> str | None:
    months, end = row.months("warranty"), row.day("warranty_expires")
    if end is not None or months is None or bought is None:
        return end
    try:
        return months_later(bought, months)
    except ValueError as error:
        raise ValueError(f"{row.headers['warranty']}: {error}") from None
