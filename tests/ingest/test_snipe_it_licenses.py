"""What Snipe-IT's lists of licenses are read as: the headers are those of its exports, the rows are ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.snipe_it_exports import LICENSES, columns, entities, faults, line, read, ties


def test_licenses(tmp_path: Path) -> None:
    row = line(
        LICENSES,
        id="4",
        company="Tern Ferries",
        name="Acrobat",
        serial_number="KEY-1",
        purchase_date="2024-01-05",
        purchase_cost="239.88",
        order_number="O-1",
        seats="25",
        supplier="Softline",
        expiration_date="2026-12-31",
        purchase_order_number="PO-1",
        termination_date="2026-06-30",
        maintained="No",
        manufacturer="Adobe",
        category="Office software",
        reassignable="Yes",
        deleted_at="",
    )
    items = read(tmp_path, LICENSES, row, metric="named-user", currency="EUR")
    found = entities(items)
    assert found["snipe-it:license:4"]["attributes"] == {
        "metric": "named-user",
        "quantity": 25,
        "license_key": "KEY-1",
        "end": "2026-06-30",
        "purchase_date": "2024-01-05",
        "unit_cost": 239.88,
        "currency": "EUR",
        "purchase_order": "PO-1",
        "maintained": False,
        "reassignable": True,
    }
    product = "software-product:adobe:acrobat::"
    assert found[product]["attributes"] == {"publisher": "Adobe", "category": "Office software"}
    assert ties(items) == {
        ("ENTITLES", "license:4", product),
        ("OWNED_BY", "license:4", "company:tern ferries"),
        ("SUPPLIED_BY", "license:4", "supplier:softline"),
    }


def test_the_table_and_the_sample_of_licenses_are_read_too(tmp_path: Path) -> None:
    table = columns(
        "ID,Name,Product Key,Expiration Date,Licensed to Email,Licensed to Name,Category,Manufacturer,"
        "Min. QTY,Total,Avail,Actions"
    )
    warnings: list[str] = []
    items = read(tmp_path, table, line(table, id="4", name="Acrobat", product_key="****", total="3"), warnings=warnings)
    license_ = entities(items)["snipe-it:license:4"]
    assert license_["attributes"] == {"quantity": 3}, "a hidden key is none"
    assert any("say which metric it is" in warning for warning in warnings)
    sample = columns(
        "Full Name,Email,Username,Item name,serial number,Category,manufacturer,purchase date,purchase cost,"
        "purchase order,order number,Licensed To Name,Licensed to Email,expiration date,maintained,"
        "reassignable,seats,company,supplier,notes"
    )
    row = line(
        sample,
        full_name="Ole Hansen",
        username="ole",
        item_name="Acrobat",
        serial_number="K",
        purchase_date="11/24/08",
        purchase_cost="$12.58 ",
        seats="5",
        maintained="FALSE",
    )
    items = read(tmp_path, sample, row, dates="mdy", currency="USD", metric="named-user")
    found = entities(items)
    assert found["snipe-it:license:acrobat:k:2008-11-24"]["attributes"]["purchase_date"] == "2008-11-24"
    assert found["snipe-it:user:ole"]["name"] == "Ole Hansen"
    assert ("ALLOCATED_TO", "license:acrobat:k:2008-11-24", "user:ole") in ties(items)
    ((where, why),) = faults(read(tmp_path, sample, row.replace("FALSE", "sometimes"), dates="mdy", currency="USD"))
    assert (where, why) == (2, "maintained: yes or no is expected, not 'sometimes'")


SEATS = columns("ID,Name,Product Key,Seats,Manufacturer,Expiration Date,Purchase Date,Order Number,Company,Username")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"expiration_date": "2027-12-31"}, {"expiration_date": "2028-12-31"}),
        ({"purchase_date": "2024-01-01"}, {"purchase_date": "2025-01-01"}),
        ({"order_number": "PO-1"}, {"order_number": "PO-2"}),
        ({"id": "1"}, {"id": "2"}),
    ],
)
def test_licenses_that_are_called_the_same_are_two(
    tmp_path: Path, first: dict[str, str], second: dict[str, str]
) -> None:
    rows = [
        line(SEATS, name="Acrobat", product_key="****", seats=seats, manufacturer="Adobe", **cells)
        for seats, cells in (("5", first), ("3", second))
    ]
    found = entities(read(tmp_path, SEATS, *rows))
    assert [raw["attributes"]["quantity"] for raw in found.values() if raw["kind"] == "License"] == [5, 3]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (
            {"seats": "3"},
            "without an ID it cannot be told from line 2, which has another quantity: export the column ID too",
        ),
        ({"seats": "3", "company": "Tern"}, "from line 2, which has another Company and quantity: export"),
        ({"manufacturer": "Corel"}, "from line 2, which has another publisher: export"),
        ({"seats": ""}, "from line 2, which has another quantity: export"),
    ],
)
def test_a_license_that_cannot_be_told_from_another_is_refused(tmp_path: Path, cells: dict[str, str], why: str) -> None:
    """The second never takes the place of the first, whose seats would be gone."""
    given = {"name": "Acrobat", "seats": "5", "manufacturer": "Adobe"}
    items = read(tmp_path, SEATS, line(SEATS, **given), line(SEATS, **given | cells))
    ((where, fault),) = faults(items)
    assert where == 3
    assert why in fault
    assert entities([item for item in items if item.fault is None])["snipe-it:license:acrobat"]["attributes"] == {
        "quantity": 5
    }


def test_the_same_number_twice_is_refused_too(tmp_path: Path) -> None:
    rows = [line(SEATS, id="4", name="Acrobat", seats=seats) for seats in ("5", "3")]
    assert faults(read(tmp_path, SEATS, *rows)) == [
        (3, "it has the ID of line 2, but not its quantity: correct one of them")
    ]


def test_a_license_is_listed_for_each_who_has_a_seat(tmp_path: Path) -> None:
    warnings: list[str] = []
    rows = [line(SEATS, name="Acrobat", seats="5", username=username) for username in ("ole", "eva")]
    items = read(tmp_path, SEATS, *rows, warnings=warnings)
    assert faults(items) == []
    assert {tie for tie in ties(items) if tie[0] == "ALLOCATED_TO"} == {
        ("ALLOCATED_TO", "license:acrobat", "user:ole"),
        ("ALLOCATED_TO", "license:acrobat", "user:eva"),
    }
    assert not any("the same as an earlier one" in warning for warning in warnings)
