"""Which product an installation is, by what a tool called it: publisher, name, edition and version. Pure; it never guesses.

Both sides are brought to one form by the same patterns, what a tool found and what the product is called here. They match where
publisher, name and edition are equal and the version is the same, or begins with the product's ("19c" with "19.22.0"). What fits
no product, or several, is left, with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cmdb_graph.data import Pattern, Table, read
from cmdb_graph.entities.node import Node
from cmdb_graph.errors import BadPolicy

_FILE = "recognized.toml"
_NOISE = re.compile(
    r"\((?:r|tm|c|64-bit|32-bit|x64|x86)\)|[®™©]|,?\s+(?:inc|incorporated|corp|corporation|ltd|llc|gmbh|ag|co)\b\.?"
)
_VERSION_AT_END = re.compile(r"[\s-]+v?(\d+(?:\.\d+)+)$")


class _Entry(Table):
    match: Pattern


class Publisher(_Entry):
    """What a publisher is called."""

    name: str


class Product(_Entry):
    """What a product of a publisher is called; with `keep`, by its first group where that matches the discovered name."""

    publisher: str
    name: str
    keep: Pattern | None = None


class Version(_Entry):
    """What a version number is sold as."""

    publisher: str
    name: str
    version: str


class Patterns(Table):
    """All of them, in the order in which they count."""

    publishers: tuple[Publisher, ...] = ()
    products: tuple[Product, ...] = ()
    versions: tuple[Version, ...] = ()


class Form(NamedTuple):
    """One form of what a piece of software is called; all in small letters."""

    publisher: str
    name: str
    edition: str
    version: str


class Found(NamedTuple):
    """The product that an installation is, or why none is said."""

    product: str | None
    why: str


def load(folder: Path | None = None) -> Patterns:
    """The patterns, those of an organization's folder first. Raises BadPolicy, with file and key, on a mistake."""
    builtin = _builtin()
    own = None if folder is None else folder / _FILE
    if own is None or not own.is_file():
        return builtin
    first = read(own, Patterns, BadPolicy)
    return Patterns(
        publishers=first.publishers + builtin.publishers,
        products=first.products + builtin.products,
        versions=first.versions + builtin.versions,
    )


@cache
def _builtin() -> Patterns:
    return read(Path(__file__).parent / _FILE, Patterns, BadPolicy)


def form_of(patterns: Patterns, publisher: str, name: str, edition: str, version: str) -> Form:
    """The one form of these words. Where the name holds edition or version and they are not given, it says them."""
    publisher, name, edition, version = (_clean(text) for text in (publisher, name, edition, version))
    maker = next((each.name for each in patterns.publishers if re.match(each.match, publisher)), publisher).casefold()
    if maker and name.startswith(f"{maker} "):
        # Half of the tools put the publisher before the name.
        name = name[len(maker) + 1 :]
    for each in patterns.products:
        found = re.match(each.match, name) or re.match(each.match, f"{maker} {name}")
        if each.publisher.casefold() == maker and found is not None:
            parts = found.groupdict()
            edition, version = edition or parts.get("edition") or "", version or parts.get("version") or ""
            kept = re.match(each.keep, name) if each.keep else None
            name = each.name.casefold() if kept is None else kept.group(1)
            break
    else:
        if (said := _VERSION_AT_END.search(name)) is not None:
            name, version = name[: said.start()], version or said.group(1)
    name = name.removeprefix(f"{maker} ") if maker else name
    for sold in patterns.versions:
        if sold.publisher.casefold() == maker and sold.name.casefold() == name and re.match(sold.match, version):
            version = sold.version
    return Form(maker, name, edition.removesuffix(" edition").strip(), version)


class Catalog:
    """The products of an estate, found by form."""

    def __init__(self, patterns: Patterns, products: Iterable[Node]) -> None:
        self._patterns = patterns
        self._by_name: defaultdict[tuple[str, str, str], list[tuple[str, Node]]] = defaultdict(list)
        for product in products:
            form = self._form(product, product.name)
            self._by_name[form[:3]].append((form.version, product))

    def find(self, installation: Node) -> Found:
        """The product that it is an installation of."""
        called = installation.text("product") or ""
        if not called:
            return Found(None, "what it is called was not discovered")
        form = self._form(installation, called)
        same = self._by_name.get(form[:3], [])
        if not same:
            return Found(None, f"there is no product {form.name!r} of {form.publisher!r}, edition {form.edition!r}")
        of_version = [product for version, product in same if version and _begins(form.version, version)]
        any_version = [product for version, product in same if not version]
        fitting = of_version or any_version
        if not fitting:
            return Found(None, f"there is no version {form.version!r} of {form.name!r}")
        if len(fitting) > 1:
            return Found(None, f"several products fit: {', '.join(sorted(product.id for product in fitting)[:5])}")
        return Found(fitting[0].id, f"{form.publisher} | {form.name} | {form.edition} | {form.version}")

    def _form(self, node: Node, name: str) -> Form:
        return form_of(
            self._patterns, node.text("publisher") or "", name, node.text("edition") or "", node.text("version") or ""
        )


def _begins(version: str, products: str) -> bool:
    """19.22.0 begins with 19 and with 19c, and not with 1."""
    mine, theirs = re.findall(r"\d+", version), re.findall(r"\d+", products)
    return version == products or (bool(theirs) and mine[: len(theirs)] == theirs)


def _clean(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text.casefold()).split()).strip(" ,.")
