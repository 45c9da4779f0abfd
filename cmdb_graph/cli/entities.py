"""`find`, `show`."""

from __future__ import annotations

import click

from cmdb_graph import times
from cmdb_graph.cli.common import answered, as_json, as_of_option, opened, print_json, told
from cmdb_graph.cursors import MAX_PAGE
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch
from cmdb_graph.entities.search import search
from cmdb_graph.present.entities import card_view, found_view
from cmdb_graph.present.terminal import show

_DEFAULT_ROWS = 50


@click.command("find")
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind, and those below it.")
@click.option("--limit", type=click.IntRange(1, MAX_PAGE), default=_DEFAULT_ROWS, show_default=True)
@as_of_option
@as_json
@told
def find_command(words: tuple[str, ...], kinds: tuple[str, ...], limit: int, as_of: str | None, as_json: bool) -> None:
    """Entities by parts of name, id, serial number, address and the like, by kind, by owner: every word, any case.

    As of a time: with this text in their name or id.
    """
    part = " ".join(words)
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        store, vocabulary, only = instance.store, instance.vocabulary, list(kinds) or None
        if as_of is None:
            found = search(store, vocabulary, part, deadline, kinds=only, limit=limit)
        else:
            found = fetch.page(store, vocabulary, deadline, kinds=only, part=part, limit=limit, at=_at(as_of))
    answered(found, found_view, as_json=as_json)


@click.command("show")
@click.argument("node", metavar="ID")
@as_of_option
@as_json
@told
def show_command(node: str, as_of: str | None, as_json: bool) -> None:
    """All that is known of one entity: attributes, relationships, history."""
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        card = fetch.card(instance.store, instance.vocabulary, node, deadline, at=_at(as_of))
    if as_json:
        print_json(card)
    else:
        show(card_view(card, instance.vocabulary))


def _at(text: str | None) -> int | None:
    return None if text is None else times.parse(text, what="--as-of")
