"""Which part of the estate is exported."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from cmdb_graph.entities.fetch import MAX_DEPTH
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.impact.models import MAX_GIVEN, GivenWord, Id, LeastWord, Question


class ExportQuestion(Question):
    """The whole estate or the part that `kinds`, `service` and `site` keep; or one neighborhood; or one answer.

    `around` with `depth`: what lies around an entity. `impact`, with `state`, `assuming` and `least_state`: what breaks.
    `dependencies` with `depth`: what an entity stands on.
    """

    kinds: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    service: Id | None = None
    site: Id | None = None
    around: Id | None = None
    impact: Annotated[tuple[Id, ...], Field(max_length=MAX_GIVEN)] = ()
    state: GivenWord | None = None
    assuming: Annotated[tuple[Id, ...], Field(max_length=MAX_GIVEN)] = ()
    least_state: LeastWord | None = None
    dependencies: Id | None = None
    depth: Annotated[int, Field(ge=1)] | None = None
    as_of: AwareDatetime | None = None

    def check(self) -> None:
        """Invalid when more than one part is asked for, or something that does not go with the part."""
        parts = [
            " with ".join(name for name, given in filters if given)
            for filters in (
                (("kind", self.kinds), ("service", self.service), ("site", self.site)),
                (("around", self.around),),
                (("impact", self.impact),),
                (("dependencies", self.dependencies),),
            )
            if any(given for _, given in filters)
        ]
        if len(parts) > 1:
            _refuse(
                parts[-1].partition(" ")[0],
                f"One part at a time: {', '.join(parts[:-1])} and {parts[-1]} are each a part of their own. "
                "Give kind, service and site (together, if you like), or around, or impact, or dependencies; "
                "nothing for the whole estate.",
            )
        for name, given in (("state", self.state), ("assuming", self.assuming), ("least_state", self.least_state)):
            if given and not self.impact:
                _refuse(name, f"{name} goes with impact.")
        if self.depth is not None and self.around is None and self.dependencies is None:
            _refuse("depth", "depth goes with around, or with dependencies.")
        if self.depth is not None and self.around is not None and self.depth > MAX_DEPTH:
            _refuse("depth", f"depth around an entity is at most {MAX_DEPTH}, not {self.depth:,}.")


def _refuse(name: str, why: str) -> None:
    raise Invalid(why, places=[Place(why, pointer=f"/{name}")])
