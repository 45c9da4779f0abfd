"""Query parameters as the OpenAPI document declares them: passed over, a misspelled one would answer another question."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import Request

from api.deps import CallerOf
from api.intake import FAULT
from api.problem import pointer
from cmdb_graph.errors import Invalid, Place
from cmdb_graph.vocabulary.model import nearest

_MOST_TOLD = 20
"""Parameters that are told to be wrong: what each was meant to be is looked for, and an address holds thousands."""


async def known_parameters(request: Request) -> None:
    """Invalid for each parameter that the operation does not have, and for each that it has once and was given again.

    Also raises what the intake found wrong with the body.
    """
    if (fault := getattr(request.state, FAULT, None)) is not None:
        raise fault
    declared = _declared(request)
    places: list[Place] = []
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if name not in declared:
            offered = nearest(name, declared) or (f" There are {', '.join(declared)}." if declared else "")
            why = f"there is no parameter {name[:80]!r} here.{offered}"
        elif times > 1 and not declared[name]:
            why = f"the parameter {name} is given {times} times: give it once"
        else:
            continue
        places.append(Place(why, pointer=pointer(("query", name[:80]))))
        if len(places) == _MOST_TOLD:
            break
    if places:
        raise Invalid("; ".join(place.detail for place in places[:5]), places=places)


async def known_parameters_of_callers(request: Request, caller: CallerOf) -> None:
    """The same; but without a key 401 comes before what is wrong."""
    del caller
    await known_parameters(request)


def _declared(request: Request) -> dict[str, bool]:
    """The operation's query parameters, and whether each may be given several times."""
    operation = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    return {
        parameter["name"]: _is_list(parameter["schema"])
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }


def _is_list(schema: dict[str, Any]) -> bool:
    return any(choice.get("type") == "array" for choice in (schema, *schema.get("anyOf", [])))
