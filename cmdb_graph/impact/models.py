"""The question and the answer of `POST /impact`, `/dependencies` and `/paths`."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

StateWord = Literal["unaffected", "at_risk", "degraded", "down"]


class State(IntEnum):
    """How a node stands, from best to worst."""

    UNAFFECTED = 0
    AT_RISK = 1
    DEGRADED = 2
    DOWN = 3

    @property
    def word(self) -> StateWord:
        """The state as answers spell it: `at_risk`."""
        return _WORDS[self]

    @classmethod
    def of(cls, word: StateWord) -> State:
        """The state that a word spells."""
        return cls(_WORDS.index(word))


_WORDS: tuple[StateWord, ...] = ("unaffected", "at_risk", "degraded", "down")
