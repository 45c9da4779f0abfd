"""The question end to end: who asks, with what they work, what that stands on, and what is known of it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from cmdb_graph import times
from cmdb_graph.context.models import (
    MOST_PRODUCTS,
    Agreement,
    ContextAnswer,
    ContextQuestion,
    Software,
    Sounding,
    Thing,
    Trouble,
)
from cmdb_graph.context.sentence import context_sentence
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import must_find
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.states import States, chunks
from cmdb_graph.errors import NotFound, Place
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.impact.fetch import Estate, Summary
from cmdb_graph.impact.models import Named
from cmdb_graph.licensing.evaluate import positions
from cmdb_graph.licensing.fetch import Fetch as Licensing
from cmdb_graph.licensing.policies import Policies
from cmdb_graph.rootcause.fetch import Fetch as Causes
from cmdb_graph.rootcause.weights import Weights
from cmdb_graph.vocabulary import Vocabulary

T = TypeVar("T")
_RELATIONS = {"USED_BY": "used", "ASSIGNED_TO": "assigned", "ALLOCATED_TO": "allocated", "OWNED_BY": "owned"}
_ABOUT = ("AFFECTS", "TARGETS")
_EVENTS_A_NODE = 100
"""Alarms that are over are among them, so a few would hide one that is not."""


def agent_context(
    store: ReadStore,
    vocabulary: Vocabulary,
    policies: Policies,
    weights: Weights,
    question: ContextQuestion,
    deadline: Deadline,
) -> ContextAnswer:
    """What an agent needs to know of a caller or a ticket. NotFound for what is neither a party nor a ticket, Retired."""

    def work(reader: Reader, moment: Moment) -> ContextAnswer:
        return _Context(reader, vocabulary, policies, weights, question, moment).whole()

    at = None if question.as_of is None else times.to_micros(question.as_of)
    return steady(store, at, deadline, work)


class _Context:
    def __init__(
        self,
        reader: Reader,
        vocabulary: Vocabulary,
        policies: Policies,
        weights: Weights,
        question: ContextQuestion,
        moment: Moment,
    ) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._policies = policies
        self._question = question
        self._moment = moment
        self._states = States(reader, moment.at)
        self._causes = Causes(Estate(reader, vocabulary, moment), weights)
        self._now = times.from_micros(moment.at) if moment.at is not None else datetime.now(UTC)
        self._since = times.shifted(self._now, -timedelta(days=question.days))
        self._omitted: dict[str, int] = {}
        self._warnings: list[str] = []

    def whole(self) -> ContextAnswer:
        state = must_find(self._reader, self._question.id, self._moment.at).state
        about = Named(id=state.id, kind=state.kind, name=state.name)
        callers, affected = self._who_and_what(about)
        relations = self._theirs(callers)
        relations |= dict.fromkeys(affected, "affected")
        nodes = {node.id: node for node in self._states.of(relations)}
        managed = {node for node, its in nodes.items() if self._is_a(its.kind, "ManagedElement")}
        installed = self._installed(managed)
        starts = managed | installed.keys()
        summaries = self._causes.closure(starts) if starts else {}
        paths = _paths(starts, {(each.dependent, each.provider) for each in self._causes.relationships})
        stood = [node for node in summaries if node not in starts]
        trouble, recent = self._tickets(summaries, paths, callers, about.id)
        alarms = self._alarms(summaries, paths)
        software = self._software(nodes, installed, {*callers, *managed})
        things = self._things([nodes[node] for node in sorted(managed)], relations)
        answer = ContextAnswer(
            text="",
            as_of=self._moment.as_of,
            about=about,
            callers=[_named(node) for node in callers.values()],
            things=self._cut("things", things),
            software=self._cut("software", software),
            stands_on=self._cut("stands_on", [_summed(node, summaries[node]) for node in sorted(stood)]),
            trouble=self._cut("trouble", trouble),
            recent=self._cut("recent", recent),
            alarms=self._cut("alarms", alarms),
            omitted=self._omitted,
            warnings=[*self._warnings, *self._causes.warnings],
        )
        answer.text = context_sentence(answer, len(trouble), len(alarms))
        return answer

    # Who asks, and with what they work

    def _who_and_what(self, about: Named) -> tuple[dict[str, Node], set[str]]:
        """The callers, and what the ticket is about beside them."""
        if self._is_a(about.kind, "Person"):
            return {node.id: node for node in self._states.of([about.id])}, set()
        if not self._is_a(about.kind, "Ticket"):
            why = f"{about.id!r} is a {about.kind}: the context is that of a Person or a Ticket."
            raise NotFound(why, places=[Place(why, pointer="/id")])
        links = self._states.links_from([about.id], ("RAISED_BY", *_ABOUT))
        ends = {node.id: node for node in self._states.of(target for _, _, target in links)}
        people = {node.id: node for node in ends.values() if self._is_a(node.kind, "Person")}
        return people, {target for type_, _, target in links if target in ends and type_ in _ABOUT} - people.keys()

    def _theirs(self, callers: Collection[str]) -> dict[str, str]:
        links = self._states.links_to(callers, _RELATIONS)
        return {source: _RELATIONS[type_] for type_, source, _ in sorted(links, reverse=True)}

    def _installed(self, machines: Collection[str]) -> dict[str, str]:
        """Installation -> the machine that it is on."""
        return {source: target for _, source, target in self._states.links_to(machines, ("INSTALLED_ON",))}

    def _things(self, nodes: Iterable[Node], relations: Mapping[str, str]) -> list[Thing]:
        found = list(nodes)
        links = self._states.links_from([node.id for node in found], ("COVERED_BY",))
        agreements = {node.id: node for node in self._states.of(target for _, _, target in links)}
        today = self._now.date()
        return [
            Thing(
                **dict(_named(node)),
                relation=relations[node.id],  # pyright: ignore[reportArgumentType]  of _RELATIONS, or affected
                status=node.text("life_cycle_status") or node.text("operational_status") or node.text("status"),
                warranty_end=(ends := node.day("warranty_end")),
                in_warranty=None if ends is None else today <= ends,
                covered_by=[
                    Agreement(**dict(_named(agreements[target])), end=agreements[target].day("end"))
                    for _, source, target in sorted(links)
                    if source == node.id and target in agreements
                ],
            )
            for node in found
        ]

    def _software(
        self, theirs: Mapping[str, Node], installed: Mapping[str, str], holders: Collection[str]
    ) -> list[Software]:
        """What is installed on their machines, and the products that they use, each with the position of its product."""
        used = [node for node in theirs.values() if self._is_a(node.kind, "SoftwareProduct")]
        own = [node for node in theirs.values() if self._is_a(node.kind, "SoftwareInstallation")]
        nodes = {node.id: node for node in (*self._states.of(installed), *own)}
        of = {source: target for _, source, target in self._states.links_from(nodes, ("INSTANCE_OF",))}
        products = {node.id: node for node in (*self._states.of(of.values()), *used)}
        deltas = self._deltas(products)
        held = self._held(products, holders)
        rows = [(node, installed.get(node.id), products.get(of.get(node.id, ""))) for node in nodes.values()]
        rows += [(node, None, node) for node in used]
        return [
            Software(
                **dict(_named(node)),
                on=on,
                product=None if product is None else _named(product),
                delta=None if product is None else deltas.get(product.id),
                licenses=[] if product is None else held.get(product.id, []),
            )
            for node, on, product in sorted(rows, key=lambda row: (row[0].name, row[0].id))
        ]

    def _deltas(self, products: Collection[str]) -> dict[str, int]:
        """The least delta of each product over its metrics."""
        if not products:
            return {}
        asked = sorted(products)[:MOST_PRODUCTS]
        if len(products) > MOST_PRODUCTS:
            self._warnings.append(
                f"License positions of {MOST_PRODUCTS} of {len(products):,} products were worked out."
            )
        fetch = Licensing(self._reader, self._vocabulary, self._policies, self._moment)
        fetch.products()
        found: dict[str, int] = {}
        for result in positions(fetch.of(set(asked)), self._policies, self._now.date(), set(asked)):
            if result.policy is not None:
                found[result.product.id] = min(result.delta, found.get(result.product.id, result.delta))
        return found

    def _held(self, products: Collection[str], holders: Collection[str]) -> dict[str, list[Named]]:
        """Product -> the licenses for it that are allocated to one of these."""
        allocated = {source for _, source, _ in self._states.links_to(holders, ("ALLOCATED_TO",))}
        licenses = {node.id: node for node in self._states.of(allocated) if self._is_a(node.kind, "License")}
        found: dict[str, list[Named]] = {}
        for _, license_, product in sorted(self._states.links_from(licenses, ("ENTITLES",))):
            if product in products:
                found.setdefault(product, []).append(_named(licenses[license_]))
        return found

    # What is known to be wrong there

    def _tickets(
        self, nodes: Mapping[str, Summary], paths: Mapping[str, list[str]], callers: Collection[str], itself: str
    ) -> tuple[list[Trouble], list[Trouble]]:
        """Those about any of these nodes or raised by the callers: not over, and over since lately."""
        links = self._states.links_to(nodes, _ABOUT) + self._states.links_to(callers, ("RAISED_BY", *_ABOUT))
        tickets = {node.id: node for node in self._states.of({source for _, source, _ in links} - {itself})}
        open_: dict[str, Trouble] = {}
        recent: dict[str, Trouble] = {}
        for _, source, target in sorted(links, key=lambda link: (len(paths.get(link[2], ())), link)):
            if (ticket := tickets.get(source)) is None:
                continue
            over = ticket.text("status") in self._vocabulary.over.get(ticket.kind, ())
            told = _trouble(ticket, target, paths.get(target, [target]))
            if not over and target in nodes:
                open_.setdefault(source, told)
            elif self._is_recent(ticket) or not over:
                recent.setdefault(source, told)
        for source in open_:
            recent.pop(source, None)
        urgent = sorted(open_.values(), key=lambda each: (len(each.path), each.priority or 9, each.id))
        latest = sorted(recent.values(), key=lambda each: (each.opened_at or each.starts or "", each.id), reverse=True)
        return urgent, latest

    def _is_recent(self, ticket: Node) -> bool:
        names = ("opened_at", "actual_start", "planned_start", "resolved_at", "closed_at")
        known = [at for name in names if (at := ticket.moment(name)) is not None]
        past = [at for at in known if at <= self._now]
        return bool(past) and max(past) >= self._since

    def _alarms(self, nodes: Collection[str], paths: Mapping[str, list[str]]) -> list[Sounding]:
        found: list[Sounding] = []
        window = {
            "from": times.to_micros(times.shifted(self._now, -timedelta(days=1))),
            "to": times.to_micros(self._now),
        }
        for ids in chunks(nodes):
            (events,) = self._reader.packed("events/on", ids=ids, **window, limit=_EVENTS_A_NODE)
            counts = Counter(on for on, *_ in events)
            if full := sum(count >= _EVENTS_A_NODE for count in counts.values()):
                self._warnings.append(
                    f"Of {full:,} things that alarm very often, the latest {_EVENTS_A_NODE} alarms each are told."
                )
            for on, at, signal, _, _, severity, text, _, _, ended in events:
                if ended is None or ended > window["to"]:
                    found.append(
                        Sounding(
                            on=on,
                            at=times.iso(at),
                            signal=signal,
                            severity=severity,
                            text=text,
                            path=paths.get(on, [on]),
                        )
                    )
        return sorted(found, key=lambda each: (len(each.path), each.at, each.on))

    def _cut(self, name: str, rows: list[T]) -> list[T]:
        if (more := len(rows) - self._question.limit) > 0:
            self._omitted[name] = more
        return rows[: self._question.limit]

    def _is_a(self, kind: str, above: str) -> bool:
        return self._vocabulary.is_a(kind, above)


def _paths(starts: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The shortest way from one of these to each thing that they stand on."""
    providers: dict[str, list[str]] = {}
    for dependent, provider in sorted(edges):
        providers.setdefault(dependent, []).append(provider)
    paths = {start: [start] for start in sorted(starts)}
    waiting = deque(paths)
    while waiting:
        node = waiting.popleft()
        for provider in providers.get(node, ()):
            if provider not in paths:
                paths[provider] = [*paths[node], provider]
                waiting.append(provider)
    return paths


def _named(node: Node) -> Named:
    return Named(id=node.id, kind=node.kind, name=node.name)


def _summed(node: str, summary: Summary) -> Named:
    return Named(id=node, kind=summary.kind, name=summary.name)


def _trouble(ticket: Node, about: str, path: list[str]) -> Trouble:
    priority = ticket.number("priority")
    return Trouble(
        **dict(_named(ticket)),
        status=ticket.text("status"),
        priority=None if priority is None else int(priority),
        about=about,
        path=path,
        opened_at=ticket.text("opened_at"),
        starts=ticket.text("actual_start") or ticket.text("planned_start"),
        ends=ticket.text("actual_end") or ticket.text("planned_end"),
    )
