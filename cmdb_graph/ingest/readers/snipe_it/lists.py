"""The lists of Snipe-IT that are read: how each is recognized, the headers of its columns, and what they become.

The headers are those of Snipe-IT's exports in English, of versions 4 to 8: the custom asset report, the exports of licenses and
users, the tables' own export button, and the samples for its importer, which an export has to look like to be imported again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cmdb_graph.ingest.readers.text import unreadable


class Column(NamedTuple):
    """What a column is called here, the headers that it has there, and what it becomes."""

    field: str
    headers: tuple[str, ...]
    becomes: str


class Sheet(NamedTuple):
    """One list. It is taken for this when it has all columns of one of `tells`, and none of `never`."""

    name: str
    becomes: str
    tells: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    never: tuple[str, ...] = ()


_COMPANY = Column("company", ("Company",), "`OWNED_BY` an `Organization`")
_SUPPLIER = Column("supplier", ("Supplier",), "`SUPPLIED_BY` a `Vendor`")
_MANUFACTURER = Column("manufacturer", ("Manufacturer",), "`manufacturer`")
_ORDER = Column("order_number", ("Order Number",), "`purchase_order`")
_BOUGHT = Column("purchase_date", ("Purchase Date", "Purchased"), "`purchase_date`")
_COST = Column("purchase_cost", ("Purchase Cost", "Cost", "Unit Cost"), "`purchase_cost`, `currency`")
_DELETED = Column(
    "deleted", ("Deleted", "Deleted At", "Deleted Date"), "a row that has it is rejected: it is gone there"
)
_ADDRESS = Column(
    "address",
    ("Address", "Address 2", "City", "State", "Country", "Zip", "Postal Code"),
    "`address` of the location before it",
)
_HOLDER = (
    Column(
        "username",
        ("Username", "Checked Out To: Username"),
        "`username` of the person who has it, `ASSIGNED_TO` (a license: `ALLOCATED_TO`)",
    ),
    Column("email", ("Email", "Checked Out To: Email"), "`email` of that person"),
    Column("employee_number", ("Employee No.", "Employee Number"), "`employee_number` of that person"),
    Column("first_name", ("First Name", "Checked Out To: First Name"), "`given_name` of that person"),
    Column("last_name", ("Last Name", "Checked Out To: Last Name"), "`family_name` of that person"),
    Column(
        "holder",
        ("Checked Out To", "Checked Out", "Assigned To", "Full Name", "Checked Out To: Full Name"),
        "the name of that person, or of the location that it is checked out to",
    ),
    Column("holder_type", ("Type", "Checkout Type"), "whether that is a user, a location or an asset"),
)

ASSETS = Sheet(
    "assets",
    "`Hardware`, or the kind below it that the category tells",
    (("asset_tag",), ("serial", "model")),
    (
        Column("asset_tag", ("Asset Tag",), "`asset_tag`; identifies"),
        Column("serial", ("Serial", "Serial Number", "Serial No."), "`serial_number`; identifies"),
        Column("name", ("Asset Name", "Item Name", "Name"), "the name; without one, model and tag"),
        Column("model", ("Model", "Model Name", "Asset Model"), "`model`"),
        Column("model_number", ("Model No.", "Model Number"), "`part_number`"),
        Column("category", ("Category",), "the kind"),
        _MANUFACTURER,
        Column(
            "status",
            ("Status", "Status Label"),
            "`life_cycle_status`; deployed it is `CI` and `Asset`, under repair what it was, else `Asset` alone",
        ),
        Column("status_type", ("Status Type",), "the same, where the status itself does not tell"),
        *_HOLDER,
        Column("holder_asset", ("Assigned Asset Tag",), "`PART_OF` the asset that it is checked out to"),
        Column("holder_location", ("Checked Out To: Location", "Checkout Location"), "`LOCATED_IN` it"),
        Column("department", ("Department",), "`department` of the person"),
        Column("title", ("Title", "Job Title"), "`title` of the person"),
        Column("phone", ("Phone",), "`phone` of the person"),
        Column("location", ("Location",), "`LOCATED_IN` a `Location`"),
        Column("default_location", ("Default Location",), "`LOCATED_IN` it, where there is no other"),
        _ADDRESS,
        _COMPANY,
        _BOUGHT,
        _COST,
        _ORDER,
        _SUPPLIER,
        Column("warranty", ("Warranty", "Warranty Months"), "`warranty_end`: so many months after the day of purchase"),
        Column("warranty_expires", ("Warranty Expires",), "`warranty_end`"),
        Column("checkout_date", ("Checkout Date", "Last Checkout", "Last Checkout Date"), "`deployed_at`"),
        Column("notes", ("Notes", "Asset Notes"), "`comments`"),
        _DELETED,
    ),
    never=("seats", "licensed_to_name", "licensed_to_email"),
)

LICENSES = Sheet(
    "licenses",
    "`License` that `ENTITLES` to a `SoftwareProduct`",
    (("name", "product_key"), ("name", "seats"), ("name", "expiration"), ("name", "licensed_to")),
    (
        Column(
            "id", ("ID",), "the last part of its id; without it, name, version, key, day of purchase, order and end are"
        ),
        Column(
            "name",
            ("Name", "License", "License Name", "Software Name", "Item Name"),
            "the name, and that of the product",
        ),
        Column("version", ("Version",), "`version` of the product"),
        Column("manufacturer", ("Manufacturer",), "`publisher` of the product"),
        Column("product_key", ("Product Key", "License Key", "Serial", "Serial Number"), "`license_key`"),
        Column("seats", ("Seats",), "`quantity`"),
        Column("total", ("Total",), "`quantity`: the table's name for seats"),
        Column("expiration", ("Expiration Date",), "`end`"),
        Column("termination", ("Termination Date",), "`end`, where it is earlier"),
        Column(
            "purchase_cost",
            ("Purchase Cost", "Cost", "Unit Cost"),
            "`unit_cost`, `currency`: Snipe-IT's is of one seat",
        ),
        _BOUGHT,
        Column("purchase_order", ("Purchase Order Number", "Purchase Order"), "`purchase_order`"),
        Column("order_number", ("Order Number",), "`purchase_order`, where there is no other"),
        *_HOLDER[:3],
        Column("holder", ("Full Name", "Checked Out To: Full Name"), "the name of that person"),
        Column("holder_asset", ("Checked Out To: Tag", "Asset Tag"), "`ALLOCATED_TO` that asset"),
        Column("licensed_to", ("Licensed to Name", "Licensed To"), "`licensed_to`"),
        Column("licensed_email", ("Licensed to Email", "License Email"), "`licensed_to_email`"),
        Column("maintained", ("Maintained",), "`maintained`"),
        Column("reassignable", ("Reassignable",), "`reassignable`"),
        Column("category", ("Category",), "`category` of the product"),
        Column("company", ("Company",), "`OWNED_BY` an `Organization`"),
        _SUPPLIER,
        Column("notes", ("Notes",), "`description`"),
        _DELETED,
    ),
)

USERS = Sheet(
    "users",
    "`Person`",
    (("username", "first_name"), ("username", "last_name"), ("username", "name"), ("username", "email")),
    (
        Column("username", ("Username",), "`username`; identifies"),
        Column("email", ("Email",), "`email`; identifies"),
        Column("employee_number", ("Employee Number", "Employee No."), "`employee_number`; identifies"),
        Column("name", ("Name", "Full Name"), "the name; without one, first and last name"),
        Column("first_name", ("First Name",), "`given_name`"),
        Column("last_name", ("Last Name",), "`family_name`"),
        Column("title", ("Title", "Job Title"), "`title`"),
        Column("phone", ("Phone", "Phone Number"), "`phone`"),
        Column("address", _ADDRESS.headers, "`address`"),
        Column("department", ("Department",), "`department`"),
        Column("company", ("Company",), "`MEMBER_OF` an `Organization`; several stand between bars"),
        Column("location", ("Location",), "`LOCATED_IN` a `Location`"),
        Column("manager_username", ("Manager Username",), "`REPORTS_TO` that person"),
        Column("start_date", ("Start Date",), "`hired_at`"),
        Column("end_date", ("End Date",), "`left_at`"),
        Column("notes", ("Notes",), "`comments`"),
        _DELETED,
    ),
    never=("asset_tag", "seats"),
)

STOCK = Sheet(
    "accessories, consumables and components",
    "`StockItem`",
    (("name", "category", "quantity"),),
    (
        Column(
            "id",
            ("ID",),
            "with the category the end of its id; without it, name, number, location, day of purchase and order are",
        ),
        Column("name", ("Name", "Item Name", "Accessory Name", "Consumable Name", "Component Name"), "the name"),
        Column("category", ("Category", "Accessory Category"), "`category`"),
        Column("quantity", ("Quantity", "QTY", "Total"), "`quantity`"),
        Column("remaining", ("Remaining", "Avail"), "`available`"),
        Column("minimum", ("Min. QTY", "Min Amount", "Minimum Quantity"), "`reorder_level`"),
        Column("model_number", ("Model No.", "Model Number"), "`part_number`"),
        Column("item_number", ("Item No.", "Item Number"), "`item_number`"),
        Column("serial", ("Serial", "Serial Number"), "`serial_number`"),
        _MANUFACTURER,
        _BOUGHT,
        _COST,
        _ORDER,
        Column("location", ("Location",), "`LOCATED_IN` a `Location`"),
        _COMPANY,
        _SUPPLIER,
        Column("notes", ("Notes",), "`comments`"),
        _DELETED,
    ),
    never=("product_key", "seats"),
)

LOCATIONS = Sheet(
    "locations",
    "`Location`",
    (("name", "parent"), ("name", "currency"), ("name", "ldap_ou"), ("name", "address")),
    (
        Column("name", ("Name", "Location Name"), "the name; identifies"),
        Column("parent", ("Parent", "Parent Location"), "`LOCATED_IN` that location"),
        Column("address", _ADDRESS.headers, "`address`"),
        Column("currency", ("Currency", "Location Currency"), "`currency`"),
        Column("ldap_ou", ("LDAP OU", "LDAP Search OU"), "`ldap_ou`"),
        Column("manager_username", ("Manager Username",), "`OWNED_BY` that person"),
        Column("notes", ("Notes",), "`comments`"),
        _DELETED,
    ),
    never=("contact", "url", "category", "username", "support_url", "website"),
)

SHEETS = (ASSETS, LICENSES, USERS, STOCK, LOCATIONS)
"""In the order in which they are tried."""

PASSED_OVER = (
    "ID",
    "Image",
    "Device Image",
    "Actions",
    "In/Out",
    "Change",
    "Checkin/Checkout",
    "Age",
    "Value",
    "Current Value",
    "Book Value",
    "Diff",
    "Fully Depreciated",
    "Checkouts",
    "Checkins",
    "Requests",
    "Created At",
    "Created By",
    "Updated At",
    "Avail",
    "Remaining",
    "Remaining Seats",
    "% Remaining",
    "Total Cost",
    "Assets",
    "Licenses",
    "Accessories",
    "Consumables",
    "Permissions",
)
"""Columns that say nothing of their own: buttons, counts, what is worked out from others, and when a row was touched there."""


def plain(header: str) -> str:
    """A header as it is compared: in any case, with or without blanks, underscores and points."""
    return "".join(sign for sign in header.casefold() if sign.isalnum() or sign == "%")


_PASSED = frozenset(map(plain, PASSED_OVER))


def recognized(header: Sequence[str]) -> Sheet:
    """The list that has these headers; Unreadable says what each would need."""
    given = {plain(name) for name in header}
    for sheet in SHEETS:
        fields = {column.field for column in sheet.columns if given & set(map(plain, column.headers))}
        if given & {plain(name) for name in sheet.never}:
            continue
        if any(set(needed) <= fields for needed in sheet.tells):
            return sheet
    raise unreadable(
        "These are not the columns of a list of Snipe-IT that is read: "
        + "; ".join(f"{sheet.name} have {_needs(sheet)}" for sheet in SHEETS)
        + ". Headers are expected in English.",
        line=1,
    )


def _needs(sheet: Sheet) -> str:
    first = {column.field: column.headers[0] for column in sheet.columns}
    return " or ".join(" and ".join(first[field] for field in needed) for needed in sheet.tells)


class Place(NamedTuple):
    """What a column of a file is: a field of its list, or else an attribute under its own header; None is passed over."""

    field: str | None
    header: str


def places(sheet: Sheet, header: Sequence[str]) -> list[Place]:
    """What each column is. Unreadable when two are the same; the lines of an address are many, of the location before them."""
    by_header = {plain(name): column.field for column in sheet.columns for name in column.headers}
    found: list[Place] = []
    taken: dict[str, str] = {}
    of = ""
    for name in map(str.strip, header):
        if plain(name) in _PASSED and plain(name) not in by_header:
            found.append(Place(None, name))
            continue
        field = by_header.get(plain(name), f"={name}")
        of = field if field in ("location", "default_location") else of
        if field == "address":
            field = field if sheet is not ASSETS else f"{of}_address" if of else "=location_address"
        elif field in taken:
            raise unreadable(f"The CSV names {taken[field]!r} twice (as {name!r}): leave one out.", line=1)
        taken[field] = name
        found.append(Place(field, name))
    return found


def cells(columns: Iterable[Place], row: Sequence[str]) -> Mapping[str, str]:
    """What a row says by field, without its empty cells and its protection from formulas. An address is one text."""
    found: dict[str, str] = {}
    for (field, _), cell in zip(columns, row, strict=True):
        text = _unescaped(cell).strip()
        if field is not None and text:
            found[field] = f"{found[field]}, {text}" if field.endswith("address") and field in found else text
    return found


def _unescaped(cell: str) -> str:
    """Snipe-IT puts a backtick before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "`" and cell[1:2] in "=+-@\t\r" else cell
