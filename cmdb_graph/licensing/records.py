"""Which products installations are, recorded: `INSTANCE_OF` for those that are recognized, a list of those that are not."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import expanded
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States
from cmdb_graph.graph.shape import RelationshipState, StoredRelationship
from cmdb_graph.graph.store import Reader, Writer, WriteStore
from cmdb_graph.ingest import write
from cmdb_graph.ingest.write import Author, RelationshipChanges
from cmdb_graph.licensing.facts import INSTANCE_OF
from cmdb_graph.licensing.models import (
    MOST_UNRECOGNIZED,
    NAMED_EXAMPLES,
    Recognition,
    RecognizedProduct,
    Unrecognized,
)
from cmdb_graph.licensing.recognize import Catalog, Patterns
from cmdb_graph.vocabulary import Vocabulary

_PAGE = 2_000

Mode = Literal["plan", "apply"]


def recognize(
    store: WriteStore, vocabulary: Vocabulary, patterns: Patterns, mode: Mode, author: Author, deadline: Deadline
) -> tuple[Recognition, list[str]]:
    """Say of every installation without a product which one it is. `plan` writes nothing; batches of 2,000 are recorded in turn.

    Returns the answer and the bookmarks of the last write.
    """
    kinds = expanded(["SoftwareInstallation"], vocabulary)
    offered = expanded(["SoftwareProduct"], vocabulary)
    products = store.read(lambda reader: States(reader, None).of_kinds(offered), deadline)
    catalog = Catalog(patterns, products)
    names = {product.id: product.name for product in products}
    recognized: defaultdict[str, int] = defaultdict(int)
    left: defaultdict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    bookmarks: list[str] = []
    after = ""
    while page := store.read(lambda reader, after=after: _page(reader, kinds, after), deadline):
        after = page[-1].id
        pairs: list[tuple[str, str]] = []
        for node in page:
            found = catalog.find(node)
            if found.product is None:
                called = (node.text("publisher"), node.text("product"), node.text("edition"), node.text("version"))
                publisher, product, edition, version = (text or "" for text in called)
                left[publisher, product, edition, version, found.why].append(node.id)
            else:
                recognized[found.product] += 1
                pairs.append((node.id, found.product))
        if pairs and mode == "apply":
            _, bookmarks = store.write(lambda writer, pairs=pairs: _join(writer, pairs, author), deadline)
    told = sorted(left.items(), key=lambda item: (-len(item[1]), item[0]))
    answer = Recognition(
        mode=mode,
        recognized=sum(recognized.values()),
        unrecognized=sum(len(ids) for ids in left.values()),
        products=[
            RecognizedProduct(product=product, name=names[product], installations=count)
            for product, count in sorted(recognized.items(), key=lambda item: (-item[1], item[0]))
        ],
        items=[
            Unrecognized(
                publisher=publisher,
                product=product,
                edition=edition,
                version=version,
                why=why,
                installations=len(ids),
                examples=ids[:NAMED_EXAMPLES],
            )
            for (publisher, product, edition, version, why), ids in told[:MOST_UNRECOGNIZED]
        ],
        omitted=max(0, len(told) - MOST_UNRECOGNIZED),
    )
    return answer, bookmarks


def _page(reader: Reader, kinds: list[str], after: str) -> list[Node]:
    ids, its, facts = reader.packed("licensing/unrecognized", kinds=kinds, after=after, limit=_PAGE)
    names = ("publisher", "product", "edition", "version")
    return [
        Node(node, kind, node, {name: value for name, value in zip(names, row, strict=True) if value is not None})
        for node, kind, row in zip(ids, its, facts, strict=True)
    ]


def _join(writer: Writer, pairs: list[tuple[str, str]], author: Author) -> None:
    """Record those that are still there, and of which nobody has said meanwhile what they are."""
    there = write.kinds_of(writer, [node for pair in pairs for node in pair])
    said = States(writer, None).links_from((node for node, _ in pairs), (INSTANCE_OF,))
    taken = {source for _, source, _ in said}
    states = [
        RelationshipState(INSTANCE_OF, node, product, "", "none", None, {})
        for node, product in pairs
        if node in there and product in there and node not in taken
    ]
    new = [StoredRelationship(state, writer.now, author.who, author.source, writer.now) for state in states]
    write.write_relationships(writer, RelationshipChanges(created=new), author)
