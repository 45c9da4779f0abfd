"""Causes in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from cmdb_graph.present.terminal import named, table_of
from cmdb_graph.rootcause import RootCauseAnswer

_FACTS = 3


def root_cause_view(answer: RootCauseAnswer) -> RenderableType:
    """The sentence, then each candidate with the way from it to a symptom, and what speaks for it."""
    parts: list[RenderableType] = [Text(answer.text, style="bold"), Text(f"Taken to have begun {answer.onset}.")]
    if answer.candidates:
        table = table_of("Candidate", "Kind", "Share", "Way to the symptom", "What speaks for it")
        for each in answer.candidates:
            facts = [f"{fact.text} ({fact.id})" if fact.id != each.id else fact.text for fact in each.evidence[:_FACTS]]
            more = len(each.evidence) - len(facts)
            told = "\n".join([*facts, *([f"and {more:,} more"] if more > 0 else [])])
            table.add_row(
                named(each.name, each.id),
                Text(each.kind),
                Text(f"{each.score:.0%}"),
                Text(" -> ".join(each.path)),
                Text(told),
            )
        parts += [Text(), table]
    if answer.omitted:
        parts.append(Text(f"And {answer.omitted:,} more: raise --limit to see them.", style="bold"))
    if answer.unexplained:
        parts.append(Text(f"Not explained: {', '.join(answer.unexplained)}", style="bold"))
    parts += [Text(f"Ignored: an event of {each.at} on {each.id}: {each.why}") for each in answer.ignored]
    parts += [Text(f"Warning: {warning}", style="yellow") for warning in answer.warnings]
    return Group(*parts)
