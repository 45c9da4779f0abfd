"""Who is signed in on the page: sessions and sign-in links, kept as hashes in the graph, so that any process knows them.

A session is opened by a key, and is worth what the key is worth now: nothing once that is revoked. Or it is opened by a link that
`serve` prints, for whoever runs it: an admin.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta

from cmdb_graph import access, times
from cmdb_graph.access import ENVIRONMENT_KEY, Caller, Role
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Unauthenticated
from cmdb_graph.graph.store import ReadStore, Writer, WriteStore

_LINK = "sign-in-link"
_OPERATOR = Caller(_LINK, "local operator", Role.ADMIN)
_SECONDS = 30


def offer_link(store: WriteStore, lasting: timedelta) -> str:
    """The token of a new link: it signs in one admin, once, within this time."""
    token = _token()

    def work(writer: Writer) -> None:
        writer.run("sessions/forget", now=times.now())
        writer.run("sessions/offer", hash=access.hashed(token), until=_after(lasting))

    store.write(work, Deadline(_SECONDS))
    return token


def open_by_link(store: WriteStore, link: str, lasting: timedelta) -> tuple[str, Caller]:
    """The token of a new session, and whose it is; Unauthenticated when the link is none, was used or is too old."""
    hashed, now = access.hashed(link), times.now()
    unknown = (
        "This sign-in link is not known: a link works once, and for a short time. "
        "Start `cmdb-graph serve` again for a new one, or sign in with a key."
    )
    # Nobody without a link makes writers wait.
    if not store.read(lambda reader: reader.packed("sessions/offered", hash=hashed, now=now)[0], Deadline(_SECONDS)):
        raise Unauthenticated(unknown)

    def use(writer: Writer) -> None:
        (redeemed,) = writer.packed("sessions/redeem", hash=hashed, now=now)
        if not redeemed:
            raise Unauthenticated(unknown)

    return _open(store, _OPERATOR, None, lasting, use), _OPERATOR


def open_by_key(store: WriteStore, key: str, admin_key: str | None, lasting: timedelta) -> tuple[str, Caller]:
    """The token of a new session, and whose it is; Unauthenticated when the key is not known."""
    caller = access.authenticate(store, key, admin_key)
    return _open(store, caller, admin_key, lasting), caller


def caller_of(store: ReadStore, token: str, admin_key: str | None) -> Caller:
    """Who is signed in by this token; Unauthenticated when nobody is any more."""
    rows = store.read(
        lambda reader: reader.rows("sessions/find", hash=access.hashed(token), now=times.now()), Deadline(_SECONDS)
    )
    if rows:
        (row,) = rows
        if row["key"] == _LINK:
            return _OPERATOR
        if row["key"] == ENVIRONMENT_KEY.key_id:
            if admin_key and hmac.compare_digest(row["proof"], _proof(token, admin_key)):
                return ENVIRONMENT_KEY
        elif row["role"] is not None:
            return Caller(row["key"], row["name"], Role.named(row["role"]))
    raise Unauthenticated("You are not signed in any more: the session is over, or its key was revoked. Sign in again.")


def end(store: WriteStore, token: str) -> None:
    """The session opens nothing from now on; none is as good, and makes no writer wait."""
    hashed, now = access.hashed(token), times.now()
    if store.read(lambda reader: list(reader.rows("sessions/find", hash=hashed, now=now)), Deadline(_SECONDS)):
        store.write(lambda writer: writer.run("sessions/end", hash=hashed), Deadline(_SECONDS))


def _open(
    store: WriteStore,
    caller: Caller,
    admin_key: str | None,
    lasting: timedelta,
    first: Callable[[Writer], None] | None = None,
) -> str:
    token = _token()
    proof = _proof(token, admin_key or "") if caller == ENVIRONMENT_KEY else None

    def work(writer: Writer) -> None:
        if first is not None:
            first(writer)
        writer.run("sessions/forget", now=times.now())
        writer.run("sessions/create", hash=access.hashed(token), key=caller.key_id, proof=proof, until=_after(lasting))

    store.write(work, Deadline(_SECONDS))
    return token


def _proof(token: str, admin_key: str) -> str:
    # The graph never holds the token, so nobody can try out admin keys on what it does hold.
    return hmac.digest(token.encode(), admin_key.encode("utf-8", "surrogatepass"), "sha256").hex()


def _token() -> str:
    return secrets.token_urlsafe(32)


def _after(lasting: timedelta) -> int:
    return times.now() + lasting // timedelta(microseconds=1)
