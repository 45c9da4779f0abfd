"""Writing about assets. Each of these is one transaction: all of it is recorded, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cmdb_graph import times
from cmdb_graph.assets.ask import counted
from cmdb_graph.assets.fetch import HARDWARE, Fetch
from cmdb_graph.assets.grants import SOMETHING, grants
from cmdb_graph.assets.life import FREED, stepped
from cmdb_graph.assets.models import Grant, Reservation, ReservationAnswer, Step, StocktakingAnswer, StocktakingQuestion
from cmdb_graph.assets.offers import cheapest
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.models import Entity, entity_model
from cmdb_graph.entities.node import Node
from cmdb_graph.entities.records import Precondition, Written
from cmdb_graph.errors import Conflict, Invalid, Place
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import StoredEntity, StoredRelationship
from cmdb_graph.graph.store import Writer, WriteStore
from cmdb_graph.ingest import write
from cmdb_graph.ingest.reconcile import relationship_state
from cmdb_graph.ingest.records import relationship_record
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges
from cmdb_graph.licensing.facts import ALLOCATED_TO, LOCATED_IN
from cmdb_graph.licensing.policies import Policies
from cmdb_graph.texts import in_a_sentence
from cmdb_graph.vocabulary import Vocabulary

_TARGETS = "TARGETS"


def step(
    store: WriteStore,
    vocabulary: Vocabulary,
    asset_id: str,
    asked: Step,
    precondition: Precondition,
    author: Author,
    deadline: Deadline,
) -> Written[Entity]:
    """A step in the life of an asset. Conflict names the steps that are allowed; NotFound, Retired; Invalid names the field."""

    def work(writer: Writer) -> StoredEntity:
        fetch = Fetch(writer, vocabulary)
        fetch.asset(asset_id)
        current = write.present_entities(writer, [asset_id])[asset_id]
        precondition.check(current, asset_id, needed=True)
        moved = asked.location is not None and fetch.places([asset_id]).get(asset_id) != [asked.location]
        today = times.from_micros(writer.now).date()
        state = stepped(current.state, asked, today, vocabulary, moved=moved)
        new = write.next_version(current, state, author, writer.now)
        write.write_entities(writer, EntityChanges(updated=[new]), author, vocabulary)
        if asked.to in FREED:
            given = write.relationships_from(writer, [asset_id], ALLOCATED_TO)
            write.end_relationships(writer, (each.state.identity for each in given), author)
        if asked.location is not None:
            move(writer, vocabulary, [asset_id], asked.location, author)
        return new

    stored, bookmarks = store.write(work, deadline)
    return Written(entity_model(stored, vocabulary), False, bookmarks)


def take_stock(
    store: WriteStore, vocabulary: Vocabulary, question: StocktakingQuestion, author: Author, deadline: Deadline
) -> Written[StocktakingAnswer]:
    """Compare a scan with what is recorded, and move what is recorded elsewhere to where it was scanned."""

    def work(writer: Writer) -> StocktakingAnswer:
        answer, moved = counted(Fetch(writer, vocabulary), question)
        move(writer, vocabulary, moved, question.location, author)
        _leave_shelves(writer, vocabulary, moved, author)
        return answer

    answer, bookmarks = store.write(work, deadline)
    return Written(answer, False, bookmarks)


def reserve(
    store: WriteStore,
    vocabulary: Vocabulary,
    policies: Policies,
    asked: Reservation,
    author: Author,
    deadline: Deadline,
) -> Written[ReservationAnswer]:
    """Set the cheapest asset that fits aside for a person, with a license for each product: all of it, or nothing.

    Every writer takes the clock first, so two requests never get the last one. Conflict says all that is lacking; NotFound and
    Invalid name what is wrong in the request.
    """
    _check(asked)

    def work(writer: Writer) -> ReservationAnswer:
        fetch = Fetch(writer, vocabulary)
        person = fetch.one_of(asked.person, "Person", "/for")
        if asked.request is not None:
            fetch.one_of(asked.request, "Ticket", "/request")
        today = times.from_micros(writer.now).date()
        chosen, lacking = _chosen(fetch, asked, today)
        bundle: list[Grant] = []
        if asked.bundle:
            entitled = fetch.entitled(policies, asked.bundle, writer.now)
            bundle = grants(entitled, policies, today, asked.bundle, person, chosen or SOMETHING)
            lacking += [Place(each.why, pointer=f"/bundle/{at}") for at, each in enumerate(bundle) if not each.free]
        if lacking or chosen is None:
            told = "; ".join(place.detail for place in lacking)
            raise Conflict(f"Nothing is reserved for {in_a_sentence(person.name)}: {told}.", places=lacking)
        current = write.present_entities(writer, [chosen.id])[chosen.id]
        state = stepped(current.state, Step(to="reserved"), today, vocabulary)
        new = write.next_version(current, state, author, writer.now)
        write.write_entities(writer, EntityChanges(updated=[new]), author, vocabulary)
        links = [(ALLOCATED_TO, chosen.id, person.id, "/for")]
        if asked.request is not None:
            links.append((_TARGETS, asked.request, chosen.id, "/request"))
        links += [
            (ALLOCATED_TO, each.license.id, each.to, f"/bundle/{at}")
            for at, each in enumerate(bundle)
            if each.license is not None and each.to is not None and not each.already
        ]
        join(writer, vocabulary, links, author)
        return ReservationAnswer(
            text=_reserved(chosen, person, bundle),
            asset=entity_model(new, vocabulary),
            person=person.id,
            request=asked.request,
            bundle=bundle,
        )

    answer, bookmarks = store.write(work, deadline)
    return Written(answer, True, bookmarks)


def _check(asked: Reservation) -> None:
    by_sort = asked.kind is not None or asked.model is not None
    if by_sort == (asked.asset is not None) or (asked.asset is not None and asked.location is not None):
        why = "Say what is wanted: `kind`, `model` or both (and a `location`, if it matters), or one `asset`"
        raise Invalid(why, places=[Place(why, pointer="/asset" if asked.asset is not None else "/kind")])


def _chosen(fetch: Fetch, asked: Reservation, today: date) -> tuple[Node | None, list[Place]]:
    """The asset to reserve, or why there is none."""
    if asked.asset is None:
        found = cheapest(fetch.in_stock(asked.kind, asked.model, asked.location), today)
        if found:
            return found[0][0].node, []
        what = " ".join(part for part in (asked.kind, asked.model) if part is not None)
        where = "" if asked.location is None else f" at {asked.location}"
        return None, [Place(f"no {what} is free in stock{where}", pointer="/kind" if asked.kind else "/model")]
    (item,) = fetch.items([fetch.one_of(asked.asset, HARDWARE, "/asset")])
    if item.free:
        return item.node, []
    status = item.node.text("life_cycle_status") or "of no known status"
    why = "allocated already" if status == "in_stock" else f"{status}, not in_stock"
    return None, [Place(f"{asked.asset} is {why}", pointer="/asset")]


def _reserved(asset: Node, person: Node, bundle: list[Grant]) -> str:
    given = "".join(
        f", with {in_a_sentence(each.name)} of {each.license.id}" for each in bundle if each.license is not None
    )
    return f"{in_a_sentence(asset.name)} is reserved for {in_a_sentence(person.name)}{given}."


def move(writer: Writer, vocabulary: Vocabulary, assets: Iterable[str], location: str, author: Author) -> None:
    """End what these are located in, and locate them there. Invalid, at /location, where they cannot be."""
    ids = sorted(set(assets))
    there = (each.state for each in write.relationships_from(writer, ids, LOCATED_IN))
    write.end_relationships(writer, (state.identity for state in there if state.target != location), author)
    join(writer, vocabulary, [(LOCATED_IN, asset, location, "/location") for asset in ids], author)


def _leave_shelves(writer: Writer, vocabulary: Vocabulary, assets: list[str], author: Author) -> None:
    """What went to another place is not on the shelf that was recorded of the earlier one."""
    changed: list[StoredEntity] = []
    for stored in write.present_entities(writer, assets).values():
        kept = {name: value for name, value in stored.state.attributes.items() if name != "stock_location"}
        if len(kept) < len(stored.state.attributes):
            state = replace(stored.state, attributes=kept)
            changed.append(write.next_version(stored, state, author, writer.now))
    write.write_entities(writer, EntityChanges(updated=changed), author, vocabulary)


def join(writer: Writer, vocabulary: Vocabulary, wanted: Iterable[tuple[str, str, str, str]], author: Author) -> None:
    """Create relationships (type, from, to), those that are not there yet. Invalid, at the fourth, where the kinds forbid one."""
    links = list(wanted)
    kinds = write.kinds_of(writer, [end for _, source, target, _ in links for end in (source, target)])
    states: dict[tuple[str, str, str, str], shape.RelationshipState] = {}
    for type_, source, target, pointer in links:
        try:
            record = relationship_record({"type": type_, "from": source, "to": target}, vocabulary)
            state = relationship_state(None, record, kinds, vocabulary)
        except Invalid as error:
            error.places = [Place(error.detail, pointer=pointer)]
            raise
        states[state.identity] = state
    there = write.present_relationships(writer, states)
    new = [
        StoredRelationship(state, writer.now, author.who, author.source, writer.now)
        for identity, state in states.items()
        if identity not in there
    ]
    write.write_relationships(writer, RelationshipChanges(created=new), author)
