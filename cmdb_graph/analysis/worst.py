"""What takes most services down alone, of a whole snapshot. Pure."""

from __future__ import annotations

from collections.abc import Callable

from cmdb_graph.analysis.gates import hard_gates
from cmdb_graph.analysis.models import Fragile, Loss, LossesAnswer
from cmdb_graph.analysis.single_points import losses, weight
from cmdb_graph.analysis.snapshot import Nodes, Snapshot
from cmdb_graph.texts import counted, in_a_sentence
from cmdb_graph.vocabulary import Vocabulary


def worst(snapshot: Snapshot, vocabulary: Vocabulary, limit: int, check: Callable[[], None]) -> LossesAnswer:
    """Most weight of services first. A kind that the vocabulary lacks is no service. Costs as `losses` does."""
    nodes = snapshot.nodes
    weights = {service: weight(criticality_of(nodes, service)) for service in services_of(snapshot, vocabulary)}
    found = losses(hard_gates(snapshot), weights, check)
    count = int((found.services > 0).sum())
    fragile = sorted(
        (service for service in weights if len(found.fatal[service]) > 1),
        key=lambda service: (-weights[service], -len(found.fatal[service]), nodes.id[service]),
    )
    told = found.worst(limit)
    takes: dict[int, list[str]] = {at: [] for at in told}
    for service in fragile[:limit]:
        check()
        for at in found.fatal[service].tolist():
            if at in takes and at != service:
                takes[at].append(nodes.id[service])
    items = [
        Loss(
            **snapshot.named(at).model_dump(),
            takes_down=int(found.takes_down[at]),
            services=int(found.services[at]),
            weight=int(found.weight[at]),
            takes_services=takes[at],
        )
        for at in told
    ]
    whole, services = counted(len(nodes), "thing", "things"), counted(len(weights), "service", "services")
    text = f"{count:,} of {whole} {'takes' if count == 1 else 'take'} a service down alone, of {services}."
    if items:
        first = items[0]
        text += f" {in_a_sentence(first.name)} takes {first.services:,} down."
    return LossesAnswer(
        text=text,
        as_of=snapshot.taken.as_of,
        items=items,
        omitted=count - len(items),
        services=[
            Fragile(
                **snapshot.named(service).model_dump(),
                criticality=criticality_of(nodes, service),
                single_points=len(found.fatal[service]) - 1,
            )
            for service in fragile[:limit]
        ],
        services_omitted=max(0, len(fragile) - limit),
    )


def services_of(snapshot: Snapshot, vocabulary: Vocabulary) -> list[int]:
    """Everything that is a service, in order; a kind that the vocabulary lacks is none."""
    kinds = {kind for kind in set(snapshot.nodes.kind) if vocabulary.is_a(kind, "Service")}
    return [at for at, kind in enumerate(snapshot.nodes.kind) if kind in kinds]


def criticality_of(nodes: Nodes, service: int) -> str | None:
    """As recorded, whatever the word; None where none is."""
    said = nodes.attributes[service].get("criticality")
    return said if isinstance(said, str) else None
