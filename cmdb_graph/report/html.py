"""A report as one HTML file: pictures within, nothing from elsewhere, so that it can be mailed, printed and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jinja2

from cmdb_graph.analysis.health.models import HealthAnswer
from cmdb_graph.analysis.models import AvailabilityAnswer
from cmdb_graph.analysis.structure.models import CentralityAnswer
from cmdb_graph.report.models import Report
from cmdb_graph.report.pictures import Bar, bars, cut_map, fragility_map
from cmdb_graph.texts import counted, in_a_sentence


def html(report: Report) -> Iterator[str]:
    """In pieces. Whatever a name holds is text there: the templates escape all that they are given."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cmdb_graph.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    untyped: Any = environment  # its type of filters is unknown
    untyped.filters.update(plain=in_a_sentence, count=_count, counted=counted, moment=_moment, zipped=zip)
    tools = {
        "fragility_map": fragility_map,
        "cut_map": cut_map,
        "savings": _savings,
        "between": _between,
        "kind_scores": _kind_scores,
        "kinds": _kinds,
    }
    yield from environment.get_template("report.html").generate(report=report, **tools)


def _count(number: float) -> str:
    return f"{number:,.0f}"


def _moment(written: str) -> str:
    """Without a fraction of a second that is none."""
    return re.sub(r"\.0+(?!\d)", "", written)


def _savings(answer: AvailabilityAnswer) -> list[Bar]:
    saved = [(each.name, each.doubled_saves_hours or 0.0) for each in answer.items]
    return bars([(name, hours, f"{hours:,.2f} h") for name, hours in saved if hours > 0])


def _between(answer: CentralityAnswer) -> list[Bar]:
    return bars([(each.name, each.betweenness, f"{each.betweenness:.4f}") for each in answer.items if each.betweenness])


def _kind_scores(answer: HealthAnswer) -> list[Bar]:
    judged = [(each.kind, each.score) for each in answer.kinds if each.score is not None]
    return bars([(kind, score, f"{score:.0f}") for kind, score in sorted(judged, key=lambda each: each[1])], 100)


def _kinds(report: Report) -> list[Bar]:
    return bars([(each.kind, each.count, f"{each.count:,}") for each in report.kinds])
