"""The question end to end: fetch, evaluate, and put the answer together. All doors call these functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import BEFORE
from cmdb_graph.entities.near import Meant, did_you_mean
from cmdb_graph.errors import Hint, Invalid, NotFound, Place, Retired
from cmdb_graph.graph.steady import steady
from cmdb_graph.graph.store import ReadStore
from cmdb_graph.impact.evaluate import Affected, Evaluation, Gate, Result
from cmdb_graph.impact.fetch import Estate, Owner, Summary, Ticket
from cmdb_graph.impact.harmless import harmless
from cmdb_graph.impact.models import (
    MAX_PATH_STEPS,
    MOST_PROVIDERS,
    MOST_TOLD,
    AffectedNode,
    Contact,
    Counts,
    Duty,
    Ended,
    GateEvidence,
    Given,
    ImpactAnswer,
    ImpactQuestion,
    Named,
    Provider,
    State,
    TicketAbout,
)
from cmdb_graph.impact.sentence import NAMED, impact_sentence
from cmdb_graph.vocabulary import Vocabulary

T = TypeVar("T")
LOOKED_FOR = 3
"""For so many ids that are not there, what may have been meant is looked for."""


@dataclass(frozen=True, slots=True)
class FullImpact:
    """An answer and, whatever its limit, every affected node with its name: what a file of all of them is written from."""

    answer: ImpactAnswer
    affected: list[Affected]
    summaries: dict[str, Summary]

    def rows(self) -> Iterator[tuple[str, str, str, str, str, int, str]]:
        """(id, kind, name, state, before, distance, via) of every affected node, in the order of the answer."""
        for node in self.affected:
            summary = self.summaries[node.id]
            yield (
                node.id,
                summary.kind,
                summary.name,
                node.state.word,
                node.before.word,
                node.distance,
                node.via,
            )


def impact(store: ReadStore, vocabulary: Vocabulary, question: ImpactQuestion, deadline: Deadline) -> ImpactAnswer:
    """What breaks. Raises NotFound naming ids that are not there, DeadlineExceeded when the time is over.

    Costs O(relationships into what becomes degraded or down), a query per round of the frontier.
    """
    return on_estate(store, vocabulary, question.as_of, deadline, lambda estate: _answer(estate, question).answer)


def full_impact(store: ReadStore, vocabulary: Vocabulary, question: ImpactQuestion, deadline: Deadline) -> FullImpact:
    """The same with every affected node named, for a file of all of them."""
    return on_estate(
        store, vocabulary, question.as_of, deadline, lambda estate: _answer(estate, question, name_all=True)
    )


def on_estate(
    store: ReadStore, vocabulary: Vocabulary, as_of: datetime | None, deadline: Deadline, work: Callable[[Estate], T]
) -> T:
    """Run `work` on one state of the estate: see `steady`."""
    at = None if as_of is None else times.to_micros(as_of)
    return steady(store, at, deadline, lambda reader, moment: work(Estate(reader, vocabulary, moment)))


def known(estate: Estate, ids: Iterable[str], places: dict[str, str]) -> dict[str, Summary]:
    """Kind and name of ids that must be there; NotFound (or Retired) names those that are not, with their pointers."""
    wanted = list(dict.fromkeys(ids))
    found = estate.summaries(wanted)
    missing = [node for node in wanted if node not in found]
    if not missing:
        return found
    ended = dict(zip(*estate.reader.packed("entities/ended", ids=missing), strict=True)) if estate.at is None else {}
    told: list[Place] = []
    hint = Hint()
    for node in missing:
        if node in ended:
            why, its_hint = f"{node!r} was retired at {times.iso(ended[node])}.", BEFORE
        else:
            look = len(told) < LOOKED_FOR
            meant = did_you_mean(estate.reader, node, estate.at) if look else Meant()
            why, its_hint = f"{_not_there(estate, node)}{meant.text}", meant.hint
        told.append(Place(why, pointer=places.get(node)))
        hint = hint if any(hint) else its_hint
    error = Retired if all(node in ended for node in missing) else NotFound
    detail = " ".join(place.detail for place in told[:5]) + (" ..." if len(told) > 5 else "")
    raise error(detail, places=told, hint=hint)


def _not_there(estate: Estate, node: str) -> str:
    if estate.at is None:
        return f"There is no entity {node!r}."
    return f"There was no entity {node!r} at {times.iso(estate.at)}."


def _answer(estate: Estate, question: ImpactQuestion, *, name_all: bool = False) -> FullImpact:
    targets, assuming = worst(question.targets), worst(question.assuming)
    places = {given.id: f"/assuming/{at}/id" for at, given in enumerate(question.assuming)}
    places |= {given.id: f"/targets/{at}/id" for at, given in enumerate(question.targets)}
    wanted_kinds = _kinds(question.kinds, estate.vocabulary)
    summaries = known(estate, [*targets, *assuming], places)

    least = State.of(question.least_state)
    result = estate.evaluate(Evaluation(targets, assuming, State.AT_RISK if question.exposed else least))
    told = [node for node in result.affected if node.state >= least]
    affected = told
    if wanted_kinds is not None:
        summaries |= estate.summaries(node.id for node in affected)
        affected = [node for node in affected if summaries[node.id].kind in wanted_kinds]
    shown, cut = _with_paths(affected[: question.limit])
    services = estate.services(node.id for node in told)
    hit = [node for node in told if node.id in services]
    named = [*(affected if name_all else shown), *hit[:NAMED]]
    summaries |= estate.summaries({node.id for node in named} - summaries.keys())
    tickets = _tickets(estate.tickets([*targets, *assuming], (node.id for node in told)))
    contacts = _contacts(estate.owners({*targets, *services}))
    exposed = _exposed(estate, result, set(targets)) if question.exposed else None

    answer = ImpactAnswer(
        text=impact_sentence(
            targets={node: (summaries[node], state) for node, state in targets.items()},
            assuming={node: (summaries[node], state) for node, state in assuming.items()},
            counts={state: result.counts[state] for state in result.counts if state >= least},
            services=[(summaries[node.id].name, node.state) for node in hit[:NAMED]],
            hit=len(hit),
            least=least,
        ),
        as_of=estate.moment.as_of,
        targets=[Ended(id=node, state=state.word) for node, state in result.targets.items()],
        counts=_counts(result, least),
        affected=[_node(node, summaries[node.id]) for node in shown],
        omitted=len(affected) - len(shown),
        tickets=tickets[:MOST_TOLD],
        tickets_omitted=max(0, len(tickets) - MOST_TOLD),
        notify=contacts[:MOST_TOLD],
        notify_omitted=max(0, len(contacts) - MOST_TOLD),
        warnings=[*harmless(estate, {node: summaries[node] for node in targets}), *result.warnings, *cut],
        exposed=None if exposed is None else exposed[:MOST_TOLD],
        exposed_omitted=max(0, len(exposed or []) - MOST_TOLD),
    )
    return FullImpact(answer, affected, summaries)


def _with_paths(affected: list[Affected]) -> tuple[list[Affected], list[str]]:
    """As many from the first on as have their paths in MAX_PATH_STEPS, and a warning if those are not all."""
    steps = 0
    for count, node in enumerate(affected):
        steps += node.distance + 1
        if steps > MAX_PATH_STEPS:
            why = (
                f"The list ends after {count:,} of {len(affected):,}: the paths of more would hold over {MAX_PATH_STEPS:,} ids. "
                "The counts are whole. Lower `limit`, or ask for text/csv or application/x-ndjson, which list all, without paths."
            )
            return affected[:count], [why]
    return affected, []


def worst(given: list[Given]) -> dict[str, State]:
    """The states that a question gives; an id given twice counts with its worst."""
    states: dict[str, State] = {}
    for node in given:
        states[node.id] = max(State.of(node.state), states.get(node.id, State.UNAFFECTED))
    return states


def _kinds(names: list[str] | None, vocabulary: Vocabulary) -> set[str] | None:
    if names is None:
        return None
    wanted: set[str] = set()
    for at, name in enumerate(names):
        try:
            vocabulary.kind(name)
        except Invalid as error:
            error.places = [Place(error.detail, pointer=f"/kinds/{at}")]
            raise
        wanted |= {kind for kind in vocabulary.kinds if vocabulary.is_a(kind, name)}
    return wanted


def _counts(result: Result, least: State) -> Counts:
    return Counts(**{state.word: count if state >= least else 0 for state, count in result.counts.items()})


def _node(node: Affected, summary: Summary) -> AffectedNode:
    return AffectedNode(
        id=node.id,
        kind=summary.kind,
        name=summary.name,
        criticality=summary.criticality,
        state=node.state.word,
        before=node.before.word,
        distance=node.distance,
        path=list(node.path),
        because=[_gate(gate, node.via) for gate in node.because],
    )


def _gate(gate: Gate, via: str) -> GateEvidence:
    worst = sorted(gate.providers, key=lambda provider: (-provider[1], provider[0]))
    # The one on the path is always told, so that the chain can be followed.
    told = [*worst[:MOST_PROVIDERS], *(provider for provider in worst[MOST_PROVIDERS:] if provider[0] == via)]
    return GateEvidence(
        group=gate.group,
        effect="soft" if gate.effect == "soft" else "hard",
        need=gate.need,
        members=gate.members,
        standing=gate.standing,
        providers=[Provider(id=provider, state=state.word) for provider, state in told],
        omitted=len(worst) - len(told),
    )


def _tickets(found: list[Ticket]) -> list[TicketAbout]:
    about: dict[str, TicketAbout] = {}
    for ticket in sorted(found):
        told = about.setdefault(
            ticket.id,
            TicketAbout(
                id=ticket.id,
                kind=ticket.kind,
                name=ticket.name,
                status=ticket.status,
                priority=ticket.priority,
                starts=_text(ticket.starts),
                ends=_text(ticket.ends),
                about=[],
            ),
        )
        if ticket.about not in told.about:
            told.about.append(ticket.about)
    return sorted(about.values(), key=lambda ticket: (ticket.priority is None, ticket.priority or 0, ticket.id))


def _text(value: object) -> str | None:
    # Of a kind whose vocabulary lacks the attribute, it may be anything.
    return value if isinstance(value, str) else None


def _contacts(found: list[Owner]) -> list[Contact]:
    pairs: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for owner in found:
        pairs[owner.id].update((type_, node) for type_, node in owner.about)
    by_id = {owner.id: owner for owner in found}
    return [
        Contact(
            id=owner.id,
            kind=owner.kind,
            name=owner.name,
            email=owner.email,
            about=sorted({node for _, node in pairs[owner.id]}),
            duties=[
                Duty(relation="owns" if type_ == "OWNED_BY" else "supports", id=node)
                for type_, node in sorted(pairs[owner.id])
            ],
        )
        for owner in sorted(by_id.values(), key=lambda owner: (-len(pairs[owner.id]), owner.id))
    ]


def _exposed(estate: Estate, result: Result, targets: set[str]) -> list[Named]:
    at_risk = [node.id for node in result.affected if node.state == State.AT_RISK]
    # What is degraded or down by what was assumed does not stand, though it is no worse than before.
    fallen = {node.id for node in result.affected} | targets | result.impaired
    above = estate.standing_on(at_risk) - fallen
    summaries = estate.summaries(estate.services(above))
    return [Named(id=node, kind=summary.kind, name=summary.name) for node, summary in sorted(summaries.items())]
