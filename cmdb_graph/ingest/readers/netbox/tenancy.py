"""Tenants and what is theirs; contacts and what they look after."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from cmdb_graph.ingest.readers import Item
from cmdb_graph.ingest.readers.netbox.dump import ENTITIES, Dump, Row
from cmdb_graph.ingest.readers.netbox.objects import entity, named, relationship

_PARTIES = frozenset({"tenancy.tenant", "circuits.provider"})
_ROLES = (
    (re.compile(r"\bowner", re.IGNORECASE), "OWNED_BY"),
    (re.compile(r"\b(user|customer)", re.IGNORECASE), "USED_BY"),
)


def tenancy(dump: Dump) -> Iterator[Item]:
    """The tenant of a thing is who it belongs to. A contact supports what it is assigned to, unless its role says that
    it owns or uses it; one that is assigned to a tenant or provider is a member of that.
    """
    for row in dump.all("tenancy.tenant"):
        group = row.ref("group", "tenancy.tenantgroup")
        yield entity(row, "Tenant", named(row), {"group": group.text("name") if group else None})
    for model in ENTITIES:
        for row in dump.all(model):
            if (tenant := row.ref("tenant", "tenancy.tenant")) is not None:
                yield relationship(row, "OWNED_BY", row.id, tenant.id)
    for row in dump.all("tenancy.contact"):
        attributes = {
            "title": row.text("title"),
            "phone": row.text("phone"),
            "email": row.text("email"),
            "address": row.text("address"),
        }
        yield entity(row, "Person", named(row), attributes)
    yield from _assignments(dump)


def _assignments(dump: Dump) -> Iterator[Item]:
    """A contact may have several roles for one thing: they are one relationship."""
    roles: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    priorities: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    told_by: dict[tuple[str, str, str], Row] = {}
    for row in dump.all("tenancy.contactassignment"):
        type_field = "object_type" if "object_type" in row.fields else "content_type"
        contact, thing = row.ref("contact", "tenancy.contact"), row.generic(type_field, "object_id")
        if contact is None or thing is None or thing.model not in ENTITIES or thing is contact:
            continue
        role = row.ref("role", "tenancy.contactrole")
        words = (role.text("name") if role else None) or ""
        key = _responsibility(contact, thing, words)
        told_by.setdefault(key, row)
        roles[key].add(words)
        priorities[key].add(row.text("priority") or "")
    for key, row in told_by.items():
        type_, source, target = key
        given = {"roles": sorted(roles[key] - {""}), "priorities": sorted(priorities[key] - {""})}
        yield relationship(row, type_, source, target, **given)


def _responsibility(contact: Row, thing: Row, role: str) -> tuple[str, str, str]:
    if thing.model in _PARTIES:
        return "MEMBER_OF", contact.id, thing.id
    return next((type_ for words, type_ in _ROLES if words.search(role)), "SUPPORTED_BY"), thing.id, contact.id
