"""Query files: `cypher/<capability>/<name>.cypher`, parsed and checked before any of them runs.

A file is Cypher as it stands, under a header of comments that is a contract:

    // about:   one line for people
    // kind:    read | write | schema
    // param    name: TYPE        a line per parameter
    // returns  name: TYPE, ...   the columns, in order (none for statements that return nothing)
    // starts:  Operator, ...     operators that the plan must have (optional)

Convention that the label check relies on: labels and relationship types follow their colon directly (`:Entity`),
values of a map follow theirs after a space (`{id: $id}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, LiteralString, cast, get_args

from cmdb_graph.errors import ServerError
from cmdb_graph.vocabulary import Vocabulary

Access = Literal["read", "write", "schema"]

INTERNAL_LABELS = frozenset(
    {
        "EntityVersion",
        "RelationshipVersion",
        "TicketStep",
        "Event",
        "Clock",
        "ApiKey",
        "PageSession",
        "SignInLink",
        "Migration",
    }
)
"""Labels of nodes that stand beside the graph: history, steps of tickets, events, the clock, keys, sessions, migrations."""

_HEADER = re.compile(r"//\s*(about:|kind:|param\b|returns\b|starts:)\s*(.*)|//\s{4,}.*")
_FIELD = re.compile(r"(\w+):\s*([A-Z][A-Z<>_ ]*)")
_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_PARAMETER = re.compile(r"\$(?!any\(|all\()(\w+)")
_NAMES = re.compile(r"(?<![\w:]):((?:[A-Za-z_]\w*)(?:[|&][A-Za-z_]\w*)*)|(?<=[)\w\[]):((?:[A-Z]\w*)(?:[|&][A-Z]\w*)*)")


@dataclass(frozen=True, slots=True)
class Query:
    """One query file: its text for the driver and what its header promises."""

    name: str
    about: str
    kind: Access
    parameters: frozenset[str]
    columns: tuple[str, ...]
    starts: tuple[str, ...]
    text: LiteralString


class BadQueryFile(ServerError):
    """A query file that breaks its own contract; the detail begins with file and line."""


def load(vocabulary: Vocabulary, root: Traversable | None = None) -> Mapping[str, Query]:
    """Every query by its name (`impact/dependents`), checked; BadQueryFile names file and line of the first fault."""
    known = vocabulary.labels | set(vocabulary.types) | INTERNAL_LABELS
    queries: dict[str, Query] = {}
    for name, source in _files(root or files("cypher")):
        queries[name] = _parse(name, source, known)
    return queries


def _files(root: Traversable) -> Iterator[tuple[str, str]]:
    for folder in sorted((f for f in root.iterdir() if f.is_dir()), key=lambda f: f.name):
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".cypher"):
                yield f"{folder.name}/{file.name.removesuffix('.cypher')}", file.read_text(encoding="utf-8")


def _parse(name: str, source: str, known: frozenset[str] | set[str]) -> Query:
    def refuse(line: int, why: str) -> BadQueryFile:
        return BadQueryFile(f"cypher/{name}.cypher:{line}: {why}")

    about, kind, starts = "", "", ()
    parameters: dict[str, int] = {}
    columns: list[str] = []
    body_line = 1
    for body_line, line in enumerate(source.splitlines(), start=1):
        if not line.startswith("//"):
            break
        match = _HEADER.fullmatch(line)
        if match is None:
            raise refuse(body_line, f"unknown header line {line!r}: expected about:, kind:, param, returns or starts:")
        key, value = match.group(1), (match.group(2) or "").strip()
        match key:
            case "about:":
                about = value
            case "kind:":
                kind = value
            case "param":
                field = _FIELD.match(value)
                if field is None:
                    raise refuse(body_line, f"a parameter reads `name: TYPE`, not {value!r}")
                parameters[field.group(1)] = body_line
            case "returns":
                columns += [column for column, _ in _FIELD.findall(value)]
            case "starts:":
                starts = tuple(part.strip() for part in value.split(","))
            case _:
                pass  # an indented line goes on explaining the line above
    if not about:
        raise refuse(1, "the header has no `about:`")
    if kind not in get_args(Access):
        raise refuse(1, f"`kind:` is {kind!r}, expected one of {', '.join(get_args(Access))}")

    body = _NOISE.sub(lambda noise: re.sub(r"[^\n]", " ", noise.group()), source)
    if re.search(r"\bLOAD\s+CSV\b", body, re.IGNORECASE):
        raise refuse(_line(body, body.upper().index("LOAD")), "LOAD CSV reads files and calls addresses: not allowed")
    used = {match.group(1): _line(body, match.start()) for match in _PARAMETER.finditer(body)}
    for parameter in sorted(used.keys() - parameters.keys()):
        raise refuse(used[parameter], f"${parameter} is used but not declared as `// param {parameter}: TYPE`")
    for parameter in sorted(parameters.keys() - used.keys()):
        raise refuse(parameters[parameter], f"${parameter} is declared but never used")
    for match in _NAMES.finditer(body):
        for word in re.split(r"[|&]", match.group(1) or match.group(2)):
            if word not in known:
                raise refuse(_line(body, match.start()), f":{word} is neither a label nor a type of the vocabulary")

    # The one cast of the product: what is in a query file is as literal as what is in a Python file.
    text = cast("LiteralString", source)
    return Query(name, about, cast("Access", kind), frozenset(parameters), tuple(columns), starts, text)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
