"""An entity and a relationship as plain data, for evaluation: what is not of the wanted form counts as not known. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cmdb_graph.graph.shape import Value

Link = tuple[str, str, str]
"""(type, from, to)"""


@dataclass(frozen=True, slots=True)
class Node:
    """An entity: what it is and what is known of it. `sources` are those that reported it."""

    id: str
    kind: str
    name: str
    attributes: Mapping[str, Value]
    sources: tuple[str, ...] = ()

    def text(self, attribute: str) -> str | None:
        """A text that is not empty; anything else is not known."""
        value = self.attributes.get(attribute)
        return value if isinstance(value, str) and value.strip() else None

    def number(self, attribute: str) -> float | int | None:
        """A number from zero; anything else is not known."""
        value = self.attributes.get(attribute)
        return value if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None

    def count(self, attribute: str) -> int | None:
        """A whole number from one; anything else is not known."""
        value = self.number(attribute)
        return int(value) if value is not None and value >= 1 and value == int(value) else None

    def flag(self, attribute: str) -> bool | None:
        """True or false; anything else is not known."""
        value = self.attributes.get(attribute)
        return value if isinstance(value, bool) else None

    def day(self, attribute: str) -> date | None:
        """A day; anything else is not known."""
        try:
            return date.fromisoformat(self.text(attribute) or "")
        except ValueError:
            return None

    def moment(self, attribute: str) -> datetime | None:
        """A time in UTC; anything else is not known."""
        try:
            moment = datetime.fromisoformat(self.text(attribute) or "")
        except ValueError:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
