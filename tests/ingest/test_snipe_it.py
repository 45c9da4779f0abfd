"""What the lists of Snipe-IT are read as: the headers are those of its exports, the rows are ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cmdb_graph.errors import BadMapping, Unreadable
from cmdb_graph.ingest.mapping import load as load_mapping
from cmdb_graph.ingest.readers import Item, reader
from cmdb_graph.ingest.readers.snipe_it.lists import SHEETS, plain, recognized
from tests.ingest.alone import VOCABULARY, alone
from tests.ingest.snipe_it_exports import (
    ACCESSORIES,
    LICENSES,
    LOCATIONS,
    REPORT,
    TABLE,
    USERS,
    columns,
    entities,
    faults,
    line,
    read,
    ties,
)

LAPTOP = line(
    REPORT,
    id="1",
    company="Tern Ferries",
    asset_tag="A-0001",
    model="ThinkPad T14",
    model_no="20W0",
    category="Laptops",
    manufacturer="Lenovo",
    serial="PF5T0101",
    purchased="2024-02-29",
    cost="1,499.00",
    eol="2028-02-29",
    warranty="36",
    current_value="700.00",
    order_number="PO-4711",
    supplier="Softline",
    location="Office",
    address="Pier 1",
    city="Kiel",
    country="DE",
    default_location="Storeroom",
    checked_out="Ole Hansen",
    type="user",
    username="ole",
    email="ole@tern.example",
    employee_no="77",
    department="IT",
    status="Ready to Deploy (deployed)",
    checkout_date="2024-03-04 10:00:00",
    created_at="2024-03-01",
    notes="`=bought used",
    hostname="nb-ole",
    rack_unit="none",
)


def test_a_row_of_the_custom_asset_report(tmp_path: Path) -> None:
    items = read(tmp_path, REPORT, LAPTOP, currency="EUR")
    found = entities(items)
    laptop = found["snipe-it:asset:a-0001"]
    assert (laptop["kind"], laptop["name"], laptop["as"]) == ("Laptop", "ThinkPad T14 A-0001", ["CI", "Asset"])
    assert laptop["attributes"] == {
        "asset_tag": "A-0001",
        "serial_number": "PF5T0101",
        "model": "ThinkPad T14",
        "part_number": "20W0",
        "manufacturer": "Lenovo",
        "life_cycle_status": "deployed",
        "deployed_at": "2024-03-04",
        "purchase_date": "2024-02-29",
        "purchase_cost": 1499.0,
        "currency": "EUR",
        "purchase_order": "PO-4711",
        "warranty_end": "2027-02-28",
        "comments": "=bought used",
        "hostname": "nb-ole",
        "EOL": "2028-02-29",
        "Rack Unit": "none",
    }
    person = found["snipe-it:user:ole"]
    assert (person["kind"], person["name"]) == ("Person", "Ole Hansen")
    assert person["attributes"] == {
        "username": "ole",
        "email": "ole@tern.example",
        "employee_number": "77",
        "department": "IT",
    }
    assert found["snipe-it:location:office"]["attributes"] == {"address": "Pier 1, Kiel, DE"}
    assert {node: raw["kind"] for node, raw in found.items()} == {
        "snipe-it:asset:a-0001": "Laptop",
        "snipe-it:user:ole": "Person",
        "snipe-it:location:office": "Location",
        "snipe-it:company:tern ferries": "Organization",
        "snipe-it:supplier:softline": "Vendor",
    }
    assert ties(items) == {
        ("ASSIGNED_TO", "asset:a-0001", "user:ole"),
        ("LOCATED_IN", "asset:a-0001", "location:office"),
        ("OWNED_BY", "asset:a-0001", "company:tern ferries"),
        ("SUPPLIED_BY", "asset:a-0001", "supplier:softline"),
    }
    assert {item.line for item in items} == {2}


@pytest.mark.parametrize(
    ("status", "type_", "step"),
    [
        ("Ready to Deploy (deployable)", "", "in_stock"),
        ("Ready to Deploy (deployed)", "", "deployed"),
        ("Ready to Deploy Deployed", "", "deployed"),
        ("Pending (pending)", "", "in_maintenance"),
        ("Pending", "", "in_maintenance"),
        ("On Order (pending)", "", "ordered"),
        ("Archived (archived)", "", "retired"),
        ("Lost/Stolen (archived)", "", "retired"),
        ("Broken - Not Fixable (archived)", "", "retired"),
        ("Out for Repair (undeployable)", "", "in_maintenance"),
        ("Sold", "archived", "disposed"),
        ("Green label", "deployable", "in_stock"),
        ("In use", "", "deployed"),
        ("In production", "", "deployed"),
        ("Spare", "", "in_stock"),
        ("Not in use (archived)", "", "retired"),
        ("Not in use", "", None),
        ("No longer in use", "", None),
        ("Not deployed (deployable)", "", "in_stock"),
        ("Not yet deployed", "", None),
        ("Un-deployed", "", None),
        ("Non-deployed", "", None),
        ("Not available (undeployable)", "", None),
        ("Not currently available", "pending", "in_maintenance"),
        ("Unavailable", "", None),
        ("Not in use - damaged", "", "in_maintenance"),
        ("Used, undamaged", "deployable", "in_stock"),
        ("Not repairable", "", "retired"),
        ("Repaired", "deployable", "in_stock"),
        ("In user testing", "", None),
        ("Green label (undeployable)", "", None),
        ("Green label", "", None),
    ],
)
def test_a_status_is_a_step_of_life(tmp_path: Path, status: str, type_: str, step: str | None) -> None:
    warnings: list[str] = []
    header = [*TABLE, "Status Type"]
    row = line(header, asset_tag="A", category="Laptop", status=status, status_type=type_)
    asset = entities(read(tmp_path, header, row, warnings=warnings))["snipe-it:asset:a"]
    assert asset["attributes"].get("life_cycle_status") == step
    roles = {"deployed": ["CI", "Asset"], "in_maintenance": None, None: None}
    assert asset.get("as") == roles.get(step, ["Asset"])
    assert [warning for warning in warnings if "tells no step of life" in warning] == (
        [] if step else [f"The status {status.partition(' (')[0]!r} tells no step of life: it is left open. A snipe-it.toml in "
                         "CMDB_MAPPINGS can say it."]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("Laptops", "Laptop"),
        ("Docking Stations for laptops", "DockingStation"),
        ("Desktop PCs", "Desktop"),
        ("LCD Monitors", "Monitor"),
        ("Mobile Phones", "Smartphone"),
        ("VOIP Phones", "Telephone"),
        ("Tablets", "Tablet"),
        ("Servers", "Server"),
        ("Console servers", "ConsoleServer"),
        ("Network Switches", "Switch"),
        ("Access Points", "WirelessAccessPoint"),
        ("Conference Phones", "Telephone"),
        ("Printers", "Printer"),
        ("Keyboards", "Peripheral"),
        ("Laptop bags", "Peripheral"),
        ("Monitor arms", "Peripheral"),
        ("Desktop phones", "Telephone"),
        ("Mobile scanners", "HandheldScanner"),
        ("Network printers", "Printer"),
        ("Rack servers", "Server"),
        ("Server racks", "Rack"),
        ("Lawn mowers", "Hardware"),
        ("Observers", "Hardware"),
        ("Mobiles", "Smartphone"),
        ("Mobile Devices", "MobileDevice"),
        ("Cellular", "Smartphone"),
        ("Cell phones", "Smartphone"),
        ("iPhones", "Smartphone"),
        ("WiFi phones", "Telephone"),
        ("Mobile Workstation", "Laptop"),
        ("Mobile Router", "Router"),
        ("Cellular routers", "Router"),
        ("Mobile Printer", "Printer"),
        ("Mobile Hotspot", "Router"),
        ("Mobile carts", "Hardware"),
        ("Workstations", "Workstation"),
        ("Workstation stands", "Peripheral"),
        ("Rack Mount Server", "Server"),
        ("Rack-mount switches", "Switch"),
        ("Server mounts", "Peripheral"),
        ("TV wall mounts", "Peripheral"),
        ("ARM servers", "Server"),
        ("Desktop - Stand Alone", "Desktop"),
        ("Stand-alone printers", "Printer"),
        ("Desktop switches", "Switch"),
        ("KVM switches", "Peripheral"),
        ("Cable modems", "Modem"),
        ("Network cables", "Peripheral"),
        ("Laptop batteries", "Peripheral"),
        ("Phone cases", "Peripheral"),
        ("Screen protectors", "Peripheral"),
        ("Monitoring appliances", "Hardware"),
        ("Server hard drives", "DiskDrive"),
        ("Network Storage", "NAS"),
        ("Network attached storage", "NAS"),
        ("Storage Area Network", "StorageArray"),
        ("Network", "NetworkDevice"),
        ("Networking Equipment", "NetworkDevice"),
        ("Network testers", "Hardware"),
    ],
)
def test_a_category_tells_the_kind(tmp_path: Path, category: str, kind: str) -> None:
    warnings: list[str] = []
    items = read(tmp_path, TABLE, line(TABLE, asset_tag="A", category=category, status="Archived"), warnings=warnings)
    asset = entities(items)["snipe-it:asset:a"]
    assert asset["kind"] == kind
    unknown = f"The category {category!r} tells no kind: its assets are taken as Hardware."
    assert any(warning.startswith(unknown) for warning in warnings) == (kind == "Hardware")
    assert asset["attributes"].get("category") == (category if kind == "Hardware" else None), "nothing is lost"


def test_an_organization_says_what_its_words_mean(tmp_path: Path) -> None:
    own = tmp_path / "snipe-it.toml"
    own.write_text(
        "[[categories]]\nmatch = 'lawn mowers?'\nkind = 'IndustrialController'\n"
        "[[categories]]\nmatch = 'laptop'\nkind = 'Workstation'\n"
        "[status_types]\npending = 'ordered'\n"
    )
    mapped = load_mapping(VOCABULARY, tmp_path)
    assert [mapped.kind(name) for name in ("Lawn Mower", "LAPTOPS", "Servers")] == [
        "IndustrialController",
        "Workstation",
        "Server",
    ]
    assert mapped.status("Waiting", "pending") == "ordered"
    assert load_mapping(VOCABULARY, tmp_path / "..").kind("Lawn Mower") is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            "[[categories]]\nmatch = 'x'\nkind = 'Lawnmower'",
            r"snipe-it.toml: categories.0.kind: 'Lawnmower' is no kind of",
        ),
        ("[[categories]]\nmatch = 'x'\nkind = 'Person'", "'Person' is no kind of Hardware"),
        ("[[categories]]\nmatch = '('\nkind = 'Server'", "categories.0.match: .*no pattern"),
        ("[status_types]\npending = 'lost'", "status_types.pending: 'lost' is none of planned, ordered"),
        ("[[statuses]]\nmatch = 'x'\nstatus = 'gone'", "statuses.0.status: 'gone' is none of"),
        ("statuses = 3", "snipe-it.toml: statuses"),
        ("nonsense = 3", "snipe-it.toml: nonsense"),
    ],
)
def test_a_mistake_in_these_words_is_told_with_its_key(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "snipe-it.toml").write_text(content)
    with pytest.raises(BadMapping, match=why):
        load_mapping(VOCABULARY, tmp_path)
    with pytest.raises(BadMapping, match="is not a folder"):
        load_mapping(VOCABULARY, tmp_path / "nowhere")


def test_who_holds_it_is_known_by_more_than_a_name(tmp_path: Path) -> None:
    """A name alone makes nobody; a place that it is checked out to is where it stands."""
    warnings: list[str] = []
    items = read(
        tmp_path,
        REPORT,
        line(REPORT, asset_tag="by-name", checked_out="Ole Hansen", type="user"),
        line(REPORT, asset_tag="by-table", checked_out="Ole Hansen (ole)", type="user"),
        line(REPORT, asset_tag="by-mail", checked_out="1", type="user", email="eva@tern.example"),
        line(REPORT, asset_tag="place", checked_out="Bridge", type="location", location="Kiel"),
        line(REPORT, asset_tag="inside", checked_out="Rack 1", type="asset"),
        warnings=warnings,
    )
    found = entities(items)
    assert found["snipe-it:asset:by-name"]["attributes"]["checked_out_to"] == "Ole Hansen"
    assert found["snipe-it:user:ole"]["name"] == "Ole Hansen"
    assert found["snipe-it:user:eva@tern.example"]["name"] == "eva@tern.example", "8.3 exports 1 for whoever it is"
    assert ties(items) == {
        ("ASSIGNED_TO", "asset:by-table", "user:ole"),
        ("ASSIGNED_TO", "asset:by-mail", "user:eva@tern.example"),
        ("LOCATED_IN", "asset:place", "location:bridge"),
    }
    assert sum("two may have one name" in warning for warning in warnings) == 2, (
        "said of each, listed once by the import"
    )


def test_what_only_a_later_row_says_of_a_person_is_told(tmp_path: Path) -> None:
    rows = [
        line(REPORT, asset_tag="A", type="user", username="ole", department="IT"),
        line(REPORT, asset_tag="B", type="user", username="ole", department="Sales", title="Engineer"),
        line(REPORT, asset_tag="C", type="user", username="ole", title="Engineer"),
    ]
    raws: list[Any] = [item.raw for item in read(tmp_path, REPORT, *rows)]
    assert [raw.get("attributes") for raw in raws if raw.get("id") == "snipe-it:user:ole"] == [
        {"username": "ole", "department": "IT"},
        {"title": "Engineer"},
    ]


def test_a_user_name_behind_a_name_counts_when_it_is_recorded(tmp_path: Path) -> None:
    """The tables have no column for who it is: a place may be called Kiel (harbor)."""
    (asset, fault) = read(
        tmp_path, TABLE, line(TABLE, asset_tag="A", category="Laptop", checked_out_to="Kiel (harbor)")
    )
    assert asset.fault is None
    assert fault == Item(
        None,
        line=2,
        fault="Checked Out To: there is no person of the user name 'harbor'. The row is taken without it",
    )


def test_the_words_for_no_serial_number_identify_nothing(tmp_path: Path) -> None:
    rows = [line(TABLE, asset_tag=f"A{at}", serial=serial) for at, serial in enumerate(("N/A", "none", "S-1"))]
    found = entities(read(tmp_path, TABLE, *rows))
    assert [raw["attributes"].get("serial_number") for raw in found.values()] == [None, None, "S-1"]
    ((where, why),) = faults(read(tmp_path, TABLE, line(TABLE, serial="N/A", model="X")))
    assert where == 2
    assert "needs its tag or its serial number" in why


@pytest.mark.parametrize(
    ("cells", "options", "why"),
    [
        ({"purchased": "3/4/2024"}, {}, "Purchased: '3/4/2024' can be read as more than one day: say the order"),
        ({"purchased": "soon"}, {}, "Purchased: a day such as 2026-11-24 is expected, not 'soon'"),
        ({"cost": "1,234"}, {}, "Cost: '1,234' can be read as 1234 and as 1.234: say the file's decimal sign"),
        ({"cost": "$12.00"}, {}, "Cost: '$' is no sign of EUR"),
        ({"cost": "€12.00"}, {"currency": "USD"}, "Cost: '€' is EUR, and the currency was given as USD"),
        ({"warranty": "long"}, {}, "Warranty: a number from zero"),
        ({"warranty": "999999", "purchased": "2024-01-01"}, {}, "Warranty: 999999 months after 2024-01-01"),
        ({"deleted": "2024-01-01 10:00:00"}, {}, "Deleted: it was deleted in Snipe-IT"),
        ({"model": "<a href='x'>ThinkPad</a>"}, {}, "Model: \"<a href='x'>ThinkPad</a>\" holds HTML"),
    ],
)
def test_a_cell_that_cannot_be_read_rejects_its_row(
    tmp_path: Path, cells: dict[str, str], options: dict[str, str], why: str
) -> None:
    items = read(tmp_path, REPORT, LAPTOP, line(REPORT, asset_tag="A", **cells), **{"currency": "EUR"} | options)
    (fault,) = faults(items)
    assert fault[0] == 3
    assert fault[1].startswith(why)
    assert not any("snipe-it:asset:a'" in str(item.raw) for item in items)


def test_what_people_write_is_no_button(tmp_path: Path) -> None:
    (asset,) = entities(read(tmp_path, REPORT, line(REPORT, asset_tag="A", notes="replace <screen> & fan"))).values()
    assert asset["attributes"]["comments"] == "replace <screen> & fan"


def test_what_an_option_settles(tmp_path: Path) -> None:
    row = line(REPORT, asset_tag="A", purchased="3/4/2024", cost="1,234", warranty="12 months")
    for dates, bought, end in (("mdy", "2024-03-04", "2025-03-04"), ("dmy", "2024-04-03", "2025-04-03")):
        given = entities(read(tmp_path, REPORT, row, dates=dates, decimals="point"))["snipe-it:asset:a"]["attributes"]
        assert (given["purchase_date"], given["warranty_end"], given["purchase_cost"]) == (bought, end, 1234)


def test_the_options_settle_custom_fields_too(tmp_path: Path) -> None:
    header = [*TABLE, "salvage_value", "annual_cost", "useful_life_months", "life_cycle_since"]
    row = line(header, asset_tag="A", category="Laptop", salvage_value="1.234", annual_cost="1.234,50",
               useful_life_months="1.200", life_cycle_since="3/4/2024")  # fmt: skip
    (asset,) = entities(read(tmp_path, header, row, decimals="comma", dates="dmy")).values()
    given = asset["attributes"]
    assert (given["salvage_value"], given["annual_cost"]) == (1234.0, 1234.5)
    assert (given["useful_life_months"], given["life_cycle_since"]) == (1200, "2024-04-03")
    ((_, why),) = faults(read(tmp_path, header, row, dates="dmy"))
    assert [part.partition(":")[0] for part in why.split("; ")] == ["salvage_value", "useful_life_months"]


def test_a_place_may_be_south_of_the_equator(tmp_path: Path) -> None:
    header = [*LOCATIONS, "latitude"]
    (place,) = entities(read(tmp_path, header, line(header, name="Cape Town", latitude="-33.9249"))).values()
    assert place["attributes"] == {"latitude": -33.9249}


def test_a_price_without_a_currency_is_said(tmp_path: Path) -> None:
    warnings: list[str] = []
    read(tmp_path, REPORT, line(REPORT, asset_tag="A", cost="12.00", category="Laptop"), warnings=warnings)
    assert warnings == [
        "Prices are taken without a currency, since Snipe-IT does not export it: say which it is, such as currency=EUR."
    ]


def test_stock_that_cannot_be_told_apart_is_refused(tmp_path: Path) -> None:
    warnings: list[str] = []
    rows = [line(ACCESSORIES, name="Mouse", category="Mice", qty=qty, location="HQ") for qty in ("10", "20", "10")]
    items = read(tmp_path, ACCESSORIES, *rows, warnings=warnings)
    assert faults(items) == [
        (3, "without an ID it cannot be told from line 2, which has another quantity: export the column ID too")
    ]
    assert any("Some lines say the same as an earlier one" in warning for warning in warnings)
    bought = [
        line(ACCESSORIES, name="Mouse", category="Mice", qty="10", location="HQ", purchase_date=day)
        for day in ("2024-01-05", "2025-01-05")
    ]
    assert faults(read(tmp_path, ACCESSORIES, *bought)) == []


def test_users(tmp_path: Path) -> None:
    header = [*USERS, "Manager Username"]
    ole = line(
        header,
        id="1",
        company="Tern Ferries|Pier GmbH",
        title="Engineer",
        employee_number="77",
        first_name="Ole",
        last_name="Hansen",
        username="ole",
        email="ole@tern.example",
        address="Pier 1",
        city="Kiel",
        location="Office",
        department="IT",
        assets="3",
        start_date="2020-02-01",
        manager_username="ditte",
    )
    items = read(tmp_path, header, ole, line(header, username="ditte", name="Ditte Friis"))
    found = entities(items)
    assert found["snipe-it:user:ole"]["name"] == "Ole Hansen"
    assert found["snipe-it:user:ole"]["attributes"] == {
        "username": "ole",
        "email": "ole@tern.example",
        "employee_number": "77",
        "given_name": "Ole",
        "family_name": "Hansen",
        "title": "Engineer",
        "department": "IT",
        "address": "Pier 1, Kiel",
        "hired_at": "2020-02-01",
    }
    assert ties(items) == {
        ("MEMBER_OF", "user:ole", "company:tern ferries"),
        ("MEMBER_OF", "user:ole", "company:pier gmbh"),
        ("LOCATED_IN", "user:ole", "location:office"),
        ("REPORTS_TO", "user:ole", "user:ditte"),
    }


def test_what_is_counted(tmp_path: Path) -> None:
    rows = [
        line(ACCESSORIES, name="USB mouse", category="Mice", qty="61", min_amount="10", location="Storeroom",
             supplier="Softline", purchase_cost="9.90", purchase_date="2024-01-05", model_number="M90"),
        line(ACCESSORIES, name="USB mouse", category="Mice", qty="5", location="Bridge", model_number="M90"),
    ]  # fmt: skip
    items = read(tmp_path, ACCESSORIES, *rows, currency="EUR")
    found = entities(items)
    mice = found["snipe-it:stock:mice:usb mouse:m90:storeroom:2024-01-05"]
    assert mice["kind"] == "StockItem"
    assert mice["attributes"] == {
        "category": "Mice",
        "quantity": 61,
        "reorder_level": 10,
        "part_number": "M90",
        "purchase_date": "2024-01-05",
        "purchase_cost": 9.9,
        "currency": "EUR",
    }
    assert "snipe-it:stock:mice:usb mouse:m90:bridge" in found
    consumables = columns("ID,Name,Category,Model No.,Location,Item No.,Min. QTY,Total,Remaining,% Remaining,Unit Cost")
    row = line(consumables, id="7", name="Toner", category="Toner", total="4", remaining="3", unit_cost="80.00")
    (toner,) = entities(read(tmp_path, consumables, row)).values()
    assert toner["id"] == "snipe-it:stock:toner:7"
    assert toner["attributes"] == {"category": "Toner", "quantity": 4, "available": 3, "purchase_cost": 80}


def test_locations(tmp_path: Path) -> None:
    rows = [
        line(LOCATIONS, name="Office", address="Pier 1", city="Kiel", parent_location="Campus", manager_username="ole"),
        line(LOCATIONS, name="Campus", currency="EUR"),
    ]
    items = read(tmp_path, LOCATIONS, *rows)
    found = entities(items)
    assert found["snipe-it:location:office"]["attributes"] == {"address": "Pier 1, Kiel"}
    assert found["snipe-it:location:campus"]["attributes"] == {"currency": "EUR"}
    assert ties(items) == {
        ("LOCATED_IN", "location:office", "location:campus"),
        ("OWNED_BY", "location:office", "user:ole"),
    }


def test_each_list_is_recognized_by_its_headers() -> None:
    headers = [REPORT, TABLE, LICENSES, USERS, ACCESSORIES, LOCATIONS]
    names = [recognized(header).name for header in headers]
    assert names == ["assets", "assets", "licenses", "users", "accessories, consumables and components", "locations"]
    for header in headers:
        other = [name.upper().replace(" ", "_") for name in header]
        assert recognized(other) is recognized(header), "any case, with or without blanks"


@pytest.mark.parametrize(
    "header",
    [
        "id,kind,name",
        "Name,Category,Manufacturer,Model Notes,Model Number,Fieldset,Requestable,EOL,Min Qty",
        "Name,Address,City,State,Zip,Phone,Fax,URL,Contact,Email",
        "Etikett,Modell,Seriennummer,Kategorie",
        "a",
    ],
)
def test_what_fits_no_list_is_refused_with_what_was_expected(tmp_path: Path, header: str) -> None:
    with pytest.raises(Unreadable, match=r"assets have Asset Tag or Serial and Model; licenses have .*in English"):
        read(tmp_path, header.split(","))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "The CSV is empty"),
        ("Asset Tag,Serial,Serial Number\n", "names 'Serial' twice \\(as 'Serial Number'\\)"),
        ("Asset Tag,Color,Color\n", "names 'Color' twice"),
        ("Asset Tag,,Model\n", "Column 2 of the CSV has no name"),
        ("Asset Tag," + ",".join(f"c{n}" for n in range(100_000)), "100,001 columns; at most 1,000"),
        ('Asset Tag,Model\nA,"open\n', "cannot be read"),
        ("Asset Tag,Model\nA,Gr\xf6\xdfe\n", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: str, why: str) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(Unreadable, match=why):
        list(reader("snipe-it")(file, alone()))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_spreadsheets_divide_by_other_signs_and_begin_with_a_mark(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "export.csv"
    rows = [["Asset Tag", "Model", "Cost", "Notes"], ["A", "T14", '"1.234,50"', '"two\nlines"'], ["B", "T14"]]
    file.write_text("\ufeff" + "\r\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    first, second = reader("snipe-it")(file, alone(currency="EUR"))
    raw: Any = first.raw
    assert raw["attributes"]["purchase_cost"] == 1234.5
    assert raw["attributes"]["comments"] == "two\nlines"
    assert second == Item(None, line=4, fault="the row has 2 cells where the header names 4 columns")


def test_no_two_columns_of_a_list_have_the_same_header() -> None:
    for sheet in SHEETS:
        headers = [plain(header) for column in sheet.columns for header in column.headers]
        assert len(set(headers)) == len(headers), sheet.name
