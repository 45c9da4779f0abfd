"""A table of licenses: what a row becomes, what is refused with its column, and the position that follows from it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph import licensing
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Unreadable
from cmdb_graph.ingest.readers import Item, reader
from cmdb_graph.ingest.readers.licenses.columns import COLUMNS, explained
from cmdb_graph.ingest.readers.licenses.template import template
from cmdb_graph.ingest.readers.products import key
from cmdb_graph.instance import Instance
from cmdb_graph.licensing import PositionsQuestion
from tests.ingest.alone import VOCABULARY, alone
from tests.ingest.loaded import bundle, changes, entity, joined, taken

DOCS = Path(__file__).parents[2] / "docs"


def table(*rows: dict[str, str], also: tuple[str, ...] = ()) -> str:
    text = io.StringIO()
    names = [column.name for column in COLUMNS]
    writer = csv.DictWriter(text, [*names, *also], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def row(**cells: str) -> dict[str, str]:
    return {"publisher": "Microsoft", "product": "SQL Server", "metric": "sql-server-core", "quantity": "16"} | cells


def read(path: Path, content: str, **options: str) -> list[Item]:
    file = path / "licenses.csv"
    file.write_text(content, encoding="utf-8")
    return list(reader("licenses")(file, alone(**options)))


def raws(items: list[Item]) -> list[Any]:
    assert [item.fault for item in items if item.fault] == []
    return [item.raw for item in items]


def test_a_row_is_a_license_with_all_that_it_says(tmp_path: Path) -> None:
    cells = row(
        id="L-1",
        edition="Enterprise",
        version="2022",
        quantity="1.234,5",
        license_type="perpetual",
        start="1.2.2024",
        end="Dec 31, 2026",
        unit_cost="€7.128,00",
        purchase_order="PO-1",
        vendor="Softline",
        contract="EA-1",
        rights="failover; mobility",
        description="ledger",
    )
    found = raws(read(tmp_path, table(cells | {"cost_code": "4711", "status": "active"}, also=("cost_code", "status"))))
    assert found == [
        {
            "id": "L-1",
            "kind": "License",
            "name": "Microsoft SQL Server Enterprise 2022, sql-server-core",
            "attributes": {
                "metric": "sql-server-core",
                "quantity": 1234.5,
                "license_type": "perpetual",
                "start": "2024-02-01",
                "end": "2026-12-31",
                "unit_cost": 7128.0,
                "currency": "EUR",
                "purchase_order": "PO-1",
                "rights": ["failover", "mobility"],
                "description": "ledger",
                "cost_code": "4711",
                "status": "active",
            },
        },
        {
            "id": "software-product:microsoft:sql server:enterprise:2022",
            "kind": "SoftwareProduct",
            "name": "SQL Server",
            "attributes": {"publisher": "Microsoft", "edition": "Enterprise", "version": "2022"},
        },
        {"id": "vendor:softline", "kind": "Vendor", "name": "Softline"},
        {"id": "contract:ea-1", "kind": "Contract", "name": "EA-1", "attributes": {"contract_number": "EA-1"}},
        {"type": "ENTITLES", "from": "L-1", "to": "software-product:microsoft:sql server:enterprise:2022"},
        {"type": "SUPPLIED_BY", "from": "L-1", "to": "vendor:softline"},
        {"type": "COVERED_BY", "from": "L-1", "to": "contract:ea-1"},
    ]


def test_a_suite_has_its_members(tmp_path: Path) -> None:
    cells = row(product="Office", metric="device", suite_members="Word; Excel | Pro | 2021")
    found = raws(read(tmp_path, table(cells)))
    suite = "software-product:microsoft:office::"
    members = ["software-product:microsoft:word::", "software-product:microsoft:excel:pro:2021"]
    assert {raw["id"]: raw["kind"] for raw in found if "id" in raw and "product" in raw["id"]} == {
        suite: "SoftwareSuite"
    } | dict.fromkeys(members, "SoftwareProduct")
    assert [raw for raw in found if raw.get("type") == "PART_OF"] == [
        {"type": "PART_OF", "from": member, "to": suite} for member in members
    ]


@pytest.mark.parametrize("suite_first", [True, False])
def test_a_suite_is_one_wherever_its_members_stand(tmp_path: Path, suite_first: bool) -> None:
    rows = [row(id="L-1", product="Office", suite_members="Word;Excel"), row(id="L-2", product="Office")]
    found = raws(read(tmp_path, table(*(rows if suite_first else rows[::-1]))))
    told = [raw["kind"] for raw in found if raw.get("id") == "software-product:microsoft:office::"]
    assert told == (["SoftwareSuite"] if suite_first else ["SoftwareProduct", "SoftwareSuite"])


def test_what_makes_an_entitlement_without_a_number(tmp_path: Path) -> None:
    """Another quantity is the same one; another order or start is another; two that are the same are told."""
    content = table(
        row(purchase_order="PO-1"),
        row(purchase_order="PO-2"),
        row(start="2024-01-01"),
        row(purchase_order="po-1", quantity="8"),
    )
    items = read(tmp_path, content)
    ids = [item.raw["id"] for item in items if isinstance(item.raw, dict) and item.raw.get("kind") == "License"]
    assert len(set(ids)) == len(ids) == 3
    (fault,) = [item for item in items if item.fault]
    assert (fault.line, fault.fault) == (
        5,
        "it is the same entitlement as line 2: give each a number in the column id, or join them",
    )


@pytest.mark.parametrize(
    ("cells", "options", "why"),
    [
        ({"quantity": "many"}, {}, "quantity: a number from zero such as 1234.50 is expected, not 'many'"),
        ({"quantity": "-4"}, {}, "quantity: a number from zero"),
        ({"quantity": "1,234"}, {}, "quantity: '1,234' can be read as 1234 and as 1.234"),
        ({"start": "3/4/2024"}, {}, "start: '3/4/2024' can be read as more than one day"),
        ({"end": "2024-13-01"}, {}, "end: there is no day '2024-13-01'"),
        ({"unit_cost": "$5"}, {}, "unit_cost: '$' is not the sign of one currency alone"),
        ({"product": ""}, {}, "product: a value is needed"),
        ({"metric": " "}, {}, "metric: a value is needed. What one unit counts"),
    ],
)
def test_a_wrong_cell_rejects_its_row_and_names_the_column(
    tmp_path: Path, cells: dict[str, str], options: dict[str, str], why: str
) -> None:
    items = read(tmp_path, table(row(id="good"), row(id="bad", **cells)), **options)
    (fault,) = [item for item in items if item.fault]
    assert fault.line == 3
    assert fault.fault is not None
    assert fault.fault.startswith(why)
    assert not any("bad" in str(item.raw) for item in items)


def test_the_options_hold_for_every_column(tmp_path: Path) -> None:
    """1.234 is one number, in whichever column it stands."""
    cells = row(quantity="1", unit_cost="1.234", purchase_cost="1.234", useful_life_months="60") | {
        "expected_end": "3/4/2026"
    }
    content = table(cells, also=("expected_end",))
    license_, *_ = raws(read(tmp_path, content, decimals="comma", currency="EUR"))
    given = license_["attributes"]
    assert (given["unit_cost"], given["purchase_cost"], given["useful_life_months"]) == (1234.0, 1234.0, 60)
    assert given["expected_end"] == "3/4/2026", "the vocabulary knows no such day: it is a text"
    (fault,) = [item.fault for item in read(tmp_path, content, currency="EUR") if item.fault]
    assert "purchase_cost: '1.234' can be read as" in fault


def test_prices_of_a_row_have_one_currency(tmp_path: Path) -> None:
    license_, *_ = raws(read(tmp_path, table(row(unit_cost="5", currency="USD")), currency="EUR"))
    assert license_["attributes"]["currency"] == "USD", "the row's own goes first"
    for cells in ({"unit_cost": "€5", "purchase_cost": "US$80"}, {"purchase_cost": "US$80", "currency": "EUR"}):
        (fault,) = [item.fault for item in read(tmp_path, table(row(**cells))) if item.fault]
        assert fault.startswith("purchase_cost: ")
        assert "EUR" in fault


def test_every_wrong_cell_of_a_row_is_named(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, table(row(quantity="many", start="soon", product="")))
    assert fault.fault is not None
    assert [part.partition(":")[0] for part in fault.fault.split("; ")] == ["product", "quantity", "start"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "The CSV is empty"),
        ("publisher,product\n", "needs the column metric. The template has all of them"),
        ("id\n", "needs the columns product and metric"),
        ("product,metric,Product\n", "names the column 'product' twice"),
        ("product,metric,unit cost,Unit_Cost\n", "names the column 'unit_cost' twice"),
        ("product,metric," + ",".join(f"c{n}" for n in range(100_000)), "100,002 columns"),
        ('product,metric\n"open,x\n', "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_read(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(tmp_path, content)


def test_spreadsheets_write_it_in_their_own_way(tmp_path: Path) -> None:
    """Semicolons, a mark, other cases of headers, blank rows, rows for people."""
    content = "\ufeffProduct;METRIC;Unit Cost;Allocated to\n# for people;;;\n;;;\n\nAcrobat;named-user;1.234,50;\n"
    license_, *_ = read(tmp_path, content, currency="EUR")
    assert license_.line == 5
    raw: Any = license_.raw
    assert raw["attributes"] == {"metric": "named-user", "unit_cost": 1234.5, "currency": "EUR"}


def test_a_number_may_begin_with_the_sign_of_remarks(tmp_path: Path) -> None:
    """A row is for people where it names no product or no metric; one that is filled in is never passed over."""
    content = table(row(id="#4711"), row(id="# Microsoft", metric=""), row(id="#2", metric="per-seat"))
    found = [raw["id"] for raw in raws(read(tmp_path, content)) if raw.get("kind") == "License"]
    assert found == ["#4711", "#2"], "the metric of the second is wrong, which the import tells with its line"
    items = read(tmp_path, "id,product,metric\n# a remark\n#2,,device\n#3,Acrobat,device,5\n")
    assert items == [Item(None, line=4, fault="the row has 4 cells where the header names 3 columns")]


@given(st.lists(st.text(alphabet="a:%3", max_size=4), min_size=1, max_size=4))
def test_a_made_up_id_tells_its_words_apart(words: list[str]) -> None:
    assert [unquote(word) for word in key(*words).split(":")] == words


def test_products_whose_words_hold_the_sign_between_them_are_two(tmp_path: Path) -> None:
    content = table(row(publisher="Adobe", product="CS:Photo"), row(publisher="Adobe:CS", product="Photo"))
    found = [raw for raw in raws(read(tmp_path, content)) if raw.get("kind") == "SoftwareProduct"]
    assert [(raw["attributes"]["publisher"], raw["name"]) for raw in found] == [
        ("Adobe", "CS:Photo"),
        ("Adobe:CS", "Photo"),
    ]
    assert len({raw["id"] for raw in found}) == 2


def test_the_template_explains_every_column_and_its_examples_are_nobodys_licenses(tmp_path: Path) -> None:
    text = template(VOCABULARY)
    header, notes, *examples = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert header == [column.name for column in COLUMNS]
    assert notes[0].startswith("# ")
    assert all(explained(column, VOCABULARY) in note for column, note in zip(COLUMNS, notes, strict=True))
    metrics = VOCABULARY.kind("License").attributes["metric"].values
    assert all(metric in notes[header.index("metric")] for metric in metrics)
    assert len(examples) == 2
    assert raws(read(tmp_path, text)) == []
    mine = text.replace("# Example LIC-0002", "LIC-0002").replace("# Example", "")
    assert len([raw for raw in raws(read(tmp_path, mine)) if raw.get("kind") == "License"]) == 2


def test_the_columns_are_documented_as_they_are() -> None:
    said = (DOCS / "licenses.md").read_text(encoding="utf-8")
    rows = [f"| `{column.name}` | {column.about}{' Required.' if column.required else ''} |" for column in COLUMNS]
    assert [row for row in rows if row not in said] == []


@pytest.fixture(scope="module")
def estate(empty_instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Two servers with the product, which is recorded under an id of its own; people, a contract, a vendor."""
    folder = tmp_path_factory.mktemp("estate")
    bundle(
        empty_instance,
        folder,
        {"id": "sql", "kind": "SoftwareProduct", "name": "SQL Server",
         "attributes": {"publisher": "microsoft", "edition": "Enterprise", "version": "2022"}},
        {"id": "srv-1", "kind": "Server", "attributes": {"processors": 2, "cores": 24, "hostname": "db1"}},
        {"id": "srv-2", "kind": "Server", "attributes": {"processors": 1, "cores": 2, "serial_number": "S-2"}},
        {"id": "inst-1", "kind": "SoftwareInstallation"},
        {"id": "inst-2", "kind": "SoftwareInstallation"},
        {"id": "p-ole", "kind": "Person", "attributes": {"email": "ole@tern.example", "username": "ole"}},
        {"id": "p-eva", "kind": "Person"},
        {"id": "ea", "kind": "SupportContract", "attributes": {"contract_number": "EA-1", "start": "2024-01-01"}},
        {"id": "org", "kind": "Organization", "name": "Softline"},
    )  # fmt: skip
    links = [
        ("INSTANCE_OF", "inst-1", "sql"), ("INSTALLED_ON", "inst-1", "srv-1"),
        ("INSTANCE_OF", "inst-2", "sql"), ("INSTALLED_ON", "inst-2", "srv-2"),
    ]  # fmt: skip
    content = "type,from,to\n" + "".join(",".join(link) + "\n" for link in links)
    assert taken(empty_instance, folder, content, "csv").rejected == []
    return empty_instance


