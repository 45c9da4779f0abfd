"""`license` and `reclaim`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from cmdb_graph import licensing
from cmdb_graph.cli.common import answered, as_json, as_of_option, day, moment, opened, report, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.licensing import PositionsQuestion, ReclaimsQuestion, WhatIfQuestion
from cmdb_graph.licensing.models import MOST_CANDIDATES, UNUSED_DAYS
from cmdb_graph.present.licenses import positions_view, reclaims_view, what_if_view
from cmdb_graph.present.workbook import positions_workbook


@click.command("license")
@click.argument("product", required=False)
@click.option(
    "--on", metavar="DAY", callback=day, help="Judge entitlements on this day, such as 2026-12-31. [default: today]"
)
@click.option("--what-if", type=click.Path(path_type=Path), metavar="FILE", help="A change as JSON: what it would do.")
@click.option(
    "--xlsx", type=click.Path(path_type=Path), metavar="FILE", help="Write positions and evidence to this file."
)
@as_of_option
@as_json
@told
def license_command(
    product: str | None, on: date | None, what_if: Path | None, xlsx: Path | None, as_of: str | None, as_json: bool
) -> None:
    """Are we entitled: owned against required, of one PRODUCT by its id, or of all. Exit code 1 when units are lacking."""
    if what_if is not None:
        _what_if(what_if, product, xlsx, on, as_of, as_json)
        return
    question = PositionsQuestion(product=product, on=on, as_of=moment(as_of))
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        full = licensing.full_positions(instance.store, instance.vocabulary, instance.policies, question, deadline)
    if xlsx is not None:
        xlsx.write_bytes(positions_workbook(full))
        report(f"Written to {xlsx}.")
    answer = full.answer()
    answered(answer, positions_view, as_json=as_json)
    sys.exit(int(any(position.delta < 0 for position in answer.items)))


@click.command("reclaim")
@click.argument("product", required=False)
@click.option(
    "--unused-days",
    type=click.IntRange(1, 36_500),
    default=UNUSED_DAYS,
    show_default=True,
    help="Unused is what was last used so many days before.",
)
@click.option("--since", metavar="TIME", help="Tell what could have been given back then and is gone now.")
@click.option("--on", metavar="DAY", callback=day, help="Judge on this day, such as 2026-12-31. [default: today]")
@click.option(
    "--limit", type=click.IntRange(min=1), default=MOST_CANDIDATES, show_default=True, help="Rows of the list."
)
@as_of_option
@as_json
@told
def reclaim_command(
    product: str | None,
    unused_days: int,
    since: str | None,
    on: date | None,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What could be given back of one PRODUCT by its id, or of all, and what that would free; or did since a time."""
    if since is not None and (as_of is not None or on is not None):
        raise Invalid("--since tells what became of what was recorded then: leave --as-of and --on out.")
    question = ReclaimsQuestion(
        product=product, unused_days=unused_days, as_of=moment(since or as_of), on=on, limit=limit
    )
    ask = licensing.reclaims if since is None else licensing.reclaimed
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = ask(instance.store, instance.vocabulary, instance.policies, question, deadline)
    answered(answer, reclaims_view, as_json=as_json)


def _what_if(
    file: Path, product: str | None, xlsx: Path | None, on: date | None, as_of: str | None, as_json: bool
) -> None:
    if product is not None or xlsx is not None:
        raise Invalid("--what-if tells the positions that the change reaches: leave PRODUCT and --xlsx out.")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{file} cannot be read: {error}") from None
    question = WhatIfQuestion.model_validate_json(text)
    question = question.model_copy(update={"on": on or question.on, "as_of": moment(as_of) or question.as_of})
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = licensing.what_if(instance.store, instance.vocabulary, instance.policies, question, deadline)
    answered(answer, what_if_view, as_json=as_json)
