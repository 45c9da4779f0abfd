"""What a reader is given beside its file where nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable

from cmdb_graph.ingest.identify import Recorded
from cmdb_graph.ingest.mapping import load as load_mapping
from cmdb_graph.ingest.readers import Context
from cmdb_graph.ingest.readers.cells import Options
from cmdb_graph.vocabulary import load

VOCABULARY = load()


def _nobody(_: str) -> None:
    """No warning is asked for."""


def alone(warn: Callable[[str], None] = _nobody, **options: str) -> Context:
    given = Options(**options)  # pyright: ignore[reportArgumentType]  the tests name what there is
    return Context(VOCABULARY, Recorded(None, VOCABULARY), load_mapping(VOCABULARY), warn, options=given)
