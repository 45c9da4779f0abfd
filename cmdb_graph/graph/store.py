"""The door to Neo4j: a reading store and a writing store, which are different types, so that a question cannot write.

Both run named query files inside one transaction per unit of work, under a deadline that the server gets too, and turn the
driver's errors into ours.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

import neo4j
from neo4j import Bookmarks, Driver, GraphDatabase, ManagedTransaction, Result, unit_of_work
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DatabaseError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    TransientError,
)

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import CmdbError, Conflict, Invalid, ServerError, Unavailable, UnknownOutcome
from cmdb_graph.graph.queries import Query

Row = dict[str, Any]
T = TypeVar("T")

_PATIENCE = 5
"""Seconds for a connection to be made, and for trying again after an error that may pass."""
_ENDED_ON_SERVER = ("TransactionTimedOut", "Terminated", "LockClientStopped", "LockAcquisitionTimeout")
_SCHEMES = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})
_STOPPED = ("TransactionLogError", "TransactionCommitFailed", "TransactionStartFailed")
_NO_ROOM = ("no space left", "disk full", "low on space", "read-only", "read only")


class Reader:
    """A transaction that reads: query files by their literal names, with parameters only."""

    def __init__(self, transaction: ManagedTransaction, queries: Mapping[str, Query], deadline: Deadline) -> None:
        self._transaction = transaction
        self._queries = queries
        self.deadline = deadline

    def rows(self, name: LiteralString, /, **parameters: object) -> list[Row]:
        """All rows of the query as dicts. Raises DeadlineExceeded before asking when the time is over."""
        self.deadline.check()
        return self._transaction.run(self._queries[name].text, parameters).data()

    def packed(self, name: LiteralString, /, **parameters: object) -> list[Any]:
        """The columns of a query that returns exactly one row: lists in one row cost a tenth of rows."""
        return self.start(name, **parameters).packed()

    def start(self, name: LiteralString, /, **parameters: object) -> Pending:
        """Ask now, read later: the server works in between. One question at a time is under way; others wait behind it there."""
        self.deadline.check()
        return Pending(self._transaction.run(self._queries[name].text, parameters), self.deadline)


class Pending:
    """An answer that is under way: exactly one row."""

    def __init__(self, result: Result, deadline: Deadline) -> None:
        self._result = result
        self._deadline = deadline

    def packed(self) -> list[Any]:
        """Its columns, as soon as they are there."""
        self._deadline.check()
        return list(self._result.single(strict=True).values())


class Writer(Reader):
    """A write transaction that holds the clock: `now` is its transaction time, later than every one before it.

    Only a history that is loaded with `at` may record several times at the same moment.
    """

    def __init__(
        self,
        transaction: ManagedTransaction,
        queries: Mapping[str, Query],
        deadline: Deadline,
        *,
        now: int,
        last: int,
        turn: int,
    ) -> None:
        super().__init__(transaction, queries, deadline)
        self.now = now
        self.last = last
        self.turn = turn

    def record_as_of(self, now: int) -> None:
        """Record at the moment of a decision that was made before the clock was taken; it is not before anything recorded."""
        if not self.last <= now <= self.now:
            raise ValueError(f"{now} is no time for a change after {self.last}")
        self.now = now

    def run(self, name: LiteralString, /, **parameters: object) -> None:
        """Run a statement that returns nothing of interest."""
        self.deadline.check()
        self._transaction.run(self._queries[name].text, parameters).consume()

    def record(self) -> None:
        """Move the clock to `now`: something was recorded at that time."""
        self.run("clock/advance", now=self.now)


class ReadStore:
    """Reads from the graph. One per process; safe to share between threads."""

    def __init__(
        self, driver: Driver, queries: Mapping[str, Query], database: str | None, bookmarks: list[str] | None = None
    ) -> None:
        self._driver = driver
        self._queries = queries
        self._database = database
        self._bookmarks = bookmarks

    def reading_from(self, bookmarks: list[str] | None) -> ReadStore:
        """The same database, for reading only, and not before what these bookmarks stand for has arrived there."""
        return ReadStore(self._driver, self._queries, self._database, bookmarks)

    def read(self, work: Callable[[Reader], T], deadline: Deadline) -> T:
        """`work` in one read transaction; run again when the server asks for it (so `work` must have no side effects)."""

        def run(transaction: ManagedTransaction) -> T:
            return work(Reader(transaction, self._queries, deadline))

        bounded = unit_of_work(metadata={"tag": deadline.tag}, timeout=_timeout(deadline))(run)
        with translated(deadline), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(bounded)

    def schema_names(self) -> list[str]:
        """The names of the schema statements, in their order."""
        return sorted(name for name, query in self._queries.items() if query.kind == "schema")

    def terminate(self, tag: str) -> None:
        """End every query on the server that runs under the deadline with this tag."""
        deadline = Deadline(5)
        with translated(deadline), self._session(neo4j.READ_ACCESS) as session:
            session.run(self._queries["transactions/terminate"].text, {"tag": tag}).consume()

    def close(self) -> None:
        """Close the driver."""
        self._driver.close()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(  # pyright: ignore[reportUnknownMemberType]  its keywords are half typed
            database=self._database,
            default_access_mode=access,
            bookmarks=Bookmarks.from_raw_values(self._bookmarks) if self._bookmarks else None,
        )


class WriteStore(ReadStore):
    """Reads and writes."""

    def write(self, work: Callable[[Writer], T], deadline: Deadline, *, at: int | None = None) -> tuple[T, list[str]]:
        """`work` in one write transaction that begins by taking the clock; returns its result and the bookmarks.

        Every writer takes the clock first. So writers queue instead of deadlocking, and times grow in the order of commits:
        what a reader saw as of a moment never changes afterwards. `at` records at a past time: Conflict if something later
        is recorded, Invalid if it lies ahead. UnknownOutcome when the connection is lost in the commit.
        """

        def run(transaction: ManagedTransaction) -> T:
            last, turn = transaction.run(self._queries["clock/take"].text).single(strict=True).values("last", "turn")
            now = transaction_time(last, at)
            return work(Writer(transaction, self._queries, deadline, now=now, last=last, turn=turn))

        bounded = unit_of_work(metadata={"tag": deadline.tag}, timeout=_timeout(deadline))(run)
        with translated(deadline), self._session(neo4j.WRITE_ACCESS) as session:
            try:
                result = session.execute_write(bounded)
            except IncompleteCommit as error:
                raise UnknownOutcome(
                    "The connection to Neo4j was lost while it committed the change: it is not certain whether the change is "
                    "recorded. Read again to see. Doing the same PUT or import again is safe: what is recorded is not doubled."
                ) from error
            return result, list(session.last_bookmarks().raw_values)

    def run_schema(self, name: str) -> None:
        """Run one schema statement by its name, in a transaction of its own, as Neo4j wants it."""
        with translated(Deadline(600)), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(self._queries[name].text).consume()


def connect(
    uri: str,
    username: str,
    password: str,
    queries: Mapping[str, Query],
    *,
    database: str | None = None,
    pool_size: int = 50,
    pool_seconds: float = 10,
    patient: bool = True,
) -> WriteStore:
    """A store on a running Neo4j. Nothing is asked of it yet: an unreachable server shows at the first use.

    Without `patient` it shows within `pool_seconds`: every connection is checked before its use, and nothing is tried again.
    """
    if uri.partition("://")[0] not in _SCHEMES:
        raise Invalid(f"NEO4J_URI {uri!r} cannot be used: it begins with neo4j:// or bolt:// (or +s, +ssc for TLS).")
    try:
        driver = GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType]  its keywords are half typed
            uri,
            auth=(username, password),
            max_connection_pool_size=pool_size,
            connection_acquisition_timeout=pool_seconds,
            connection_timeout=_PATIENCE if patient else pool_seconds,
            max_transaction_retry_time=_PATIENCE if patient else 0,
            liveness_check_timeout=None if patient else 0,
            user_agent="cmdb-graph",
            # Notices of the planner are a developer's concern: the query test reads them, a running server does not.
            notifications_min_severity="OFF",
        )
    except (ConfigurationError, ValueError) as error:
        raise Invalid(f"NEO4J_URI {uri!r} cannot be used: {error}") from None
    return WriteStore(driver, queries, database)


def _timeout(deadline: Deadline) -> float:
    deadline.check()
    return max(0.001, deadline.remaining())


def transaction_time(last: int, at: int | None) -> int:
    """When a change after `last` is recorded: now, or `at`. Conflict for `at` before `last`, Invalid for one ahead."""
    wall = times.now()
    if at is None:
        return max(wall, last + 1)
    if at > wall:
        raise Invalid(f"The time {times.iso(at)} lies ahead: history is recorded at past times only.")
    if at < last:
        raise Conflict(
            f"The time {times.iso(at)} is before {times.iso(last)}, at which something is recorded already. "
            "Load a history in the order of its times, into a database that holds nothing later."
        )
    return at


@contextmanager
def translated(deadline: Deadline) -> Generator[None]:
    """The driver's errors as ours: what happened, and what to do."""
    try:
        yield
    except CmdbError:
        raise
    except AuthError as error:
        raise Unavailable(
            "Neo4j refused the user name or password: check NEO4J_USERNAME and NEO4J_PASSWORD."
        ) from error
    except TransientError as error:
        raise _transient(error, deadline) from error
    except ClientError as error:
        raise _client(error, deadline) from error
    except (DatabaseError, Neo4jError) as error:
        raise _database(error) from error
    except DriverError as error:
        # A connection that is lost, or never came, is no question that took too long, however late it is by now.
        if deadline.canceled:
            raise deadline.exceeded() from error
        raise Unavailable(f"Neo4j does not answer ({type(error).__name__}). Try again in a moment.") from error
    except OSError as error:
        raise Unavailable(f"Neo4j does not answer ({error}). Try again in a moment.") from error


