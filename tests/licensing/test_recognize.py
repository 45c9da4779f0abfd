"""Which product an installation is, by what tools call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cmdb_graph.entities.node import Node
from cmdb_graph.errors import BadPolicy
from cmdb_graph.licensing import load_patterns
from cmdb_graph.licensing.recognize import Catalog

PRODUCTS = [
    ("sql-2022-std", "SQL Server Standard", "Microsoft", "Standard", "2022"),
    ("sql-2019-ent", "SQL Server", "Microsoft Corporation", "Enterprise", "2019"),
    ("oracle-ee", "Oracle Database", "Oracle", "Enterprise Edition", "19c"),
    ("draw-9", "Draw", "Acme Inc.", "", "9"),
    ("draw-10", "Draw", "Acme", "", "10"),
    ("mq", "MQ", "IBM", "", ""),
    ("twin-a", "Twin", "Acme", "", ""),
    ("twin-b", "Twin", "Acme", "", ""),
]


def node(node_id: str, name: str, publisher: str, edition: str, version: str, **more: str) -> Node:
    facts = {"publisher": publisher, "edition": edition, "version": version, **more}
    return Node(node_id, "SoftwareProduct", name, {key: value for key, value in facts.items() if value})


CATALOG = Catalog(load_patterns(), [node(*product) for product in PRODUCTS])


@pytest.mark.parametrize(
    ("publisher", "product", "edition", "version", "is_"),
    [
        ("Microsoft Corporation", "Microsoft SQL Server 2022 Standard (64-bit)", "", "", "sql-2022-std"),
        ("Microsoft Corp.", "SQL Server", "Standard Edition", "16.0.1000.6", "sql-2022-std"),
        ("microsoft", "Microsoft® SQL Server® 2019", "Enterprise", "", "sql-2019-ent"),
        (
            "Oracle America, Inc.",
            "Oracle Database 19c Enterprise Edition Release 19.0.0.0.0",
            "",
            "19.22.0",
            "oracle-ee",
        ),
        ("ACME, Inc", "Acme Draw 9.2.1", "", "", "draw-9"),
        ("Acme", "Draw", "", "10.0", "draw-10"),
        ("International Business Machines", "IBM MQ v9.3", "", "", "mq"),
    ],
)
def test_what_is_recognized(publisher: str, product: str, edition: str, version: str, is_: str) -> None:
    assert CATALOG.find(node("i", "found", publisher, edition, version, product=product)).product == is_


@pytest.mark.parametrize(
    ("publisher", "product", "edition", "version", "why"),
    [
        ("Acme", "Draw", "", "11", "there is no version '11'"),
        ("Acme", "Draw", "", "1", "there is no version '1'"),
        ("Acme", "Draw", "Pro", "9", "there is no product 'draw' of 'acme', edition 'pro'"),
        ("Acme", "Drawer", "", "9", "there is no product 'drawer'"),
        ("Umbra", "Draw", "", "9", "there is no product 'draw' of 'umbra'"),
        ("Acme", "Twin", "", "", "several products fit: twin-a, twin-b"),
        ("Acme", "", "", "", "what it is called was not discovered"),
        ("Microsoft", "SQL Server 2022 Enterprise", "", "", "there is no version '2022'"),
    ],
)
def test_what_is_not_guessed(publisher: str, product: str, edition: str, version: str, why: str) -> None:
    found = CATALOG.find(node("i", "found", publisher, edition, version, product=product))
    assert found.product is None
    assert why in found.why


def test_an_organizations_patterns_come_first(tmp_path: Path) -> None:
    (tmp_path / "recognized.toml").write_text("[[publishers]]\nmatch = 'umbra'\nname = 'Acme'\n")
    catalog = Catalog(load_patterns(tmp_path), [node(*product) for product in PRODUCTS])
    assert catalog.find(node("i", "found", "Umbra", "", "9", product="Draw")).product == "draw-9"


@pytest.mark.parametrize("text", ["[[publishers]]\nmatch = '('\nname = 'x'", "[[publishers]]\nmtch = 'x'", "not toml"])
def test_bad_patterns_are_refused_with_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "recognized.toml").write_text(text)
    with pytest.raises(BadPolicy, match=r"^recognized\.toml: "):
        load_patterns(tmp_path)
