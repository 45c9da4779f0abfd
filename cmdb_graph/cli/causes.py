"""`root-cause`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson

from cmdb_graph.cli.common import answered, as_json, as_of_option, moment, opened, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.present.rootcause import root_cause_view
from cmdb_graph.rootcause import RootCauseQuestion, root_cause
from cmdb_graph.rootcause.models import MOST_CANDIDATES


@click.command("root-cause")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--signal", help="What hurts: latency, errors, availability, requests ... [default: any]")
@click.option("--at", metavar="TIME", help="Since when, with zone. [default: since the latest alarms there]")
@click.option(
    "--noticed",
    metavar="TIME",
    help="When somebody noticed: later alarms do not count. [default: what a ticket says, else now]",
)
@click.option(
    "--events",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Further alarms: a JSON list of {"id", "at", "signal", "score", "direction"}.',
)
@click.option("--lookback", default="PT24H", show_default=True, metavar="DURATION", help="How far back alarms count.")
@click.option("--limit", type=click.IntRange(1, MOST_CANDIDATES), default=10, show_default=True, help="Tell so many.")
@as_of_option
@as_json
@told
def root_cause_command(
    ids: tuple[str, ...],
    signal: str | None,
    at: str | None,
    noticed: str | None,
    events: Path | None,
    lookback: str,
    limit: int,
    as_of: str | None,
    as_json: bool,
) -> None:
    """What caused trouble at these, or at what these tickets affect: candidates, ranked with evidence."""
    symptoms: list[dict[str, Any]] = [{"id": node, "signal": signal, "at": moment(at)} for node in ids]
    asked = {
        "symptoms": symptoms,
        "events": _events(events),
        "noticed": moment(noticed),
        "lookback": lookback,
        "limit": limit,
        "as_of": moment(as_of),
    }
    question = RootCauseQuestion.model_validate(asked)
    with opened() as instance:
        deadline = Deadline.as_set(instance.settings.cmdb_question_seconds)
        answer = root_cause(instance.store, instance.vocabulary, instance.weights, question, deadline)
    answered(answer, root_cause_view, as_json=as_json)


def _events(path: Path | None) -> list[Any]:
    if path is None:
        return []
    try:
        said = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{path.name} is no JSON: {error}") from None
    match said:
        case {"events": [*found]} | [*found]:
            return found
        case _:
            raise Invalid(f"{path.name} holds no list of events.")
