"""Cursors of pages: where the page before ended, opaque to whoever sends it back."""

from __future__ import annotations

import base64
import binascii

from cmdb_graph.errors import Invalid, Place

MAX_PAGE = 1_000


def encoded(after: str) -> str:
    """The cursor of the page behind this."""
    return base64.urlsafe_b64encode(after.encode()).decode().rstrip("=")


def decoded(cursor: str) -> str:
    """What the page before ended with; Invalid for what is no cursor."""
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise not_ours() from None


def number(text: str) -> int:
    """A number in a cursor; Invalid for what is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise not_ours()
    return int(text)


def not_ours() -> Invalid:
    """The error of a cursor that no page told."""
    why = "this cursor is none of ours: use `next` of the page before, as it was given"
    return Invalid(why, places=[Place(why, pointer="/cursor")])
