"""Software products as rows of a table name them."""

from __future__ import annotations

from cmdb_graph.ingest.identify import Evidence
from cmdb_graph.ingest.readers.things import Thing
from cmdb_graph.texts import fold


def key(*words: str | None) -> str:
    """Words as the end of a made-up id, in any case. A colon within one is written %3A, since it divides them."""
    return ":".join(fold(word or "").replace("%", "%25").replace(":", "%3A") for word in words)


def product(
    publisher: str | None,
    name: str,
    edition: str | None,
    version: str | None,
    *,
    suite: bool = False,
    **more: str | None,
) -> Thing:
    """A product by publisher, name, edition and version: one that is recorded with these, in any case, is it."""
    known = (("publisher", publisher or ""), ("edition", edition or ""), ("version", version or ""))
    facts = {**dict(known), **more}
    return Thing(
        Evidence(
            f"software-product:{key(publisher, name, edition, version)}"[:1024],
            ("SoftwareProduct",),
            by_name=name,
            also=known,
        ),
        "SoftwareSuite" if suite else "SoftwareProduct",
        name,
        "mention",
        attributes={attribute: text for attribute, text in facts.items() if text},
    )