def _transient(error: TransientError, deadline: Deadline) -> CmdbError:
    if any(part in (error.code or "") for part in _ENDED_ON_SERVER):
        return deadline.exceeded()
    if "MemoryPoolOutOfMemory" in (error.code or "") or "OutOfMemory" in (error.code or ""):
        return Unavailable("Neo4j is out of memory for this transaction. Ask for less at once, or give it more memory.")
    return Unavailable(f"Neo4j could not finish now ({error.code}). Nothing was written; try again.")


def _client(error: ClientError, deadline: Deadline) -> CmdbError:
    if any(part in (error.code or "") for part in _ENDED_ON_SERVER):
        return deadline.exceeded()
    if "Bookmark" in (error.code or ""):
        return Invalid("The bookmark is none that this database gave: send it as a write's answer told it, or none.")
    return _database(error)


def _database(error: Neo4jError) -> CmdbError:
    message = (error.message or "").lower()
    if any(part in message for part in _NO_ROOM) or "Database.Unable" in (error.code or ""):
        return Unavailable(
            "Neo4j cannot write: its disk is full or read-only. Nothing of this request was recorded. "
            "Free space on the disk of the database, restart it, and try again."
        )
    if any(part in (error.code or "") for part in _STOPPED):
        return Unavailable(
            "Neo4j could not finish a write, most likely because its disk is full. Whether it was recorded is not certain: free "
            "space, restart Neo4j, and do it again; what is recorded already is not doubled."
        )
    return ServerError(f"Neo4j refused a statement of ours ({error.code}): {error.message}")