def test_a_position_of_an_imported_license(estate: Instance, tmp_path: Path) -> None:
    """24 cores of 2 processors, and 2 cores counted as the least of 4 per processor: 28 against 16, at 7,128 each."""
    content = table(
        row(id="L-1", edition="enterprise", version="2022", license_type="perpetual", start="2024-01-01", unit_cost="7128.00",
            currency="USD", vendor="softline", contract="EA-1"),
    )  # fmt: skip
    answer = taken(estate, tmp_path, content, "licenses")
    assert answer.rejected == []
    assert answer.entities.created == 1, "product, vendor and contract are recorded already"
    assert joined(estate, "L-1", "ENTITLES") == ["sql"]
    assert joined(estate, "L-1", "SUPPLIED_BY") == ["org"]
    assert joined(estate, "L-1", "COVERED_BY") == ["ea"]
    question = PositionsQuestion(product="sql")
    full = licensing.full_positions(estate.store, estate.vocabulary, estate.policies, question, Deadline(60))
    (position,) = full.answer().items
    assert (position.owned, position.required, position.delta) == (16, 28, -12)
    assert position.exposure is not None
    assert (position.exposure.amount, position.exposure.currency) == (12 * 7128.0, "USD")
    assert changes(taken(estate, tmp_path, content, "licenses")) == (0, 0, 0, 0)


