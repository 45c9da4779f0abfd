"""Stale CIs: those in use that no source has reported for too long. Pure.

Staleness is a metric of the correctness score of ServiceNow's CMDB Health, by default 60 days without an update. Here a report
that changes nothing counts too. What people keep by hand is not stale for not being imported: what the vocabulary gives no
`stale_days`, such as services, places and contracts, and what only sources that are kept by hand reported.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from cmdb_graph import times
from cmdb_graph.analysis.health.estate import Estate, Findings, Why
from cmdb_graph.texts import in_a_sentence

_DAY = 24 * 3_600 * 1_000_000


def stale(estate: Estate, at: int, kept_by_hand: Collection[str], days: int | None = None) -> Findings:
    """As of `at` (microseconds). `days`, where given, stand in place of those of every kind that may be stale.

    What was reported again after the snapshot's time is not: of the reports in between, the graph does not keep each.
    """
    nodes = estate.snapshot.nodes
    by_kind = np.array([_days(estate, name, days) for name in estate.kinds], np.int64)[estate.kind]
    by_hand = frozenset(kept_by_hand)
    known: dict[tuple[str, ...], bool] = {}
    reported = np.fromiter(
        (known[its] if its in known else known.setdefault(its, not by_hand.issuperset(its)) for its in nodes.sources),
        np.bool_,
        len(estate),
    )
    last = np.fromiter(nodes.last_seen, np.int64, len(estate))
    of = estate.ci & estate.in_use & (by_kind > 0) & reported
    failing = of & (last < at - by_kind * _DAY)
    if (again := estate.snapshot.seen_later) is not None:
        failing &= ~again

    def why(node: int) -> Why:
        seen = int(last[node])
        who = ", ".join(map(in_a_sentence, nodes.sources[node]))
        return Why(f"Last reported {times.iso(seen)[:10]} by {who}, {(at - seen) // _DAY:,} days before.")

    return Findings("stale", of, failing, why)


def _days(estate: Estate, kind: str, days: int | None) -> int:
    found = estate.vocabulary.kinds.get(kind)
    said = 0 if found is None else found.health.stale_days
    return days if days is not None and said else said
