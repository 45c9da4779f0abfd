"""The questions end to end: fetch, evaluate, and put the answer together. All doors call these functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.near import did_you_mean
from cmdb_graph.errors import Invalid, NotFound, Place
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.licensing.demand import Number
from cmdb_graph.licensing.evaluate import Key, Result, money, positions
from cmdb_graph.licensing.facts import ENTITLES, USED_BY, Facts
from cmdb_graph.licensing.fetch import Fetch
from cmdb_graph.licensing.models import (
    MOST_EVIDENCE,
    MOST_WARNINGS,
    Change,
    Compliance,
    EndLink,
    Evidence,
    Exposure,
    Freed,
    LicenseUse,
    Position,
    PositionsAnswer,
    PositionsQuestion,
    Reclaim,
    ReclaimsAnswer,
    ReclaimsQuestion,
    WhatIfAnswer,
    WhatIfQuestion,
)
from cmdb_graph.licensing.policies import Policies
from cmdb_graph.licensing.reclaim import Candidate, candidates, without
from cmdb_graph.licensing.sentence import change_sentence, positions_sentence, reclaimed_sentence, reclaims_sentence
from cmdb_graph.licensing.whatif import applied, metrics_in, touched, unknown_facts
from cmdb_graph.vocabulary import Vocabulary

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FullPositions:
    """An answer with every row of evidence: what a workbook is written from."""

    text: str
    as_of: str
    on: date
    results: list[Result]
    warnings: list[str]

    def answer(self) -> PositionsAnswer:
        """What is told of it, the evidence of each position up to a limit."""
        return PositionsAnswer(
            text=self.text,
            as_of=self.as_of,
            on=self.on,
            compliance=_compliance(self.results),
            items=[_position(result) for result in self.results],
            warnings=_told(self.warnings),
        )


def license_positions(
    store: ReadStore, vocabulary: Vocabulary, policies: Policies, question: PositionsQuestion, deadline: Deadline
) -> PositionsAnswer:
    """Owned against required. Raises NotFound for a product that is not there, DeadlineExceeded when the time is over."""
    return full_positions(store, vocabulary, policies, question, deadline).answer()


def full_positions(
    store: ReadStore, vocabulary: Vocabulary, policies: Policies, question: PositionsQuestion, deadline: Deadline
) -> FullPositions:
    """The same, whole."""

    def work(reader: Reader, moment: Moment) -> FullPositions:
        fetch = Fetch(reader, vocabulary, policies, moment)
        fetch.products()
        wanted = _wanted(reader, fetch, question.product)
        facts = fetch.of(wanted)
        deadline.check()
        on = _day(question.on, moment)
        found = sorted(positions(facts, policies, on, wanted), key=_worst_first)
        unbound = [] if wanted is not None else _unbound(facts)
        return FullPositions(positions_sentence(found, on), moment.as_of, on, found, unbound)

    return _on_estate(store, question.as_of, deadline, work)


def what_if(
    store: ReadStore, vocabulary: Vocabulary, policies: Policies, question: WhatIfQuestion, deadline: Deadline
) -> WhatIfAnswer:
    """Positions before and after a change that is not made. Raises Invalid, with the place, for one that could not be made."""
    if not (question.modify or question.entities or question.relationships or question.end):
        raise Invalid("There is nothing to change: give `modify`, `entities`, `relationships` or `end`.")

    def work(reader: Reader, moment: Moment) -> WhatIfAnswer:
        fetch = Fetch(reader, vocabulary, policies, moment)
        fetch.products()
        ids = touched(question)
        kinds = {kind for raw in question.entities if isinstance(kind := raw.get("kind"), str)}
        everywhere = any(vocabulary.is_a(kind, "Organization") for kind in kinds)
        wanted = None if everywhere else fetch.concerned(ids)
        facts = fetch.of(wanted, further=ids, metrics=metrics_in(question))
        fetch.follow(each for each in question.end if isinstance(each, EndLink))
        deadline.check()
        on = _day(question.on, moment)
        changed = applied(facts.copy(), question, on)
        before = {result.key: result for result in positions(facts, policies, on)}
        after = {result.key: result for result in positions(changed, policies, on)}
        changes = _changes(before, after)
        return WhatIfAnswer(
            text=change_sentence(changes),
            as_of=moment.as_of,
            on=on,
            before=[_position(result) for result in sorted(before.values(), key=_worst_first)],
            after=[_position(result) for result in sorted(after.values(), key=_worst_first)],
            changed=changes,
            warnings=unknown_facts(facts, question),
        )

    return _on_estate(store, question.as_of, deadline, work)


def reclaims(
    store: ReadStore, vocabulary: Vocabulary, policies: Policies, question: ReclaimsQuestion, deadline: Deadline
) -> ReclaimsAnswer:
    """What could be given back, and what that would free. Raises as `license_positions` does."""

    def work(reader: Reader, moment: Moment) -> ReclaimsAnswer:
        fetch = Fetch(reader, vocabulary, policies, moment)
        on = _day(question.on, moment)
        found, silent = _candidates(reader, fetch, policies, question, on)
        deadline.check()
        what = "1 installation it is" if silent == 1 else f"{silent:,} installations it is"
        warnings = [f"Of {what} not said when it was last used."] if silent else []
        freed = _freed(fetch.facts, policies, on, found)
        return _reclaims(reclaims_sentence(found, freed, on), moment, on, found, freed, question.limit, warnings)

    return _on_estate(store, question.as_of, deadline, work)


def reclaimed(
    store: ReadStore, vocabulary: Vocabulary, policies: Policies, question: ReclaimsQuestion, deadline: Deadline
) -> ReclaimsAnswer:
    """What could have been given back at `as_of` and is not there any more: what that freed, at the prices of then."""
    if question.as_of is None:
        why = "Say since when: candidates of then that are not there any more are told."
        raise Invalid(why, places=[Place(why, pointer="/since")])

    def work(reader: Reader, now: Moment) -> ReclaimsAnswer:
        since = times.to_micros(question.as_of) if question.as_of is not None else now.used
        then = Moment(min(since, now.used), min(since, now.used))
        fetch = Fetch(reader, vocabulary, policies, then)
        on = _day(question.on, then)
        found, _ = _candidates(reader, fetch, policies, question, on)
        deadline.check()
        present = Fetch(reader, vocabulary, policies, now)
        there = present.still_there(
            (each.node.id for each in found if each.link is None),
            (each.link for each in found if each.link is not None),
        )
        gone = [each for each in found if (each.node.id if each.link is None else each.link) not in there]
        freed = _freed(fetch.facts, policies, on, gone)
        return _reclaims(reclaimed_sentence(gone, freed, on), now, on, gone, freed, question.limit, [])

    return steady(store, None, deadline, work)


def _candidates(
    reader: Reader, fetch: Fetch, policies: Policies, question: ReclaimsQuestion, on: date
) -> tuple[list[Candidate], int]:
    """The candidates, their facts fetched, and how many installations do not say when they were last used."""
    fetch.products()
    wanted = _wanted(reader, fetch, question.product)
    facts = fetch.of(wanted)
    asked = [product.id for product in facts.of("SoftwareProduct")] if wanted is None else wanted
    idle_since = date.fromordinal(max(1, on.toordinal() - question.unused_days))
    silent = fetch.last_used(asked, idle_since)
    return candidates(facts, policies, on, question.unused_days, asked), silent


def _freed(facts: Facts, policies: Policies, on: date, given_back: list[Candidate]) -> list[Freed]:
    if not given_back:
        return []
    before = {result.key: result for result in positions(facts, policies, on)}
    products = {each.product.id for each in given_back}
    after = {result.key: result for result in positions(without(facts, given_back), policies, on)}
    found: list[Freed] = []
    for key, old in before.items():
        new = after.get(key)
        units = old.required - (new.required if new is not None else 0)
        if key.product not in products and not units:
            continue
        price = old.price
        less = _difference(new.exposure if new is not None else None, old.exposure)
        found.append(
            Freed(
                product=key.product,
                name=old.product.name,
                metric=key.metric,
                unit=old.unit,
                units=units,
                value=None
                if price is None
                else Exposure(amount=money(Decimal(str(price.amount)) * units), currency=price.currency),
                exposure=less,
            )
        )
    return sorted(found, key=lambda each: (-(each.value.amount if each.value else 0), each.product, each.metric or ""))


def _reclaims(
    text: str,
    moment: Moment,
    on: date,
    found: list[Candidate],
    freed: list[Freed],
    limit: int,
    warnings: list[str],
) -> ReclaimsAnswer:
    return ReclaimsAnswer(
        text=text,
        as_of=moment.as_of,
        on=on,
        items=[
            Reclaim(
                id=each.node.id,
                name=each.node.name,
                product=each.product.id,
                holder=None if each.holder is None else each.holder.id,
                ends="installation" if each.link is None else "use" if each.link[0] == USED_BY else "allocation",
                reasons=each.reasons,
            )
            for each in found[:limit]
        ],
        omitted=max(0, len(found) - limit),
        freed=freed,
        warnings=warnings,
    )


def _wanted(reader: Reader, fetch: Fetch, product: str | None) -> list[str] | None:
    """The product that is asked about, None for all; NotFound when there is no such one."""
    if product is None:
        return None
    if product not in fetch.facts.nodes:
        meant = did_you_mean(reader, product)
        why = f"There is no software product {product!r}.{meant.text}"
        raise NotFound(why, places=[Place(why, pointer="/product")], hint=meant.hint)
    return [product]


def _unbound(facts: Facts) -> list[str]:
    """Licenses that are for no product: nothing counts them."""
    return [
        f"{node.id}: this license entitles to no product, so it counts nowhere."
        for node in facts.of("License")
        if not any(facts.is_a(product, "SoftwareProduct") for product in facts.out(ENTITLES, node.id))
    ]


def _told(warnings: list[str]) -> list[str]:
    """The first of them, and how many more there are."""
    told = warnings[:MOST_WARNINGS]
    if more := len(warnings) - len(told):
        told.append(f"And {more:,} more warnings; the XLSX has all.")
    return told


def _on_estate(store: ReadStore, as_of: datetime | None, deadline: Deadline, work: Callable[[Reader, Moment], T]) -> T:
    return steady(store, None if as_of is None else times.to_micros(as_of), deadline, work)


def _day(on: date | None, moment: Moment) -> date:
    if on is not None:
        return on
    return times.from_micros(moment.at).date() if moment.at is not None else datetime.now(UTC).date()


def _worst_first(result: Result) -> tuple[float, int, str, str]:
    exposed = 0.0 if result.exposure is None else result.exposure.amount
    return (-exposed, min(0, result.delta), result.product.id, result.key.metric or "")


def _position(result: Result) -> Position:
    policy = result.policy
    needs = result.demand.needs
    return Position(
        product=result.product.id,
        name=result.product.name,
        edition=result.product.text("edition"),
        version=result.product.text("version"),
        metric=result.key.metric,
        policy=None if policy is None else policy.name,
        policy_version=None if policy is None else policy.version,
        unit=result.unit,
        owned=result.owned,
        required=result.required,
        delta=result.delta,
        utilization=_utilization(result),
        exposure=result.exposure,
        licenses=[
            LicenseUse(id=node.id, name=node.name, quantity=quantity, used=used)
            for node, quantity, used in sorted(result.licenses.values(), key=lambda use: use[0].id)
        ],
        evidence=[Evidence(id_, _plain(required), rule, why) for id_, required, rule, why, _ in needs[:MOST_EVIDENCE]],
        evidence_omitted=max(0, len(needs) - MOST_EVIDENCE),
        warnings=_told(result.demand.warnings),
    )


def _utilization(result: Result) -> float | None:
    return min(result.required, result.owned) / result.owned if result.owned > 0 else None


def _compliance(results: list[Result]) -> Compliance:
    covered = sum(result.delta >= 0 for result in results)
    used = [used for result in results if (used := _utilization(result)) is not None]
    return Compliance(
        positions=len(results),
        covered=covered,
        rate=covered / len(results) if results else None,
        utilization=sum(used) / len(used) if used else None,
    )


def _plain(number: Number) -> int | float:
    return number if isinstance(number, int) else int(number) if number == int(number) else float(number)


def _changes(before: dict[Key, Result], after: dict[Key, Result]) -> list[Change]:
    found: list[Change] = []
    for key in sorted({*before, *after}, key=lambda key: (key.product, key.metric or "")):
        old, new = before.get(key), after.get(key)
        either = after[key] if key in after else before[key]
        owned = (new.owned if new else 0) - (old.owned if old else 0)
        required = (new.required if new else 0) - (old.required if old else 0)
        exposure = _difference(old and old.exposure, new and new.exposure)
        if owned or required or exposure:
            found.append(
                Change(
                    product=key.product,
                    name=either.product.name,
                    metric=key.metric,
                    unit=either.unit,
                    owned=owned,
                    required=required,
                    delta=owned - required,
                    exposure=exposure,
                )
            )
    return found


def _difference(old: Exposure | None, new: Exposure | None) -> Exposure | None:
    either = new or old
    if either is None:
        return None
    if old is not None and new is not None and old.currency != new.currency:
        return None  # of two currencies there is no difference
    amount = money(Decimal(str(new.amount if new else 0)) - Decimal(str(old.amount if old else 0)))
    return Exposure(amount=amount, currency=either.currency) if amount else None
