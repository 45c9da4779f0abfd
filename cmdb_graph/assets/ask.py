"""The questions about assets end to end: fetch, evaluate, and put the answer together. All doors call these functions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from cmdb_graph import times
from cmdb_graph.assets.depreciation import Worth, schedule, worth
from cmdb_graph.assets.fetch import Fetch
from cmdb_graph.assets.grants import SOMEBODY, SOMETHING, grants
from cmdb_graph.assets.life import allowed
from cmdb_graph.assets.models import (
    LifeCycle,
    LookupAnswer,
    OptionsAnswer,
    OptionsQuestion,
    StockAnswer,
    StockQuestion,
    StocktakingAnswer,
    StocktakingQuestion,
    Tally,
    ValueAnswer,
)
from cmdb_graph.assets.offers import cheapest, currency_warnings, option, options_sentence
from cmdb_graph.assets.scan import answer, compare, to_move
from cmdb_graph.assets.tally import rows, tally
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.fetch import must_find
from cmdb_graph.entities.models import entity_model
from cmdb_graph.entities.node import Node
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph import shape
from cmdb_graph.graph.steady import Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore
from cmdb_graph.licensing.policies import Policies
from cmdb_graph.texts import fold, in_a_sentence
from cmdb_graph.vocabulary import Vocabulary


def life_cycle(
    store: ReadStore, vocabulary: Vocabulary, asset_id: str, at: int | None, deadline: Deadline
) -> LifeCycle:
    """Where a hardware asset stands in its life, and which steps are allowed from there. NotFound, Retired."""

    def work(reader: Reader, moment: Moment) -> LifeCycle:
        asset = Fetch(reader, vocabulary, moment.at).asset(asset_id)
        status = asset.text("life_cycle_status")
        return LifeCycle(
            id=asset.id,
            name=asset.name,
            as_of=moment.as_of,
            version=must_find(reader, asset_id, moment.at).version,
            status=status,
            since=asset.text("life_cycle_since"),
            note=asset.text("life_cycle_note"),
            allowed=list(allowed(status)),
        )

    return steady(store, at, deadline, work)


def value(
    store: ReadStore, vocabulary: Vocabulary, asset_id: str, at: int | None, on: date | None, deadline: Deadline
) -> ValueAnswer:
    """What a hardware asset is worth on a day (default: that of `at`, else today, UTC). NotFound, Retired."""

    def work(reader: Reader, moment: Moment) -> ValueAnswer:
        asset = Fetch(reader, vocabulary, moment.at).asset(asset_id)
        return _valued(asset, moment, day_of(on, moment))

    return steady(store, at, deadline, work)


def stock(store: ReadStore, vocabulary: Vocabulary, question: StockQuestion, deadline: Deadline) -> StockAnswer:
    """What there is, by location, kind and model. NotFound for a location that is not there, Invalid for a kind that is none."""

    def work(reader: Reader, moment: Moment) -> StockAnswer:
        fetch = Fetch(reader, vocabulary, moment.at)
        kinds = fetch.kinds(question.kind)
        if question.location is None:
            within, nodes = None, fetch.hardware(kinds)
        else:
            within = fetch.inside(fetch.one(question.location, "/location").id)
            nodes = fetch.hardware_among(within, kinds)
        if question.model is not None:
            nodes = [node for node in nodes if fold(node.text("model") or "") == fold(question.model)]
        deadline.check()
        items = fetch.items(nodes, within)
        on = day_of(None, moment)
        found = rows(items, on, fetch.names({item.place for item in items if item.place is not None}))
        totals = tally(items, on)
        told = found[: question.limit]
        lacking = (
            f"The book value of {totals.unvalued:,} of {totals.count:,} is not known: the value of each asset says why."
        )
        return StockAnswer(
            text=_stock_sentence(totals),
            as_of=moment.as_of,
            on=on,
            items=told,
            omitted=len(found) - len(told),
            totals=totals,
            warnings=[lacking] if totals.unvalued else [],
        )

    at = None if question.as_of is None else times.to_micros(question.as_of)
    return steady(store, at, deadline, work)


def lookup(store: ReadStore, vocabulary: Vocabulary, code: str, limit: int, deadline: Deadline) -> LookupAnswer:
    """The assets whose barcode, asset tag or serial number is exactly this code, any case. Invalid for a blank one."""
    if not fold(code):
        why = "the code is blank: scan it again"
        raise Invalid(why, places=[Place(why, pointer="/code")])
    found = store.read(lambda reader: Fetch(reader, vocabulary).carrying([code]), deadline).get(fold(code), [])
    return LookupAnswer(
        code=code,
        items=[entity_model(shape.entity_of(node.attributes), vocabulary) for node in found[:limit]],
        omitted=max(0, len(found) - limit),
    )


def options(
    store: ReadStore, vocabulary: Vocabulary, policies: Policies, question: OptionsQuestion, deadline: Deadline
) -> OptionsAnswer:
    """What is free and fits, and whether the licenses of the bundle are. NotFound, Invalid name what is wrong in the question."""
    if question.kind is None and question.model is None:
        why = "Say what is wanted: give `kind`, `model` or both."
        raise Invalid(why, places=[Place(why, pointer="/kind")])

    def work(reader: Reader, moment: Moment) -> OptionsAnswer:
        fetch = Fetch(reader, vocabulary)
        person = SOMEBODY if question.person is None else fetch.one_of(question.person, "Person", "/for")
        on = day_of(None, moment)
        found = cheapest(fetch.in_stock(question.kind, question.model, question.location), on)
        told = found[: question.limit]
        names = fetch.names({item.place for item, _ in told if item.place is not None})
        device = found[0][0].node if found else SOMETHING
        entitled = fetch.entitled(policies, question.bundle, moment.used)
        bundle = grants(entitled, policies, on, question.bundle, person, device) if question.bundle else []
        return OptionsAnswer(
            text=options_sentence(len(found), bundle),
            as_of=moment.as_of,
            items=[option(item, known, names) for item, known in told],
            omitted=len(found) - len(told),
            bundle=bundle,
            warnings=currency_warnings(known for _, known in found),
        )

    return steady(store, None, deadline, work)


def stocktaking(
    store: ReadStore, vocabulary: Vocabulary, question: StocktakingQuestion, deadline: Deadline
) -> StocktakingAnswer:
    """What was scanned against what is recorded; nothing is written. NotFound for a location that is not there."""
    return steady(store, None, deadline, lambda reader, _: counted(Fetch(reader, vocabulary), question)[0])


def counted(fetch: Fetch, question: StocktakingQuestion) -> tuple[StocktakingAnswer, list[str]]:
    """A stocktaking in any transaction, and the ids that are to be moved, whatever the limit tells. Invalid for a blank code."""
    for at, code in enumerate(question.scanned):
        if not fold(code):
            why = "the code is blank: scan it again"
            raise Invalid(why, places=[Place(why, pointer=f"/scanned/{at}")])
    place = fetch.one(question.location, "/location")
    within = fetch.inside(place.id)
    around = fetch.above([place.id])
    recorded = fetch.hardware_among(within, fetch.kinds(None))
    result = compare(question.scanned, fetch.carrying(question.scanned), recorded, around)
    above = fetch.above(node.id for node in result.misplaced)
    direct = within | around | above
    told = (*result.found, *result.missing, *result.misplaced)
    names = fetch.names({each for node in told for each in direct.get(node.id, ())})
    moved = to_move(result.misplaced, above)
    return answer(question, place, result, moved, direct, names), moved


def day_of(on: date | None, moment: Moment) -> date:
    """The day that is asked about: `on`, else that of the moment, else today in UTC."""
    if on is not None:
        return on
    return times.from_micros(moment.at).date() if moment.at is not None else datetime.now(UTC).date()


def number(amount: Decimal | None) -> float | None:
    """An amount as JSON has it."""
    return None if amount is None else float(amount)


def _valued(asset: Node, moment: Moment, on: date) -> ValueAnswer:
    known = worth(asset, on)
    return ValueAnswer(
        text=_value_sentence(asset, known, on),
        id=asset.id,
        name=asset.name,
        as_of=moment.as_of,
        on=on,
        cost=number(known.cost),
        salvage_value=number(known.salvage),
        currency=known.currency,
        method=known.method,
        months=known.passed,
        useful_life_months=known.life,
        depreciation=None if known.book is None or known.cost is None else float(known.cost - known.book),
        book_value=number(known.book),
        schedule=[] if known.terms is None or known.bought is None else schedule(known.terms, known.bought),
        warnings=list(known.warnings),
    )


def _value_sentence(asset: Node, known: Worth, on: date) -> str:
    if known.book is None or known.cost is None:
        return f"What {in_a_sentence(asset.name)} is worth on {on} is not known: {' '.join(known.warnings)}"
    currency = f" {known.currency}" if known.currency else ""
    return f"On {on}, {in_a_sentence(asset.name)} is worth {known.book:,.2f} of {known.cost:,.2f}{currency}."


def _stock_sentence(totals: Tally) -> str:
    if not totals.count:
        return "There is no such asset."
    sums = " and ".join(f"{each.amount:,.2f} {each.currency or 'of no known currency'}" for each in totals.book_value)
    worth_of = f", worth {sums}" if sums else ""
    return f"{totals.count:,} {'asset' if totals.count == 1 else 'assets'}, {totals.free:,} of them free{worth_of}."
