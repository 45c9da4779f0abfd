"""Which license covers what, where several fit: exact, as an integer program (HiGHS through SciPy). Pure.

Without suites it is a transport problem, and the linear program alone finds whole numbers.

In this order: as few units short as possible; among those the dearest covered first; then each license at its own product, and a
suite before single licenses where it covers two members or more on one device.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

_SHORT, _COST, _OWN = 1e4, 10.0, 0.01


class Part(NamedTuple):
    """A position, or what its virtual machines need of it, where that takes other licenses."""

    product: str
    metric: str
    virtual: bool = False


class Claim(NamedTuple):
    """So many units are needed; `cost` is what one is worth."""

    key: Part
    required: int
    cost: float


class Supply(NamedTuple):
    """So many units are there, for any of these claims; `own` are those that they are meant for."""

    key: str
    quantity: int
    claims: frozenset[Part]
    own: frozenset[Part]


class Bundle(NamedTuple):
    """So many devices each need one unit of every one of these claims; one unit of a suite covers those that are its members."""

    claims: frozenset[Part]
    devices: int


class Suite(NamedTuple):
    """A supply whose unit covers all its members on one device."""

    key: str
    quantity: int
    members: frozenset[Part]


@dataclass(frozen=True, slots=True)
class Consumption:
    """`used`: units of a license at a claim. `bundled`: devices of a bundle that a suite covers."""

    used: Mapping[tuple[str, Part], int]
    bundled: Mapping[tuple[str, frozenset[Part]], int]


def consume(
    claims: Sequence[Claim],
    supplies: Sequence[Supply],
    suites: Sequence[Suite] = (),
    bundles: Sequence[Bundle] = (),
) -> Consumption:
    """The best use of all supplies. Costs an integer program with a variable for each license and claim that fit."""
    required = {claim.key: claim.required for claim in claims}
    dearest = max((claim.cost for claim in claims), default=0) or 1
    worth = {claim.key: _SHORT + _COST * claim.cost / dearest for claim in claims}
    single = [(supply, key) for supply in supplies for key in sorted(supply.claims) if required.get(key)]
    whole = [(suite, bundle) for suite in suites for bundle in bundles if suite.members & bundle.claims]
    if not single and not whole:
        return Consumption({}, {})
    if not whole and len({key for _, key in single}) == len({supply.key for supply, _ in single}) == len(single):
        # Each fits one alone: nothing to decide.
        return Consumption({(s.key, key): min(s.quantity, required[key]) for s, key in single}, {})
    gain: list[float] = []
    most: list[float] = []
    rows: dict[Hashable, dict[int, float]] = defaultdict(dict)
    limits: dict[Hashable, float] = {}
    for at, (supply, key) in enumerate(single):
        gain.append(worth[key] + (_OWN if key in supply.own else 0))
        most.append(min(supply.quantity, required[key]))
        _put(rows, limits, ("supply", supply.key), at, supply.quantity)
        _put(rows, limits, ("claim", key), at, required[key])
    for at, (suite, bundle) in enumerate(whole, start=len(single)):
        members = sorted(suite.members & bundle.claims)
        gain.append(sum(worth[key] for key in members) + (_OWN * (len(members) + 1) if len(members) > 1 else -_OWN))
        most.append(min(suite.quantity, bundle.devices))
        _put(rows, limits, ("supply", suite.key), at, suite.quantity)
        _put(rows, limits, ("bundle", bundle.claims), at, bundle.devices)
        for key in members:
            _put(rows, limits, ("claim", key), at, required[key])
    taken = _solved(np.array(gain), np.array(most, dtype=float), rows, limits, whole=bool(whole))
    used = {(supply.key, key): taken[at] for at, (supply, key) in enumerate(single) if taken[at]}
    bundled = {
        (suite.key, bundle.claims): taken[at]
        for at, (suite, bundle) in enumerate(whole, start=len(single))
        if taken[at]
    }
    return Consumption(used, bundled)


def _put(
    rows: dict[Hashable, dict[int, float]], limits: dict[Hashable, float], row: Hashable, at: int, limit: float
) -> None:
    rows[row][at] = 1.0
    limits[row] = limit


def _solved(
    gain: np.ndarray,
    most: np.ndarray,
    rows: Mapping[Hashable, Mapping[int, float]],
    limits: Mapping[Hashable, float],
    *,
    whole: bool,
) -> list[int]:
    cells = [(row, at) for row, its in enumerate(rows.values()) for at in its]
    shape = (len(rows), len(gain))
    matrix = csr_array((np.ones(len(cells)), ([row for row, _ in cells], [at for _, at in cells])), shape=shape)
    upper = np.array([limits[row] for row in rows])
    found = milp(
        -gain,
        # Without bundles each variable is in two sums, supply and claim: every corner is whole (total unimodularity).
        integrality=np.full(len(gain), int(whole)),
        bounds=Bounds(0, most),
        constraints=LinearConstraint(matrix, -np.inf, upper),
        options={"mip_rel_gap": 0},
    )
    if found.x is None:
        raise RuntimeError(f"the integer program was not solved: {found.message}")
    return [round(value) for value in found.x]
