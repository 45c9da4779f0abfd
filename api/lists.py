"""What every list takes: how many, and from where on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from cmdb_graph.cursors import MAX_PAGE

MOST_ROWS = 100_000

Limit = Annotated[
    int,
    Query(ge=1, description=f"At most {MAX_PAGE:,}: a larger one counts as {MAX_PAGE:,}"),
    AfterValidator(lambda limit: min(limit, MAX_PAGE)),
]
Rows = Annotated[
    int,
    Query(ge=1, description=f"At most {MOST_ROWS:,}: a larger one counts as {MOST_ROWS:,}"),
    AfterValidator(lambda limit: min(limit, MOST_ROWS)),
]
"""Of an answer that is no page of a list: what it leaves out it counts, and there is no next one."""
Cursor = Annotated[str | None, Query(max_length=8192, description="`next` of the page before")]
