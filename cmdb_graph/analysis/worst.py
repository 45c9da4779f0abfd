"""What takes most services down alone, of a whole snapshot. Pure."""

from __future__ import annotations

from collections.abc import Callable

from cmdb_graph.analysis.gates import hard_gates
from cmdb_graph.analysis.models import Loss, LossesAnswer
from cmdb_graph.analysis.single_points import losses, weight
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.texts import in_a_sentence
from cmdb_graph.vocabulary import Vocabulary


def worst(snapshot: Snapshot, vocabulary: Vocabulary, limit: int, check: Callable[[], None]) -> LossesAnswer:
    """Most weight of services first. A kind that the vocabulary lacks is no service. Costs as `losses` does."""
    nodes = snapshot.nodes
    kinds = {kind for kind in set(nodes.kind) if kind in vocabulary.kinds and vocabulary.is_a(kind, "Service")}
    services: dict[int, int] = {}
    for at, kind in enumerate(nodes.kind):
        if kind in kinds:
            said = nodes.attributes[at].get("criticality")
            services[at] = weight(said if isinstance(said, str) else None)
    found = losses(hard_gates(snapshot), services, check)
    count = int((found.services > 0).sum())
    items = [
        Loss(
            id=nodes.id[at],
            kind=nodes.kind[at],
            name=nodes.name[at],
            takes_down=int(found.takes_down[at]),
            services=int(found.services[at]),
            weight=int(found.weight[at]),
        )
        for at in found.worst(limit)
    ]
    text = f"{count:,} of {len(nodes):,} things take a service down alone, of {len(services):,} services."
    if items:
        first = items[0]
        text += f" {in_a_sentence(first.name)} takes {first.services:,} down."
    return LossesAnswer(text=text, as_of=snapshot.taken.as_of, items=items, omitted=count - len(items))
