"""What every list takes: how many, and from where on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from cmdb_graph.cursors import MAX_PAGE

Limit = Annotated[
    int,
    Query(ge=1, description=f"At most {MAX_PAGE:,}: a larger one counts as {MAX_PAGE:,}"),
    AfterValidator(lambda limit: min(limit, MAX_PAGE)),
]
Cursor = Annotated[str | None, Query(max_length=8192, description="`next` of the page before")]
