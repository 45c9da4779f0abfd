"""Members of a JSON array, as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson


def listed(items: Iterable[object]) -> Iterator[str]:
    """A line each, with commas between."""
    between = "\n"
    for item in items:
        yield between + orjson.dumps(item).decode()
        between = ",\n"
