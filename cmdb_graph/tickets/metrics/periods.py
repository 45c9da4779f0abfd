"""A span of time divided into months, weeks or days of a time zone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice, pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from cmdb_graph.tickets.metrics.ticket import Period

By = Literal["none", "month", "week", "day"]

_DAY = timedelta(days=1)


def periods(
    first: datetime, until: datetime, by: By, zone: ZoneInfo, known: datetime | None = None, most: int | None = None
) -> list[Period]:
    """In order and without gaps; the first and the last may be parts. Weeks begin on Monday. No more than the first `most`."""
    cuts = () if by == "none" else (at for at in _begins(first, until, by, zone) if first < at < until)
    edges = chain([first], cuts, [until])
    return [Period(start, end, known) for start, end in islice(pairwise(edges), most)]


def _begins(first: datetime, until: datetime, by: By, zone: ZoneInfo) -> Iterator[datetime]:
    day = first.astimezone(zone).date()
    last = until.astimezone(zone).date()
    while (day := _next(day, by)) <= last:
        yield datetime.combine(day, time(), zone).astimezone(UTC)


def _next(day: date, by: By) -> date:
    if by == "month":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + (_DAY * (7 - day.weekday()) if by == "week" else _DAY)
