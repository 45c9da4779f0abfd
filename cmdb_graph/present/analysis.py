"""What services hang on, in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.analysis.models import AvailabilityAnswer, CutSetsAnswer, LossesAnswer, SinglePointsAnswer
from cmdb_graph.present.terminal import and_more, named, plain, table_of


def single_points_view(answer: SinglePointsAnswer) -> RenderableType:
    """The sentence, and a row for each single point."""
    table = table_of("Single point", "Kind", "Takes down")
    for each in answer.items:
        count = len(each.takes_down) + each.takes_down_omitted
        table.add_row(named(each.name, each.id), Text(each.kind), Text(f"{count:,}"))
    return _listed(answer.text, table if answer.items else None, answer.omitted)


def losses_view(answer: LossesAnswer) -> RenderableType:
    """The sentence, and a row for each that takes services down."""
    table = table_of("Its loss", "Kind", "Services", "Weight", "Takes down")
    for each in answer.items:
        counts = (each.services, each.weight, each.takes_down)
        table.add_row(named(each.name, each.id), Text(each.kind), *(Text(f"{count:,}") for count in counts))
    return _listed(answer.text, table if answer.items else None, answer.omitted)


def cut_sets_view(answer: CutSetsAnswer) -> RenderableType:
    """The sentence, and a row for each set."""
    names = {each.id: each.name for each in answer.named}
    table = table_of("Order", "Lost together")
    for cut in answer.items:
        together = Text(" and ").join(named(names[each], each) for each in cut)
        table.add_row(Text(str(len(cut))), together)
    return _listed(answer.text, table if answer.items else None, answer.omitted)


def availability_view(answer: AvailabilityAnswer) -> RenderableType:
    """The sentence, and a row for each thing that has figures."""
    table = table_of("Of", "Kind", "MTBF", "MTTR", "By", "Down a year", "A second one saves")
    for each in answer.items:
        saves = "" if each.doubled_saves_hours is None else f"{each.doubled_saves_hours:,.2f} h"
        figures = (
            f"{each.mtbf_hours:,.0f} h",
            f"{each.mttr_hours:,.1f} h",
            each.source,
            f"{each.hours_a_year:,.2f} h",
            saves,
        )
        table.add_row(named(each.name, each.id), Text(each.kind), *map(Text, figures))
    text = answer.text
    if answer.cost_a_year is not None:
        text += (
            f" That costs {answer.cost_a_year:,.0f} {plain(answer.currency or '') or 'of no known currency'} a year."
        )
    return _listed(text, table if answer.items else None, answer.omitted)


def _listed(text: str, table: RenderableType | None, omitted: int) -> RenderableType:
    parts: list[RenderableType] = [Text(text, style="bold")]
    if table is not None:
        parts += [Text(), table]
    parts += and_more(omitted)
    return Group(*parts)
