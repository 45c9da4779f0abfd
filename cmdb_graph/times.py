"""Transaction times: whole microseconds since 1970 in the graph, ISO 8601 with zone for people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from cmdb_graph.errors import Invalid, Place

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""What a day may be that is asked about."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // MICROSECOND
LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // MICROSECOND


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01T00:00:00Z, exact (no float on the way).

    What an offset moves out of the years 1 to 9999 in UTC counts as their edge: `iso` must be able to tell it.
    """
    return min(max((moment - _EPOCH) // MICROSECOND, FIRST), LAST)


def from_micros(micros: int) -> datetime:
    """The UTC moment of `to_micros`."""
    return _EPOCH + timedelta(microseconds=micros)


def shifted(moment: datetime, by: timedelta) -> datetime:
    """So much later, or earlier, in UTC; no further than the years that there are."""
    return from_micros(min(max(to_micros(moment) + by // MICROSECOND, FIRST), LAST))


def now() -> int:
    """The wall clock in microseconds."""
    return to_micros(datetime.now(UTC))


def iso(micros: int) -> str:
    """`2026-11-24T15:41:19.123456Z`: always with microseconds, so that texts sort as times do."""
    return from_micros(micros).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse(text: str, *, what: str = "time") -> int:
    """Microseconds of an ISO 8601 moment with zone; Invalid says what is missing."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(
            f"{what} {text!r} is not an ISO 8601 time, for instance 2026-11-24T15:00:00Z.",
            places=[Place("not an ISO 8601 time")],
        ) from None
    if moment.tzinfo is None:
        raise Invalid(
            f"{what} {text!r} has no time zone: add Z for UTC, or an offset such as +01:00.",
            places=[Place("no time zone")],
        )
    return to_micros(moment)
