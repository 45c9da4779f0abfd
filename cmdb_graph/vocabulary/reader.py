"""Reads the vocabulary: the built-in files, then an organization's own, which may add and never redefine.

    [kinds.Server]
    parent = "Computer"             # none: a root
    about = "A computer that serves others."
    abstract = false                # true: only gathers other kinds
    roles = ["CI", "Asset"]         # what a new one is; inherited where not given

    [kinds.Server.attributes]
    cores = { type = "integer", unit = "cores", about = "..." }       # also: list = true, values = ["a", "b"]
    status = { type = "string", over = ["closed"], about = "..." }    # over: it is done, inherited; only of a status
    price = { type = "number", minimum = 0, about = "..." }           # the least that a number may be; `maximum` the most
    end = { type = "date", not_before = "start", about = "..." }      # it may not precede another day of the kind

    [types.RUNS_ON]
    label = "Runs on"
    inverse = "Runs"
    about = "Software on what executes it."
    dependency = true               # points from the dependent to the provider
    group = "power"                 # the gate of a relationship that names none, and how many providers it needs
    need = 1
    places = true                   # what has one is no orphan; every dependency places
    joins = [{ from = "Software", to = ["Computer", "VirtualMachine"], effect = "hard" }]

What the health of a kind is held to stands in [kinds.Server.health], see `health.py`.

A further file may add kinds, attributes of any kind, what any kind's health is held to, values of a status that mean that it is
over, types, and joins of any type. It may repeat what is defined, and is refused, with file and line, where it contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from operator import attrgetter
from pathlib import Path
from typing import cast

from cmdb_graph.errors import BadVocabulary
from cmdb_graph.vocabulary.health import with_health
from cmdb_graph.vocabulary.model import (
    ATTRIBUTE_TYPES,
    EFFECTS,
    ROLES,
    STATUS,
    Attribute,
    AttributeType,
    Effect,
    Join,
    Kind,
    RelationshipType,
    Role,
    Vocabulary,
    nearest,
)
from cmdb_graph.vocabulary.tables import File, Table

MOST_FILES = 200
MOST_KINDS = 2_000
MOST_TYPES = 500
MOST_ATTRIBUTES = 500
MOST_JOINS = 50_000
DEEPEST = 20

# Labels of the product's own nodes: an organization's kind must not be mistaken for them.
RESERVED_LABELS = frozenset(
    {"Entity", "CI", "Asset", "EntityVersion", "RelationshipVersion", "Clock", "ApiKey", "PageSession", "SignInLink"}
    | {"Migration", "Source"}
)
# Every entity says these of itself, outside its attributes.
RESERVED_ATTRIBUTES = frozenset({"id", "kind", "name"})

_OF_KINDS = ("parent", "about", "abstract", "roles", "attributes", "health")
_KIND_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,63}")
_TYPE_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")

Attributes = dict[str, tuple[Attribute, Table]]


def load(extension: Path | None = None) -> Vocabulary:
    """The built-in vocabulary, extended by the *.toml files of a folder in the order of their names.

    Raises BadVocabulary, with file and line, on the first mistake.
    """
    builtin = _builtin()
    if extension is None:
        return builtin
    if not extension.is_dir():
        raise BadVocabulary(f"{extension} is not a folder. CMDB_VOCABULARY must name a folder of TOML files.")
    paths = sorted(extension.glob("*.toml"))
    if len(paths) > MOST_FILES:
        raise BadVocabulary(f"{extension} holds {len(paths)} TOML files; at most {MOST_FILES} are read.")
    files = [*_builtin_files(), *(File.read(path, builtin=False).table() for path in paths)]
    vocabulary, added = _read(files)
    _refuse_weakening(builtin, vocabulary, added)
    return vocabulary


@cache
def _builtin() -> Vocabulary:
    return _read(_builtin_files())[0]


@cache
def _builtin_files() -> tuple[Table, ...]:
    folder = Path(__file__).parent / "builtin"
    return tuple(File.read(path, builtin=True).table() for path in sorted(folder.glob("*.toml")))


def _read(files: Iterable[Table]) -> tuple[Vocabulary, list[tuple[str, Join, Table]]]:
    """The vocabulary, and the joins that extensions add, each with its place."""
    kind_tables: dict[str, list[Table]] = {}
    type_tables: dict[str, list[Table]] = {}
    for file in files:
        file.only("kinds", "types")
        for name, table in file.tables("kinds"):
            kind_tables.setdefault(_kind_name(name, table), []).append(table)
        for name, table in file.tables("types"):
            type_tables.setdefault(_type_name(name, table), []).append(table)
        if len(kind_tables) > MOST_KINDS or len(type_tables) > MOST_TYPES:
            raise file.bad(f"more than {MOST_KINDS:,} kinds or {MOST_TYPES:,} types in all.")
    kinds = _kinds(kind_tables)
    added: list[tuple[str, Join, Table]] = []
    types = {name: _type(name, tables, kinds, added) for name, tables in sorted(type_tables.items())}
    return Vocabulary(with_health(kinds, types, kind_tables), types), added


def _kind_name(name: str, table: Table) -> str:
    if not _KIND_NAME.fullmatch(name):
        raise table.bad(f"{name!r} is not a name for a kind: a capital letter, then up to 63 letters and digits.")
    if name in RESERVED_LABELS:
        raise table.bad(f"{name!r} is a label of the product's own nodes. Choose another name.")
    return name


def _type_name(name: str, table: Table) -> str:
    if not _TYPE_NAME.fullmatch(name) or len(name) > 64:
        raise table.bad(f"{name!r} is not a name for a relationship type: write it as RUNS_ON, at most 64 characters.")
    return name


# Kinds


def _kinds(tables: Mapping[str, list[Table]]) -> dict[str, Kind]:
    for name, (first, *further) in tables.items():
        first.only(*_OF_KINDS)
        first.needed("about")
        first.flag("abstract")
        _roles(first)
        parent = first.text("parent")
        if parent is not None and parent not in tables:
            raise first.bad(f"{name}'s parent {parent!r} is no kind.{nearest(parent, tables)}", "parent")
        for table in further:
            table.only(*_OF_KINDS)
            _refuse_redefinition(name, first, table, except_for=("attributes", "health"))
    kinds: dict[str, Kind] = {}
    declared = {name: _attributes(name, declarations) for name, declarations in tables.items()}
    for name in tables:
        for step in reversed(_lineage(name, tables)):
            if step not in kinds:
                kinds[step] = _kind(step, tables, declared, kinds)
    return dict(sorted(kinds.items()))


def _lineage(name: str, tables: Mapping[str, list[Table]]) -> list[str]:
    """The kind and its ancestors, nearest first."""
    lineage = [name]
    while (parent := tables[lineage[-1]][0].data.get("parent")) is not None:
        if parent in lineage:
            circle = " < ".join([*lineage[lineage.index(parent) :], parent])
            raise tables[lineage[-1]][0].bad(f"the parents go in a circle: {circle}.", "parent")
        lineage.append(parent)
        if len(lineage) > DEEPEST:
            raise tables[name][0].bad(f"{name} has more than {DEEPEST - 1} ancestors.", "parent")
    return lineage


def _kind(
    name: str, tables: Mapping[str, list[Table]], declared: Mapping[str, Attributes], above: Mapping[str, Kind]
) -> Kind:
    first = tables[name][0]
    parent = above[first.data["parent"]] if "parent" in first.data else None
    attributes = dict(parent.attributes) if parent else {}
    for attribute, table in declared[name].values():
        if (inherited := attributes.get(attribute.name)) is not None and not _narrows(attribute, inherited):
            raise table.bad(
                f"{name} inherits {attribute.name!r} as {_form(inherited)}: an attribute may only narrow its values."
            )
        attributes[attribute.name] = attribute if inherited is None else _with_over(attribute, inherited.over)
    for attribute, table in declared[name].values():
        before = attributes.get(attribute.not_before or attribute.name)
        if before is None or before.type != attribute.type:
            raise table.bad(f"{name} has no {attribute.not_before!r} of type {attribute.type}.", "not_before")
    return Kind(
        name=name,
        parent=parent.name if parent else None,
        about=first.needed("about"),
        abstract=first.flag("abstract"),
        ancestors=parent.labels if parent else (),
        roles=_roles(first) if "roles" in first.data or parent is None else parent.roles,
        attributes=dict(sorted(attributes.items())),
        labels=(name, *(parent.labels if parent else ())),
    )


def _roles(table: Table) -> tuple[Role, ...]:
    given = table.names("roles")
    if wrong := [role for role in given if role not in ROLES]:
        raise table.bad(f"{wrong[0]!r} is no role: a list of CI and Asset, or an empty one.", "roles")
    return tuple(role for role in ROLES if role in given)


def _attributes(kind: str, tables: Iterable[Table]) -> Attributes:
    attributes: Attributes = {}
    for declaration in tables:
        for name, table in declaration.tables("attributes"):
            attribute = _attribute(name, table)
            before, first = attributes.get(name, (attribute, table))
            if replace(before, over=()) != replace(attribute, over=()):
                raise table.bad(
                    f"{kind}'s attribute {name!r} is defined otherwise in {first.place}. Choose another name."
                )
            attributes[name] = _with_over(before, attribute.over), first
    if len(attributes) > MOST_ATTRIBUTES:
        table = list(attributes.values())[MOST_ATTRIBUTES][1]
        raise table.bad(f"{kind} has more than {MOST_ATTRIBUTES} attributes.")
    return attributes


def _attribute(name: str, table: Table) -> Attribute:
    if not name.strip() or len(name) > 128 or not name.isprintable():
        raise table.bad(f"{name!r} is not a name for an attribute: 1 to 128 printable characters.")
    if name in RESERVED_ATTRIBUTES:
        raise table.bad(f"{name!r} cannot be an attribute: every entity has it already.")
    table.only("type", "list", "unit", "about", "values", "findable", "over", "minimum", "maximum", "not_before")
    kind_of_value = cast("AttributeType", table.one_of("type", ATTRIBUTE_TYPES))
    values = table.names("values")
    if values and kind_of_value != "string":
        raise table.bad("only a string can have a list of allowed values.", "values")
    findable = table.flag("findable")
    if findable and kind_of_value != "string":
        raise table.bad("only a string can be findable: the search looks for parts of words.", "findable")
    over, is_list = table.names("over"), table.flag("list")
    if over and (name != STATUS or kind_of_value != "string" or is_list):
        raise table.bad(f"only {STATUS!r}, a single string, says what means that something is over.", "over")
    if values and (unknown := [value for value in over if value not in values]):
        raise table.bad(f"{unknown[0]!r} is none of its values.", "over")
    minimum, maximum, not_before = table.number("minimum"), table.number("maximum"), table.text("not_before")
    for bound, given in (("minimum", minimum), ("maximum", maximum)):
        if given is not None and kind_of_value not in ("integer", "number"):
            raise table.bad(f"only a number can have a {bound}.", bound)
    if minimum is not None and maximum is not None and minimum > maximum:
        raise table.bad(f"the maximum {maximum:g} is less than the minimum {minimum:g}.", "maximum")
    if not_before is not None and (kind_of_value not in ("date", "datetime") or is_list):
        raise table.bad("only a single date or datetime can come not before another.", "not_before")
    unit, about = table.text("unit"), table.needed("about")
    return Attribute(name, kind_of_value, is_list, unit, about, values, findable, over, minimum, not_before, maximum)


def _with_over(attribute: Attribute, further: Iterable[str]) -> Attribute:
    """The same, with further values that mean that it is over, of those that it may have."""
    values = attribute.values
    added = (value for value in further if value not in attribute.over and (not values or value in values))
    return replace(attribute, over=(*attribute.over, *added))


def _narrows(attribute: Attribute, inherited: Attribute) -> bool:
    form = attrgetter("type", "is_list", "unit", "minimum", "maximum", "not_before")
    same = form(attribute) == form(inherited)
    return same and (
        not inherited.values or (bool(attribute.values) and set(attribute.values) <= set(inherited.values))
    )


def _form(attribute: Attribute) -> str:
    words = f"list of {attribute.type}" if attribute.is_list else attribute.type
    words += f" in {attribute.unit}" if attribute.unit else ""
    return words + (f" ({', '.join(attribute.values)})" if attribute.values else "")


def _refuse_redefinition(name: str, first: Table, further: Table, *, except_for: Collection[str]) -> None:
    for key, value in further.data.items():
        # 1 == True in Python; in a file they are different statements.
        if key not in except_for and (type(value), value) != (type(first.data.get(key)), first.data.get(key)):
            raise further.bad(
                f"{name} is defined in {first.place}; a further file may add {' and '.join(except_for)}, not redefine {key!r}.",
                key,
            )


# Relationship types


def _type(
    name: str, tables: list[Table], kinds: Mapping[str, Kind], added: list[tuple[str, Join, Table]]
) -> RelationshipType:
    first, *further = tables
    known = ("label", "inverse", "about", "dependency", "group", "need", "places", "joins")
    for table in tables:
        table.only(*known)
    for table in further:
        _refuse_redefinition(name, first, table, except_for=("joins",))
    dependency, group, need = first.flag("dependency"), first.text("group"), first.positive("need")
    if group is not None and not dependency:
        raise first.bad("only a dependency can have a default group.", "group")
    if need is not None and group is None:
        raise first.bad("'need' belongs to a default 'group', and there is none.", "need")
    joins: dict[tuple[str, str], tuple[Join, Table]] = {}
    for table in tables:
        for entry in table.entries("joins"):
            for join in _joins(entry, dependency, kinds):
                before, place = joins.setdefault((join.source, join.target), (join, entry))
                if before.effect != join.effect:
                    pair = f"{name} from {join.source} to {join.target}"
                    raise entry.bad(f"{pair} is {before.effect} by {place.place}, and cannot be {join.effect} too.")
                if first.file.builtin and not table.file.builtin:
                    added.append((name, join, entry))
        if len(joins) > MOST_JOINS:
            raise table.bad(f"{name} joins more than {MOST_JOINS:,} pairs. Name common ancestors instead.", "joins")
    return RelationshipType(
        name=name,
        label=first.needed("label"),
        inverse=first.needed("inverse"),
        about=first.needed("about"),
        dependency=dependency,
        group=group,
        need=(need or 1) if group else None,
        joins=tuple(join for _, (join, _) in sorted(joins.items(), key=lambda item: item[0])),
        places=dependency or first.flag("places"),
    )


def _joins(entry: Table, dependency: bool, kinds: Mapping[str, Kind]) -> Iterable[Join]:
    entry.only("from", "to", "effect")
    effect = cast("Effect", entry.one_of("effect", EFFECTS, default="hard" if dependency else "none"))
    if effect != "none" and not dependency:
        raise entry.bad("the type is no dependency, so it carries no failure: leave 'effect' out.", "effect")
    sides = [_side(entry, key, kinds) for key in ("from", "to")]
    return (Join(source, target, effect) for source, target in product(*sides))


def _side(entry: Table, key: str, kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    names = (entry.needed(key),) if isinstance(entry.data.get(key, ""), str) else entry.names(key)
    if not names:
        raise entry.bad(f"{key!r} names no kind.", key)
    for name in names:
        if name not in kinds:
            raise entry.bad(f"a join names {name!r}, which is no kind.{nearest(name, kinds)}", key)
    return names


def _refuse_weakening(builtin: Vocabulary, extended: Vocabulary, added: Iterable[tuple[str, Join, Table]]) -> None:
    """What the built-in vocabulary says of built-in kinds stays true; a relationship may state another effect."""
    for name, join, table in added:
        sources = [kind for kind in builtin.kinds if extended.is_a(kind, join.source)]
        targets = [kind for kind in builtin.kinds if extended.is_a(kind, join.target)]
        for source, target in product(sources, targets):
            before, after = builtin.join(name, source, target), extended.join(name, source, target)
            if before is not None and after is not None and before.effect != after.effect:
                raise table.bad(
                    f"{name} from {source} to {target} is {before.effect} in the built-in vocabulary and would become "
                    f"{after.effect}. Add the join for kinds of your own, or state the effect on the relationship."
                )
