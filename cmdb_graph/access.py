"""Who may do what: keys with a role, kept as hashes in the graph. Deny is the default."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from cmdb_graph import cursors, times
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Forbidden, Invalid, NotFound, Place, Unauthenticated
from cmdb_graph.files import write_private
from cmdb_graph.graph.store import ReadStore, WriteStore

_KEY = re.compile(r"cmdb_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")
_ALL, _BEFORE_ALL = 10**9, "0 "
_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,100}")


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


ENVIRONMENT_KEY = Caller("CMDB_ADMIN_KEY", "CMDB_ADMIN_KEY", Role.ADMIN)
"""Whoever holds the key that is given from outside."""


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
    new, named = _NewKey(), Role.named(role)
    new.record(store, name, named)
    return new.id, new.key


def first_key(store: WriteStore, file: Path) -> Path | None:
    """The file of the first admin key, readable by its owner only: made when the graph holds no key.

    None when the graph has keys of which the file holds none: after a restore it may be another graph's. Raises Invalid when
    the file cannot be written.
    """
    if _any_key(store):
        return file if _opens(store, file) else None
    new = _NewKey()
    # The file first: killed in between, the next start finds a graph without a key and makes another. Never is a key recorded
    # that nobody can read. What the file holds is not taken for the new key: it may have been revoked.
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, f"{new.key}\n")
    except OSError as error:
        raise Invalid(
            f"The first admin key cannot be written to {file}: {error.strerror}. "
            "Set CMDB_DATA_DIR to a folder that can be written to, or give a key with CMDB_ADMIN_KEY."
        ) from error
    new.record(store, "first admin", Role.ADMIN)
    return file


class _NewKey:
    """A key that opens nothing until it is recorded."""

    def __init__(self) -> None:
        self.id, self._secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        self.key = f"cmdb_{self.id}_{self._secret}"

    def record(self, store: WriteStore, name: str, role: Role) -> None:
        """From now on it opens what its role may."""
        given = {"id": self.id, "name": name, "role": role.name.lower(), "hash": hashed(self._secret)}
        store.write(lambda writer: writer.run("keys/create", **given, at=times.now()), Deadline(30))


def list_keys(store: ReadStore) -> list[KeyInfo]:
    """All keys, oldest first."""
    return page_of_keys(store, _ALL)[0]


def page_of_keys(store: ReadStore, limit: int, cursor: str | None = None) -> tuple[list[KeyInfo], str | None]:
    """Keys, oldest first, and the cursor of the next page if there is one."""
    created, _, after = (_BEFORE_ALL if cursor is None else cursors.decoded(cursor)).partition(" ")
    last = {"created": cursors.number(created), "after": after}
    rows = store.read(lambda reader: reader.rows("keys/list", **last, limit=limit + 1), Deadline(30))
    keys = [KeyInfo(row["id"], row["name"], row["role"], times.iso(row["created"])) for row in rows[:limit]]
    more = len(rows) > limit
    return keys, cursors.encoded(f"{rows[limit - 1]['created']} {keys[-1].id}") if more else None


def revoke_key(store: WriteStore, key_id: str) -> None:
    """The key opens nothing from now on; NotFound when there is none."""
    (revoked,), _ = store.write(lambda writer: writer.packed("keys/revoke", id=key_id), Deadline(30))
    if not revoked:
        named = [info.id for info in list_keys(store) if info.name == key_id]
        ids = f" The keys of that name have the ids {', '.join(named[:10])}." if named else ""
        raise NotFound(f"There is no key with the id {key_id!r}; a key is revoked by its id, not its name.{ids}")


def authenticate(store: ReadStore, key: str, admin_key: str | None) -> Caller:
    """The caller whose key this is; Unauthenticated otherwise. Secrets are compared by hash, in constant time."""
    if admin_key and hmac.compare_digest(hashed(key), hashed(admin_key)):
        return ENVIRONMENT_KEY
    match = _KEY.fullmatch(key)
    if match is None:
        raise _unknown()
    key_id, secret = match.groups()
    rows = store.read(lambda reader: reader.rows("keys/find", id=key_id), Deadline(30))
    if not rows or not hmac.compare_digest(rows[0]["hash"], hashed(secret)):
        raise _unknown()
    return Caller(key_id, rows[0]["name"], Role.named(rows[0]["role"]))


def _any_key(store: ReadStore) -> bool:
    return bool(store.read(lambda reader: reader.packed("keys/count")[0], Deadline(30)))


def _opens(store: ReadStore, file: Path) -> bool:
    try:
        authenticate(store, file.read_text().strip(), None)
    except (OSError, UnicodeDecodeError, Unauthenticated):
        return False
    return True


def _unknown() -> Unauthenticated:
    return Unauthenticated("The key is not known: it may have been revoked. Ask an admin for one.")


def hashed(secret: str) -> str:
    """What is kept of a secret: SHA-256, hexadecimal."""
    # Keys and tokens are 256 random bits: a fast hash is enough, there is nothing to guess.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
