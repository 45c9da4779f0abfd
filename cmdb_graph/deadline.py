"""The time that a question or a change may take: checked each round here, and given to the server with each transaction."""

from __future__ import annotations

import threading
import time
import uuid

from cmdb_graph.errors import DeadlineExceeded


class Deadline:
    """A time limit with a name, so that the queries that run under it can be found and ended on the server.

    Thread-safe: the thread that evaluates checks it, another may cancel it (a client that went away).
    """

    def __init__(self, seconds: float, advice: str = "The database may be busy: try again later.") -> None:
        """`advice` says what whoever meets the end may do about it: whoever sets the time knows."""
        self.seconds = seconds
        self._advice = advice
        self.tag = uuid.uuid4().hex
        self._ends = time.monotonic() + seconds
        self._canceled = threading.Event()

    @classmethod
    def as_set(cls, seconds: float) -> Deadline:
        """With the time that CMDB_QUESTION_SECONDS gives."""
        return cls(seconds, "Ask for less at once, or raise CMDB_QUESTION_SECONDS.")

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._ends - time.monotonic())

    def cancel(self) -> None:
        """Nobody waits for the answer any more: the next check raises."""
        self._canceled.set()

    @property
    def canceled(self) -> bool:
        """Whether somebody canceled."""
        return self._canceled.is_set()

    def check(self) -> None:
        """Raise DeadlineExceeded when the time is over or nobody waits any more."""
        if self._canceled.is_set():
            raise DeadlineExceeded("It was canceled: whoever asked went away.")
        if self.remaining() <= 0:
            raise self.exceeded()

    def exceeded(self) -> DeadlineExceeded:
        """The error that says how long it had, and what to do."""
        return DeadlineExceeded(
            f"It took longer than the {self.seconds:g} s that it may take and was ended. {self._advice}"
        )