def test_a_suite_that_a_later_row_tells_is_recorded_as_one(estate: Instance, tmp_path: Path) -> None:
    content = table(
        row(id="S-1", product="Office", metric="device"),
        row(id="S-2", product="Office", metric="device", suite_members="Word;Excel"),
        row(id="S-3", product="Office", metric="device"),
    )
    assert taken(estate, tmp_path, content, "licenses").rejected == []
    suite = "software-product:microsoft:office::"
    assert entity(estate, suite).kind == "SoftwareSuite"
    assert joined(estate, "software-product:microsoft:word::", "PART_OF") == [suite]
    assert changes(taken(estate, tmp_path, content, "licenses")) == (0, 0, 0, 0)


def test_it_is_given_to_people_and_machines_by_what_they_are_known_by(estate: Instance, tmp_path: Path) -> None:
    cells = row(
        id="L-2", product="Acrobat", metric="named-user", allocated_to="OLE@tern.example; p-eva;db1;s-2; ole;ghost"
    )
    answer = taken(estate, tmp_path, table(cells), "licenses")
    assert joined(estate, "L-2", "ALLOCATED_TO") == ["p-eva", "p-ole", "srv-1", "srv-2"]
    (refused,) = answer.rejected
    assert refused.line == 2
    assert refused.detail == (
        "allocated_to: there is no person, team, device or host 'ghost', by id, email, user name, host name, serial number or "
        "asset tag. The row is taken without it"
    )


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"metric": "per-seat"}, "attributes/metric: metric is one of oracle-processor, "),
        (
            {"license_type": "rent"},
            "attributes/license_type: license_type is one of perpetual, subscription, not 'rent'",
        ),
        ({"rights": "upgrade;resale"}, "rights is one of upgrade, downgrade"),
        ({"start": "2025-01-01", "end": "2024-12-31"}, "attributes/end: end 2024-12-31 is before start 2025-01-01"),
        ({"id": "srv-1"}, "'srv-1' is recorded as Server, which is no License"),
    ],
)
def test_what_the_vocabulary_refuses_is_told_with_line_and_column(
    estate: Instance, tmp_path: Path, cells: dict[str, str], why: str
) -> None:
    answer = taken(estate, tmp_path, table(row(id="L-3", quantity="1") | cells), "licenses")
    assert answer.rejected[0].line == 2
    assert why in answer.rejected[0].detail
    assert entity(estate, "srv-1").kind == "Server"


def test_the_template_imports_without_error_and_a_second_time_changes_nothing(estate: Instance, tmp_path: Path) -> None:
    filled = template(estate.vocabulary).replace("# Example LIC-0002", "LIC-0002").replace("# Example", "")
    assert changes(taken(estate, tmp_path, template(estate.vocabulary), "licenses")) == (0, 0, 0, 0)
    answer = taken(estate, tmp_path, filled, "licenses")
    assert answer.rejected == []
    assert answer.warnings == []
    assert answer.entities.created >= 2
    assert changes(taken(estate, tmp_path, filled, "licenses")) == (0, 0, 0, 0)
