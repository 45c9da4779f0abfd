"""Writing about tickets: a step is one transaction, in which the entity moves and the step is recorded, or neither."""

from __future__ import annotations

from dataclasses import replace

from cmdb_graph import times
from cmdb_graph.assets.records import join
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities.models import Entity, entity_model
from cmdb_graph.entities.records import Precondition, Written
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.graph.shape import StoredEntity
from cmdb_graph.graph.store import Writer, WriteStore
from cmdb_graph.ingest import write
from cmdb_graph.ingest.reconcile import same_entity
from cmdb_graph.ingest.write import Author, EntityChanges
from cmdb_graph.tickets import steps
from cmdb_graph.tickets.fetch import WORKED_ON_BY, Fetch
from cmdb_graph.tickets.history import TicketStep
from cmdb_graph.tickets.life import Workers, stepped
from cmdb_graph.tickets.models import StepRequest
from cmdb_graph.tickets.process import Process
from cmdb_graph.vocabulary import Vocabulary


def step(
    store: WriteStore,
    vocabulary: Vocabulary,
    process: Process,
    ticket_id: str,
    asked: StepRequest,
    precondition: Precondition,
    author: Author,
    deadline: Deadline,
) -> Written[Entity]:
    """A step of a ticket. Conflict names the steps that are allowed; NotFound, Retired; Invalid names the field.

    What was not recorded as steps before (how it was opened, what was written past them) is recorded with the first one that is.
    """

    def work(writer: Writer) -> StoredEntity:
        ticket = Fetch(writer, vocabulary).ticket(ticket_id)
        current, now = ticket.stored, times.from_micros(writer.now)
        precondition.check(current, ticket_id, needed=True)
        history = ticket.history(writer, process, known_at=None, until=asked.at or now)
        after = stepped(current.state, ticket.workers, asked, history, process, now, vocabulary)
        new = current
        if not same_entity(current.state, after.state):
            new = write.next_version(current, after.state, author, writer.now)
            write.write_entities(writer, EntityChanges(updated=[new]), author, vocabulary)
        _assign(writer, vocabulary, ticket_id, ticket.workers, after.workers, author)
        if after.changes or asked.note is not None:
            before = [replace(each, source=current.source) for each in history.steps if each.source is None]
            taken = TicketStep(after.at, author.who, after.changes, author.source, asked.note)
            steps.record(writer, {ticket_id: [*before, taken]}, author.source)
        return new

    stored, bookmarks = store.write(work, deadline)
    return Written(entity_model(stored, vocabulary), False, bookmarks)


def _assign(
    writer: Writer, vocabulary: Vocabulary, ticket_id: str, before: Workers, after: Workers, author: Author
) -> None:
    """End what says who worked on it and does no more, and join who does."""
    if before == after:
        return
    wanted = {"Person": after.person, "Team": after.team}
    kinds = write.kinds_of(writer, [each for each in wanted.values() if each is not None])
    for kind, worker in wanted.items():
        if worker is not None and not vocabulary.is_a(kinds.get(worker, ""), kind):
            why = f"there is no {kind} {worker!r}"
            raise Invalid(why, places=[Place(why, pointer=f"/assign/{kind.lower()}")])
    keep = {each for each in wanted.values() if each is not None}
    there = [each.state for each in write.relationships_from(writer, [ticket_id], WORKED_ON_BY)]
    write.end_relationships(writer, (state.identity for state in there if state.target not in keep), author)
    links = [(WORKED_ON_BY, ticket_id, worker, f"/assign/{kind.lower()}") for kind, worker in wanted.items() if worker]
    join(writer, vocabulary, links, author)
