"""The questions about cost end to end: fetch, work out, and put the answer together. All doors call these functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar

from cmdb_graph import times
from cmdb_graph.costs.accrual import Charge, Charges, Period
from cmdb_graph.costs.fetch import Fetch
from cmdb_graph.costs.flow import Flows, Picture
from cmdb_graph.costs.models import (
    Amounts,
    ChargeRow,
    CostAnswer,
    CostQuestion,
    CostsAnswer,
    Flow,
    Money,
    OfKind,
    OfRule,
    Part,
    Rest,
    Row,
    Rule,
    ServiceRow,
    Total,
    Unallocated,
)
from cmdb_graph.costs.sentence import cost_sentence, costs_sentence, gone_sentence, warning_sentences
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import must_find
from cmdb_graph.entities.node import Node
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.vocabulary import Vocabulary

R = TypeVar("R", bound=Row)
T = TypeVar("T", Row, Part)
Currency = str | None


def costs(store: ReadStore, vocabulary: Vocabulary, question: CostQuestion, deadline: Deadline) -> CostsAnswer:
    """What the estate costs, and which services bear it. Invalid for a period that ends before it begins, for wrong `keeps`."""

    def work(reader: Reader, moment: Moment) -> CostsAnswer:
        return _Estate(reader, vocabulary, question, moment, deadline).answer()

    return steady(store, _at(question), deadline, work)


def cost(
    store: ReadStore, vocabulary: Vocabulary, entity_id: str, question: CostQuestion, deadline: Deadline
) -> CostAnswer:
    """What an entity costs with what it stands on. NotFound, Retired; Invalid as for `costs`."""

    def work(reader: Reader, moment: Moment) -> CostAnswer:
        state = must_find(reader, entity_id, moment.at).state
        asked = Node(state.id, state.kind, state.name, state.attributes)
        return _Estate(reader, vocabulary, question, moment, deadline).of(asked)

    return steady(store, _at(question), deadline, work)


class _Estate:
    """The costs of an estate in a period: what each record costs, and where that goes."""

    def __init__(
        self, reader: Reader, vocabulary: Vocabulary, question: CostQuestion, moment: Moment, deadline: Deadline
    ) -> None:
        self._question = question
        self._as_of = moment.as_of
        self._period = _period(question, moment)
        self._fetch = Fetch(reader, vocabulary, moment.at)
        charges = Charges(vocabulary, self._period)
        self._fetch.charged(charges)
        deadline.check()
        self._charges = charges.found
        # What is warned of comes along: where it costs nothing, somebody may bear that.
        ids = {charge.record.id for charge in self._charges} | {node for node, _ in charges.warnings}
        self._network = self._fetch.network(ids, question.keeps)
        deadline.check()
        self._flows = {currency: self._network.run(own) for currency, own in _by_currency(self._charges).items()}
        self._warnings = charges.warnings + self._fetch.warnings
        began = times.to_micros(datetime.combine(self._period.first, time(), UTC))
        retired = self._fetch.retired(began, moment.used) if began < moment.used else []
        self._gone = [gone_sentence(retired, self._period)] if retired else []

    def answer(self) -> CostsAnswer:
        """Of the whole estate."""
        services: list[ServiceRow] = []
        unallocated: list[Unallocated] = []
        totals: list[Total] = []
        for currency, flows in self._flows.items():
            passed = _passed_on(flows)
            for node in flows.kept.keys() | {node for node in passed if self._network.is_service(node)}:
                row = self._row(node, currency, flows.kept.get(node, 0))
                services.append(ServiceRow(**dict(row), passed_on=_money(passed.get(node, 0))))
            for pool, cents in flows.unallocated.items():
                row = self._row(pool, currency, cents)
                unallocated.append(Unallocated(**dict(row), others=self._network.circle(pool)))
            kept, rest = sum(flows.kept.values()), sum(flows.unallocated.values())
            totals.append(
                Total(currency=currency, total=_money(kept + rest), services=_money(kept), unallocated=_money(rest))
            )
        told, omitted = self._cut(services)
        told_rest, omitted_rest = self._cut(unallocated)
        return CostsAnswer(
            text=costs_sentence(totals, len({row.id for row in services if row.amount}), self._period),
            as_of=self._as_of,
            first=self._period.first,
            last=self._period.last,
            totals=totals,
            by_rule=_by_rule(self._charges),
            services=told,
            services_omitted=omitted,
            unallocated=told_rest,
            unallocated_omitted=omitted_rest,
            warnings=self._gone + warning_sentences(self._warnings),
        )

    def of(self, asked: Node) -> CostAnswer:
        """Of one entity, or of the pool that it is in."""
        self._fetch.one(asked)
        network, pool = self._network, self._network.pool(asked.id)
        circle = sorted({pool, *network.circle(pool)} - {asked.id})
        amounts: list[Amounts] = []
        received: list[Row] = []
        passed_on: list[Row] = []
        parts: list[Part] = []
        flows: list[Flow] = []
        for currency, its in self._flows.items():
            if not (total := its.totals.get(pool, 0)):
                continue
            own, gone = its.own.get(pool, 0), _passed_on(its).get(pool, 0)
            amounts.append(
                Amounts(
                    currency=currency,
                    total=_money(total),
                    own=_money(own),
                    received=_money(total - own),
                    kept=_money(total - gone),
                    passed_on=_money(gone),
                )
            )
            into = {source: cents for (source, target), cents in its.between.items() if target == pool}
            out = {target: cents for (source, target), cents in its.between.items() if source == pool}
            received += [self._row(node, currency, cents) for node, cents in into.items()]
            passed_on += [self._row(node, currency, cents) for node, cents in out.items()]
            picture = network.picture(its, pool)
            parts += self._parts(picture, currency)
            flows += _flows(picture, currency)
        told, omitted = self._cut(received)
        told_on, omitted_on = self._cut(passed_on)
        parts.sort(key=lambda part: (part.currency or "", -part.own, -part.through, part.id))
        shown, hidden = parts[: self._question.limit], parts[self._question.limit :]
        ids = {part.id for part in shown}
        within = {asked.id, *circle}
        behind = network.behind(pool)
        return CostAnswer(
            text=cost_sentence(asked, amounts, self._period),
            id=asked.id,
            name=asked.name,
            kind=asked.kind,
            as_of=self._as_of,
            first=self._period.first,
            last=self._period.last,
            others=circle,
            amounts=amounts,
            charges=[_charge_row(charge) for charge in self._charges if charge.record.id in within],
            received=told,
            received_omitted=omitted,
            passed_on=told_on,
            passed_on_omitted=omitted_on,
            by_kind=_by_kind(parts),
            parts=shown,
            flows=[flow for flow in flows if flow.source in ids and flow.target in ids],
            parts_omitted=_rest(hidden, lambda part: part.own),
            warnings=self._gone + warning_sentences(each for each in self._warnings if each[0] in behind),
        )

    def _parts(self, picture: Picture, currency: Currency) -> list[Part]:
        return [
            Part(
                id=node,
                name=self._fetch.names[node],
                kind=self._fetch.kinds[node],
                currency=currency,
                own=_money(picture.own.get(node, 0)),
                through=_money(cents),
                others=self._network.circle(node),
            )
            for node, cents in picture.through.items()
        ]

    def _row(self, node: str, currency: Currency, cents: int) -> Row:
        names, kinds = self._fetch.names, self._fetch.kinds
        return Row(id=node, name=names[node], kind=kinds[node], currency=currency, amount=_money(cents))

    def _cut(self, rows: list[R]) -> tuple[list[R], Rest]:
        """The largest rows of each currency, and what the limit leaves out."""
        rows.sort(key=lambda row: (row.currency or "", -row.amount, row.id))
        return rows[: self._question.limit], _rest(rows[self._question.limit :], lambda row: row.amount)


def _at(question: CostQuestion) -> int | None:
    return None if question.as_of is None else times.to_micros(question.as_of)


def _period(question: CostQuestion, moment: Moment) -> Period:
    first, last = question.first, question.last
    near = first or last
    if near is None:
        near = times.from_micros(moment.at).date() if moment.at is not None else datetime.now(UTC).date()
        near = max(near, times.FIRST_DAY)
    period = Period(first or date(near.year, 1, 1), last or date(near.year, 12, 31))
    if period.last < period.first:
        why = f"The period ends on {period.last}, before it begins on {period.first}."
        raise Invalid(why, places=[Place(why, pointer="/to")])
    return period


def _by_currency(charges: Iterable[Charge]) -> dict[Currency, dict[str, int]]:
    """Currency -> id -> cents, currencies by name, the unknown one first."""
    found: defaultdict[Currency, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for charge in charges:
        found[charge.currency][charge.record.id] += charge.cents
    return {currency: dict(found[currency]) for currency in sorted(found, key=lambda currency: currency or "")}


def _passed_on(flows: Flows) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for (source, _), cents in flows.between.items():
        found[source] += cents
    return found


def _by_rule(charges: Iterable[Charge]) -> list[OfRule]:
    sums: defaultdict[tuple[str, Rule], int] = defaultdict(int)
    for charge in charges:
        sums[charge.currency or "", charge.rule] += charge.cents
    return [
        OfRule(rule=rule, currency=currency or None, amount=_money(cents))
        for (currency, rule), cents in sorted(sums.items(), key=lambda each: (each[0][0], -each[1], each[0][1]))
    ]


def _by_kind(parts: Iterable[Part]) -> list[OfKind]:
    sums: defaultdict[tuple[str, str], float] = defaultdict(float)
    for part in parts:
        sums[part.currency or "", part.kind] += part.own
    rows = sorted(sums.items(), key=lambda each: (each[0][0], -each[1], each[0][1]))
    return [OfKind(kind=kind, currency=currency or None, amount=round(own, 2)) for (currency, kind), own in rows if own]


def _flows(picture: Picture, currency: Currency) -> list[Flow]:
    return [
        Flow(source=source, target=target, currency=currency, amount=_money(cents))
        for (source, target), cents in picture.between.items()
    ]


def _charge_row(charge: Charge) -> ChargeRow:
    return ChargeRow(rule=charge.rule, currency=charge.currency, amount=_money(charge.cents), why=charge.why)


def _rest(rows: Sequence[T], amount: Callable[[T], float]) -> Rest:
    sums: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        sums[row.currency or ""] += amount(row)
    return Rest(
        rows=len(rows), amounts=[Money(currency=its or None, amount=round(sums[its], 2)) for its in sorted(sums)]
    )


def _money(cents: int) -> float:
    return cents / 100
