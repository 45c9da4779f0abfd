"""Who may do what: keys with a role, kept as hashes in the graph. Deny is the default."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import IntEnum

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Forbidden, Invalid, NotFound, Place, Unauthenticated
from cmdb_graph.graph.store import ReadStore, Writer, WriteStore

_KEY = re.compile(r"cmdb_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")
_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,100}")
SHORT_KEY = 16
"""A key given from outside that is shorter than this can be guessed: whoever serves is warned."""


class Role(IntEnum):
    """Each may do what the one before may, and more."""

    READER = 1
    EDITOR = 2
    ADMIN = 3

    @classmethod
    def named(cls, name: str) -> Role:
        """The role of this name; Invalid names those there are."""
        try:
            return cls[name.upper()]
        except KeyError:
            why = f"there is no role {name[:80]!r}; there are reader, editor and admin"
            raise Invalid(why, places=[Place(why, pointer="/role")]) from None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking."""

    key_id: str
    name: str
    role: Role

    def must_be(self, role: Role) -> None:
        """Forbidden unless the role reaches."""
        if self.role < role:
            raise Forbidden(
                f"This needs the role {role.name.lower()}; the key {self.name!r} has {self.role.name.lower()}."
            )


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """A key without its secret."""

    id: str
    name: str
    role: str
    created: str


def create_key(store: WriteStore, name: str, role: str) -> tuple[str, str]:
    """A new key as (id, key). The key is told this once: only a hash of it is kept."""
    if not _NAME.fullmatch(name):
        why = "a key has a name of 1 to 100 characters, none of them a control character"
        raise Invalid(why, places=[Place(why, pointer="/name")])
    named = Role.named(role).name.lower()
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)

    def work(writer: Writer) -> None:
        writer.run("keys/create", id=key_id, name=name, role=named, hash=_hash(secret), at=times.now())

    store.write(work, Deadline(30))
    return key_id, f"cmdb_{key_id}_{secret}"


def list_keys(store: ReadStore) -> list[KeyInfo]:
    """All keys, oldest first."""
    rows = store.read(lambda reader: reader.rows("keys/list"), Deadline(30))
    return [KeyInfo(row["id"], row["name"], row["role"], times.iso(row["created"])) for row in rows]


def revoke_key(store: WriteStore, key_id: str) -> None:
    """The key opens nothing from now on; NotFound when there is none."""
    (revoked,), _ = store.write(lambda writer: writer.packed("keys/revoke", id=key_id), Deadline(30))
    if not revoked:
        raise NotFound(f"There is no key {key_id!r}.")


def any_key(store: ReadStore) -> bool:
    """Whether a key was ever made and not revoked."""
    return bool(store.read(lambda reader: reader.packed("keys/count")[0], Deadline(30)))


def authenticate(store: ReadStore, key: str, admin_key: str | None) -> Caller:
    """The caller whose key this is; Unauthenticated otherwise. Secrets are compared by hash, in constant time."""
    if admin_key and hmac.compare_digest(_hash(key), _hash(admin_key)):
        return Caller("CMDB_ADMIN_KEY", "CMDB_ADMIN_KEY", Role.ADMIN)
    match = _KEY.fullmatch(key)
    if match is None:
        raise _unknown()
    key_id, secret = match.groups()
    rows = store.read(lambda reader: reader.rows("keys/find", id=key_id), Deadline(30))
    if not rows or not hmac.compare_digest(rows[0]["hash"], _hash(secret)):
        raise _unknown()
    return Caller(key_id, rows[0]["name"], Role.named(rows[0]["role"]))


def _unknown() -> Unauthenticated:
    return Unauthenticated("The key is not known: it may have been revoked. Ask an admin for one.")


def _hash(secret: str) -> str:
    # Keys are 256 random bits: a fast hash is enough, there is nothing to guess.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
