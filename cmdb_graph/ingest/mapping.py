"""What words of another tool mean here, as data: `snipe-it.toml`. An organization's folder (CMDB_MAPPINGS) adds its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from cmdb_graph.data import Pattern, Table, read
from cmdb_graph.errors import BadMapping
from cmdb_graph.texts import fold
from cmdb_graph.vocabulary import Vocabulary

_FILE = "snipe-it.toml"
_BUILTIN = Path(__file__).parent / _FILE
_ABOVE, _STATUS = "Hardware", "life_cycle_status"


class CategoryWords(Table):
    """Words in the name of a category, and the kind of what is in it."""

    match: Pattern
    kind: str


class StatusWords(Table):
    """Words in the name of a status, and the step of life that it is."""

    match: Pattern
    status: str


class Mapped(Table):
    """All words; of several that are found, the first counts. Texts are compared in small letters."""

    categories: tuple[CategoryWords, ...] = ()
    statuses: tuple[StatusWords, ...] = ()
    status_types: Mapping[str, str] = Field(default_factory=dict[str, str])
    no_serial_numbers: tuple[str, ...] = ()

    def kind(self, category: str) -> str | None:
        """The kind of what is in a category; None when no words are found in its name."""
        name = fold(category)
        return next((words.kind for words in self.categories if re.search(words.match, name)), None)

    def status(self, name: str, type_: str | None) -> str | None:
        """The step of life that a status is, by its name, else by its type; None when neither tells."""
        found = next((words.status for words in self.statuses if re.search(words.match, fold(name))), None)
        return found or (self.status_types.get(fold(type_)) if type_ else None)

    def is_serial(self, text: str) -> bool:
        """Whether a serial number is one, and not the words that stand where none is known."""
        return fold(text) not in self.no_serial_numbers


def load(vocabulary: Vocabulary, folder: Path | None = None) -> Mapped:
    """The words, those of an organization's folder first. Raises BadMapping, with file and key, on a mistake."""
    builtin = _checked(_BUILTIN, vocabulary)
    if folder is None:
        return builtin
    if not folder.is_dir():
        raise BadMapping(f"{folder} is not a folder. CMDB_MAPPINGS must name a folder with a file {_FILE}.")
    if not (folder / _FILE).is_file():
        return builtin
    own = _checked(folder / _FILE, vocabulary)
    return Mapped(
        categories=own.categories + builtin.categories,
        statuses=own.statuses + builtin.statuses,
        status_types={**builtin.status_types, **own.status_types},
        no_serial_numbers=own.no_serial_numbers + builtin.no_serial_numbers,
    )


def _checked(path: Path, vocabulary: Vocabulary) -> Mapped:
    mapped = read(path, Mapped, BadMapping)
    for at, words in enumerate(mapped.categories):
        kind = vocabulary.kinds.get(words.kind)
        if kind is None or kind.abstract or not vocabulary.is_a(kind.name, _ABOVE):
            raise BadMapping(f"{path.name}: categories.{at}.kind: {words.kind!r} is no kind of {_ABOVE}.")
    steps = vocabulary.kind(_ABOVE).attributes[_STATUS].values
    given = [(f"statuses.{at}.status", words.status) for at, words in enumerate(mapped.statuses)]
    given += [(f"status_types.{name}", status) for name, status in mapped.status_types.items()]
    for key, status in given:
        if status not in steps:
            raise BadMapping(f"{path.name}: {key}: {status!r} is none of {', '.join(steps)}.")
    return mapped
