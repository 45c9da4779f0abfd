"""What is too large for a question over HTTP may be asked in a terminal, where it has an hour."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import DeadlineExceeded, Hint


@contextmanager
def or_in_a_terminal(command: str, deadline: Deadline) -> Generator[None]:
    """DeadlineExceeded of the block names the command, unless whoever asked went away."""
    try:
        yield
    except DeadlineExceeded as error:
        if deadline.canceled:
            raise
        hint = Hint(http=f"In a terminal, `cmdb-graph {command}` has an hour.")
        raise DeadlineExceeded(error.detail, hint=hint) from None
