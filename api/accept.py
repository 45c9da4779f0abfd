"""Which of the forms that an answer has the client prefers: RFC 9110, section 12.5.1."""

from __future__ import annotations

from starlette.datastructures import Headers
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from cmdb_graph.errors import NotAcceptable


def preferred(headers: Headers, offered: tuple[str, ...]) -> str:
    """The offered media type with the highest quality, the first of equals; the first when the client states no wish.

    Parameters of a media range (`charset`, `header`) are passed over. NotAcceptable when every one is excluded.
    """
    given = parse_accept_header(", ".join(headers.getlist("accept")), MIMEAccept)
    if not given:
        return offered[0]
    ranges = MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in given)
    best = max(offered, key=ranges.quality)
    if ranges.quality(best) <= 0:
        raise NotAcceptable(f"The answer comes as {', '.join(offered)}; Accept excludes them all.")
    return best
