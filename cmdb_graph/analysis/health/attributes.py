"""Missing attributes: what the vocabulary requires or recommends of a kind, and is not there. Pure.

Required and recommended are the two metrics of the completeness score of ServiceNow's CMDB Health. Who owns a thing and where it
is are relationships here, so a relationship from it may be asked for too. A word that stands where nothing is known counts as
missing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cmdb_graph.analysis.health.estate import IDLE, IN_USE, Estate, Findings, Mask, Why
from cmdb_graph.vocabulary import Kind

_Demands = tuple[tuple[str, ...], ...]


def required(estate: Estate) -> Findings:
    """Judged: what is in use, and what is kept for use: stock must be told apart as well."""
    kept = (estate.phase == IN_USE) | (estate.phase == IDLE)
    return _missing(estate, "required", estate.held & kept, lambda kind: kind.health.required)


def recommended(estate: Estate) -> Findings:
    """Judged: what is in use."""
    return _missing(estate, "recommended", estate.held & estate.in_use, lambda kind: kind.health.recommended)


def _missing(estate: Estate, check: str, among: Mask, demands: Callable[[Kind], _Demands]) -> Findings:
    of = among & estate.of_kinds(lambda kind: bool(demands(kind)))
    failing = np.zeros(len(estate), np.bool_)
    begins: dict[str, Mask] = {}

    def has(type_: str) -> Mask:
        if type_ not in begins:
            begins[type_] = estate.begins(estate.of_types((type_,)))
        return begins[type_]

    for kind, its in estate.each_kind(of):
        for alternatives in demands(kind):
            lacking = np.ones(len(its), np.bool_)
            for word in alternatives:
                if word in kind.attributes:
                    lacking[lacking] = estate.lacking(word, its[lacking])
                else:
                    lacking &= ~has(word)[its]
            failing[its[lacking]] = True

    def why(node: int) -> Why:
        nodes = estate.snapshot.nodes
        kind = estate.vocabulary.kind(nodes.kind[node])

        def is_there(word: str) -> bool:
            if word in kind.attributes:
                return estate.is_said(nodes.attributes[node].get(word))
            return bool(has(word)[node])

        lacks = tuple(" or ".join(each) for each in demands(kind) if not any(map(is_there, each)))
        return Why(f"It lacks {', '.join(lacks)}.", lacks)

    return Findings("required" if check == "required" else "recommended", of, failing, why)
