"""Licenses, users, stock that is counted, and locations: a row each."""

from __future__ import annotations

from cmdb_graph.ingest.identify import Evidence
from cmdb_graph.ingest.readers.products import product
from cmdb_graph.ingest.readers.snipe_it.assets import by_tag
from cmdb_graph.ingest.readers.snipe_it.row import Cells, company, location, own_id, person, supplier
from cmdb_graph.ingest.readers.things import Row, Thing, Tie

_MASK = "*"


def license_(row: Cells) -> Row:
    """A license and what it entitles to. Snipe-IT knows seats, and not what a seat counts: that is an option."""
    row.refuse_deleted()
    name = _needed(row, "name")
    key = row.text("product_key")
    if key is not None and set(key) <= {_MASK}:
        key = None  # hidden from whoever exported it
    metric = row.context.options.metric
    if metric is None:
        row.context.warn(
            "Snipe-IT does not say what a seat counts, so these licenses count for no position: say which metric it is, such as "
            "metric=named-user or metric=device."
        )
    cost, currency = row.money("purchase_cost")
    end = min((day for day in (row.day("expiration"), row.day("termination")) if day is not None), default=None)
    bought, order = row.day("purchase_date"), row.text("purchase_order") or row.text("order_number")
    facts: dict[str, object] = {
        "metric": metric,
        "quantity": row.count("seats" if "seats" in row.given else "total"),
        "license_key": key,
        "end": end,
        "purchase_date": bought,
        "unit_cost": cost,
        "currency": currency,
        "purchase_order": order,
        "licensed_to": row.text("licensed_to"),
        "licensed_to_email": row.text("licensed_email"),
        "maintained": row.truth("maintained"),
        "reassignable": row.truth("reassignable"),
        "description": row.text("notes"),
    }
    number, version = row.text("id"), row.text("version")
    own = own_id("license", *((number,) if number else (name, version, key, bought, order, end)))
    thing = Thing(Evidence(own, ("License",)), "License", name, name=name, attributes=row.attributes("License", facts))
    entitled = product(row.text("manufacturer"), name, None, version, category=row.text("category"))
    ties = [Tie("ENTITLES", thing, entitled, row.headers["name"])]
    if (holder := person(row, row.text("holder"))) is not None:
        ties.append(Tie("ALLOCATED_TO", thing, holder, "username"))
    if (tag := row.text("holder_asset")) is not None:
        ties.append(Tie("ALLOCATED_TO", thing, by_tag(tag), row.headers["holder_asset"]))
    return _whole(row, thing, ties)


def user(row: Cells) -> Row:
    """A person."""
    row.refuse_deleted()
    found = person(row, row.text("name"))
    if found is None:
        raise ValueError("a user needs a user name, so that it can be told who it is")
    facts: dict[str, object] = {
        **found.attributes,
        "address": row.text("address"),
        "hired_at": row.day("start_date"),
        "left_at": row.day("end_date"),
        "comments": row.text("notes"),
    }
    thing = Thing(found.evidence, "Person", found.called, name=found.called, attributes=row.attributes("Person", facts))
    companies = filter(None, map(str.strip, (row.text("company") or "").split("|")))
    ties = [Tie("MEMBER_OF", thing, company(name), row.headers["company"]) for name in companies]
    if (name := row.text("location")) is not None:
        ties.append(Tie("LOCATED_IN", thing, location(name), row.headers["location"]))
    if (manager := _manager(row)) is not None:
        ties.append(Tie("REPORTS_TO", thing, manager, row.headers["manager_username"]))
    return Row(row.line, [thing, *(tie.target for tie in ties)], ties)


def stock(row: Cells) -> Row:
    """Things that are counted, not told apart."""
    row.refuse_deleted()
    name, number, place = _needed(row, "name"), row.text("id"), row.text("location")
    category = row.text("category")
    cost, currency = row.money("purchase_cost")
    bought, order = row.day("purchase_date"), row.text("order_number")
    facts: dict[str, object] = {
        "category": category,
        "quantity": row.count("quantity"),
        "available": row.count("remaining"),
        "reorder_level": row.count("minimum"),
        "part_number": row.text("model_number"),
        "item_number": row.text("item_number"),
        "serial_number": row.text("serial"),
        "manufacturer": row.text("manufacturer"),
        "purchase_date": bought,
        "purchase_cost": cost,
        "currency": currency,
        "purchase_order": order,
        "comments": row.text("notes"),
    }
    # Numbers are of one list: an accessory 7 and a consumable 7 are two things, of two categories.
    words = (name, row.text("model_number") or row.text("item_number"), place, bought, order)
    own = own_id("stock", category, *((number,) if number else words))
    thing = Thing(
        Evidence(own, ("StockItem",)), "StockItem", name, name=name, attributes=row.attributes("StockItem", facts)
    )
    ties = [Tie("LOCATED_IN", thing, location(place), row.headers["location"])] if place else []
    return _whole(row, thing, ties)


def place(row: Cells) -> Row:
    """A location, and the one that it is in."""
    row.refuse_deleted()
    name = _needed(row, "name")
    facts: dict[str, object] = {
        "address": row.text("address"),
        "currency": row.text("currency"),
        "ldap_ou": row.text("ldap_ou"),
        "comments": row.text("notes"),
    }
    thing = Thing(location(name).evidence, "Location", name, name=name, attributes=row.attributes("Location", facts))
    ties: list[Tie] = []
    if (parent := row.text("parent")) is not None:
        # It has a row of its own; where it has none, and is not recorded, the relationship is refused and says so.
        other = Thing(location(parent).evidence, "Location", parent, "reference")
        ties.append(Tie("LOCATED_IN", thing, other, row.headers["parent"]))
    if (manager := _manager(row)) is not None:
        ties.append(Tie("OWNED_BY", thing, manager, row.headers["manager_username"]))
    return Row(row.line, [thing, *(tie.target for tie in ties)], ties)


def _manager(row: Cells) -> Thing | None:
    username = row.text("manager_username")
    if username is None:
        return None
    evidence = Evidence(own_id("user", username), ("Person",), (("username", username),))
    return Thing(evidence, "Person", username, "reference")


def _whole(row: Cells, thing: Thing, ties: list[Tie]) -> Row:
    """With whose it is and who sold it."""
    if (name := row.text("company")) is not None:
        ties.append(Tie("OWNED_BY", thing, company(name), row.headers["company"]))
    if (name := row.text("supplier")) is not None:
        ties.append(Tie("SUPPLIED_BY", thing, supplier(name), row.headers["supplier"]))
    return Row(row.line, [thing, *(tie.target for tie in ties)], ties)


def _needed(row: Cells, field: str) -> str:
    found = row.text(field)
    if found is None:
        raise ValueError(f"{row.headers[field]}: it is empty, and nothing else tells what the row speaks of")
    return found
