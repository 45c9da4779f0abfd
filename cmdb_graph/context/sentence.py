"""A context in a sentence. Pure."""

from __future__ import annotations

from cmdb_graph.context.models import ContextAnswer
from cmdb_graph.texts import in_a_sentence, some_of


def context_sentence(answer: ContextAnswer, trouble: int, alarms: int) -> str:
    """Who works with how much, what is known to be wrong there, and which warranty or license is lacking."""
    who = ", ".join(in_a_sentence(caller.name) for caller in answer.callers) or in_a_sentence(answer.about.name)
    things, pieces = (
        len(told) + answer.omitted.get(name, 0)
        for name, told in (("things", answer.things), ("software", answer.software))
    )
    text = f"{who}: {_count(things, 'thing')}, {_count(pieces, 'piece')} of software. "
    if trouble or alarms:
        text += f"Known there now: {_count(trouble, 'open ticket')} and {_count(alarms, 'alarm')}"
        if answer.trouble:
            first = answer.trouble[0]
            names = {each.id: each.name for each in (*answer.stands_on, *answer.things, *answer.callers)}
            about = in_a_sentence(names.get(first.about, first.about))
            text += f", first {first.kind} {in_a_sentence(first.name)} on {about}"
        text += "."
    else:
        text += "Nothing is known to be wrong there."
    over = [thing for thing in answer.things if thing.in_warranty is False]
    if over:
        text += f" Out of warranty: {some_of([thing.name for thing in over])}."
    lacking = {
        each.product.name for each in answer.software if each.product and each.delta is not None and each.delta < 0
    }
    if lacking:
        text += f" Licenses are lacking for {some_of(sorted(lacking))}."
    return text


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
