"""The answer of an import."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

Mode = Literal["apply", "plan"]


class Counts(BaseModel):
    """What became of the records of one sort, counted per entity or relationship."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ended: int = 0


class Rejection(BaseModel):
    """One record that did not go in: where it stands (a line from 1, or an RFC 6901 pointer), and why."""

    line: int | None = None
    pointer: str | None = None
    detail: str


class ImportAnswer(BaseModel):
    """What an import did, or would do (`plan`)."""

    source: str
    mode: Mode
    format: str
    at: str | None = None
    warnings: list[str] = Field(default_factory=list[str])
    warnings_omitted: int = Field(default=0, description="How many warnings are not listed")
    entities: Counts = Field(default_factory=Counts)
    relationships: Counts = Field(default_factory=Counts)
    steps: Counts = Field(default_factory=Counts, description="Steps of tickets, in event time; none is ever changed")
    rejected: list[Rejection] = Field(default_factory=list[Rejection])
    rejected_count: int = Field(
        default=0, description="All that were rejected; `rejected` lists the first 10,000 of them"
    )
    seconds: float = 0
