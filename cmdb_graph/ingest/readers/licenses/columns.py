"""The columns of a license table: what each means, how it is read, and what stands there in an example.

The reader, the template that people fill in and docs/licenses.md are all made from this.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from cmdb_graph.vocabulary import Vocabulary

Form = Literal["text", "list", "number", "count", "price", "day"]
Of = Literal["row", "product", "license", "others"]

COMMENT = "#"
"""A row whose first cell begins so, and that is not filled in, is for people."""
EXAMPLE = f"{COMMENT} Example"
"""So begin the rows of the template that show how to fill it in: they are nobody's licenses."""


class Column(NamedTuple):
    """One column. What is `of` the license is the attribute of that name."""

    name: str
    of: Of
    form: Form
    about: str
    examples: tuple[str, str]
    required: bool = False

    def allowed(self, vocabulary: Vocabulary) -> tuple[str, ...]:
        """The values that it may have; none for any."""
        return vocabulary.kind("License").attributes[self.name].values if self.of == "license" else ()


COLUMNS = (
    Column(
        "id",
        "row",
        "text",
        "Your own number of this entitlement, which stays the same. Blank: product, metric, order, contract and start are it.",
        ("", "LIC-0002"),
    ),
    Column("publisher", "product", "text", "Who publishes the product.", ("Microsoft", "Adobe")),
    Column("product", "product", "text", "What the product is called.", ("SQL Server", "Acrobat"), required=True),
    Column("edition", "product", "text", "Its edition.", ("Enterprise", "Pro")),
    Column("version", "product", "text", "Its version. Blank: it has none, or any will do.", ("2022", "")),
    Column(
        "suite_members",
        "product",
        "list",
        "Makes the product a suite: what is in it, as name, or name|edition|version, of the same publisher.",
        ("", ""),
    ),
    Column(
        "metric",
        "license",
        "text",
        "What one unit counts: the name of a license policy.",
        ("sql-server-core", "named-user"),
        required=True,
    ),
    Column(
        "quantity",
        "license",
        "number",
        "How much is owned, in the metric's unit: cores, not packs. Blank only for what counts nothing.",
        ("16", "25"),
    ),
    Column("license_type", "license", "text", "Whether the right ends with `end`.", ("perpetual", "subscription")),
    Column("start", "license", "day", "First day of the right.", ("2024-01-01", "2026-01-01")),
    Column("end", "license", "day", "Last day of the right. Blank: it does not end.", ("", "2026-12-31")),
    Column("maintenance_end", "license", "day", "Last day of maintenance.", ("2027-12-31", "")),
    Column("unit_cost", "license", "price", "Price of one unit.", ("7128.00", "239.88")),
    Column(
        "purchase_cost",
        "license",
        "price",
        "Price paid for all of it. Blank: unit_cost times quantity is.",
        ("", ""),
    ),
    Column("currency", "license", "text", "ISO 4217 code of its prices.", ("USD", "EUR")),
    Column(
        "useful_life_months",
        "license",
        "count",
        "Months over which a perpetual one is written off. Blank: on the day of purchase.",
        ("60", ""),
    ),
    Column("purchase_order", "license", "text", "Number of the order.", ("PO-4711", "PO-4802")),
    Column("purchase_date", "license", "day", "Day of purchase.", ("2023-12-11", "")),
    Column("vendor", "others", "text", "Who sold it: SUPPLIED_BY.", ("Softline", "Softline")),
    Column("contract", "others", "text", "Number of the contract that it is under: COVERED_BY.", ("EA-2024-17", "")),
    Column("rights", "license", "list", "Rights beyond plain use.", ("failover;mobility", "")),
    Column(
        "allocated_to",
        "others",
        "list",
        "To whom or what it is given, by id, email, user name, host name, serial number or asset tag: ALLOCATED_TO.",
        ("", ""),
    ),
    Column("description", "license", "text", "Anything else worth knowing.", ("Core licenses of the ledger", "")),
)
SEVERAL = " Several are divided by semicolons."


def explained(column: Column, vocabulary: Vocabulary) -> str:
    """What a column means, what it may hold, and whether it may be blank."""
    said = column.about + (SEVERAL if column.form == "list" else "")
    if values := column.allowed(vocabulary):
        said += f" One of: {', '.join(values)}."
    return f"{said} Required." if column.required else said
