"""Orphans: CIs in use that no relationship places. Pure.

An orphan CI is one without relationships: a metric of the correctness score of ServiceNow's CMDB Health. Which relationships
place something is the vocabulary's to say: every dependency, in either direction, and the types that say so. Who owns it, who
supports it, what a ticket or a contract says of it, places nothing.
"""

from __future__ import annotations

from cmdb_graph.analysis.health.estate import Estate, Findings, Why


def orphans(estate: Estate) -> Findings:
    """O(relationships). Judged: CIs in use of kinds that may not stand alone."""
    vocabulary = estate.vocabulary
    places = estate.of_types(name for name, type_ in vocabulary.types.items() if type_.places)
    placed = estate.begins(places) | estate.ends(places)
    further = {type_ for kind in vocabulary.kinds.values() for type_ in kind.health.placed_by}
    for type_ in further:
        links = estate.of_types((type_,))
        of_kinds = estate.of_kinds(lambda kind, type_=type_: type_ in kind.health.placed_by)
        placed |= of_kinds & (estate.begins(links) | estate.ends(links))
    of = estate.ci & estate.in_use & estate.of_kinds(lambda kind: not kind.health.stand_alone)
    return Findings("orphans", of, of & ~placed, lambda _: Why("No relationship says what it belongs to."))
