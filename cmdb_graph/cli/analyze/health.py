"""`analyze health`: what is wrong in the data."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from cmdb_graph.analysis.health.ask import Standard, health_of, standard_of, trend
from cmdb_graph.analysis.health.ask import health as ask_health
from cmdb_graph.analysis.health.models import CHECKS, LONGEST, HealthQuestion, TrendQuestion
from cmdb_graph.analysis.health.rules import load as load_rules
from cmdb_graph.cli.analyze.source import SECONDS, checked_part, from_option, limit_option, snapshot_of
from cmdb_graph.cli.common import answered, as_json, instant, moment, opened, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.ingest.mapping import load as load_mapping
from cmdb_graph.instance import words_of
from cmdb_graph.present.health import health_view, trend_view
from cmdb_graph.settings import from_environment


@click.command("health")
@click.option("--check", type=click.Choice(CHECKS), help="List the rows of this check alone.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Of this kind and those below it; repeatable.")
@click.option("--service", metavar="ID", help="Of this service and all that it stands on.")
@click.option("--site", metavar="ID", help="Of this site and what is located there.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Of what this source reported; repeatable.")
@click.option("--stale-days", type=click.IntRange(1, LONGEST), help="What may go stale may be unreported so long.")
@click.option("--trend", "as_trend", is_flag=True, help="The scores over time, and no rows.")
@click.option("--every", type=click.Choice(["day", "week", "month"]), help="With --trend: the time between two.")
@click.option("--since", metavar="DATE", help="With --every: the first day, in UTC, or time.")
@click.option(
    "--as-of",
    "as_of",
    multiple=True,
    metavar="TIME",
    help="As recorded at this time, such as 2026-01-31T12:00:00Z; with --trend, several times; with --every, the last.",
)
@from_option
@limit_option
@as_json
@told
def health(
    check: str | None,
    kinds: tuple[str, ...],
    service: str | None,
    site: str | None,
    sources: tuple[str, ...],
    stale_days: int | None,
    as_trend: bool,
    every: str | None,
    since: str | None,
    as_of: tuple[str, ...],
    from_file: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    """What is wrong in the data: orphans, stale entities, duplicates, missing attributes, dead ends; with a score."""
    checked_part(service, site)
    narrowed = {
        "kinds": kinds,
        "service": service,
        "site": site,
        "sources": sources,
        "stale_days": stale_days,
        "limit": limit,
    }
    at = [found for each in as_of if (found := moment(each)) is not None]
    if as_trend:
        if from_file is not None or check is not None:
            raise Invalid("A trend tells figures of the database at several times: leave --from and --check away.")
        when = _when(every, since, at)
        question = TrendQuestion.model_validate(narrowed | when)
        with opened() as instance:
            answered(
                trend(instance.store, standard_of(instance), question, Deadline(SECONDS)), trend_view, as_json=as_json
            )
        return
    if every is not None or since is not None or len(at) > 1:
        raise Invalid("--every, --since and several --as-of go with --trend.")
    asked = HealthQuestion.model_validate(narrowed | {"check": check, "as_of": at[0] if at else None})
    deadline = Deadline(SECONDS)
    if from_file is None:
        with opened() as instance:
            answer = ask_health(instance.store, standard_of(instance), asked, deadline)
    else:
        answer = health_of(snapshot_of(from_file, asked.as_of), standard(), asked, deadline.check)
    answered(answer, partial(health_view, only=check is not None), as_json=as_json)


def standard() -> Standard:
    """What health is judged by, without a database."""
    settings = from_environment()
    vocabulary = words_of(settings)
    mapping = load_mapping(vocabulary, settings.cmdb_mappings)
    return Standard(vocabulary, load_rules(settings.cmdb_health), mapping.no_serial_numbers)


def _when(every: str | None, since: str | None, at: list[datetime]) -> dict[str, object]:
    if every is None and since is None:
        if not at:
            raise Invalid("A trend needs its times: --every with --since, or --as-of several times.")
        return {"times": at}
    if every is None or since is None:
        raise Invalid("--every and --since go together.")
    if len(at) > 1:
        raise Invalid("With --every, --as-of says the last time alone.")
    return {"every": every, "since": instant(since, "UTC"), "until": at[0] if at else datetime.now(UTC)}
