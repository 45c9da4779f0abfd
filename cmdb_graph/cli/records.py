"""`import`, `key`, `schema`."""

from __future__ import annotations

import getpass
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from cmdb_graph import access, times
from cmdb_graph.cli.common import as_json, opened, print_json, report, told
from cmdb_graph.errors import Invalid, Unreadable
from cmdb_graph.files import spooling
from cmdb_graph.ingest.models import ImportAnswer
from cmdb_graph.ingest.readers import formats, guessed
from cmdb_graph.ingest.readers.cells import Dates, Decimals, Options
from cmdb_graph.ingest.readers.licenses.template import template
from cmdb_graph.ingest.run import import_file
from cmdb_graph.ingest.stage import Planned
from cmdb_graph.instance import words_of
from cmdb_graph.present.schema import kind_view, schema_view, type_view
from cmdb_graph.present.terminal import import_view, show
from cmdb_graph.settings import from_environment
from cmdb_graph.vocabulary import describe
from cmdb_graph.vocabulary.model import LISTED, nearest


@told
def _print_template(context: click.Context, _: click.Parameter, wanted: str | None) -> None:
    """Print a template and be done, before what else an import needs is asked for."""
    if wanted is not None:
        click.echo(template(words_of(from_environment())), nl=False)
        context.exit()


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--source", required=True, metavar="NAME", help="Who says so, such as netbox or discovery.")
@click.option(
    "--format",
    "format_name",
    metavar="F",
    help=f"{', '.join(sorted(formats()))}. [default: by the file's name and its beginning]",
)
@click.option("--dry-run", is_flag=True, help="Tell what each file would change by itself, and write nothing.")
@click.option("--at", metavar="TIME", help="Record it at this past time; histories are loaded in order.")
@click.option("--kind", metavar="KIND", help="The kind of a CSV that has no column for it.")
@click.option("--dates", type=click.Choice(get_args(Dates)), help="Order of dates such as 3/4/2026 (of tables).")
@click.option("--decimals", type=click.Choice(get_args(Decimals)), help="Decimal sign of 1,234 (snipe-it, licenses).")
@click.option("--currency", metavar="CODE", help="Currency of prices without one (snipe-it, licenses).")
@click.option("--metric", metavar="POLICY", help="What a seat counts, such as named-user (snipe-it).")
@click.option("--zone", metavar="ZONE", help="Time zone of times without one (servicenow-incidents).")
@click.option(
    "--template",
    type=click.Choice(["licenses"]),
    is_eager=True,
    expose_value=False,
    callback=_print_template,
    help="Print a table to fill in, with its columns explained.",
)
@as_json
@told
def import_command(
    files: tuple[str, ...],
    source: str,
    format_name: str | None,
    dry_run: bool,
    at: str | None,
    kind: str | None,
    dates: Dates | None,
    decimals: Decimals | None,
    currency: str | None,
    metric: str | None,
    zone: str | None,
    as_json: bool,
) -> None:
    """Import files; - is standard input. All that is good goes in, all that is not is told with its place."""
    paths = [_existing(name) for name in files]
    moment = None if at is None else times.parse(at, what="--at")
    options = Options(dates, decimals, currency, metric, zone)
    answers: list[ImportAnswer] = []
    with opened() as instance, Planned() as planned:
        for path in paths:
            with _as_file(path) as file, _named_in_errors(path, format_name, file), _progress(path) as progress:
                answers.append(
                    import_file(
                        instance.store,
                        instance.vocabulary,
                        file,
                        source=source,
                        who=getpass.getuser(),
                        format=format_name or guessed(file),
                        mode="plan" if dry_run else "apply",
                        at=moment,
                        kind=kind,
                        options=options,
                        mapping=instance.mapping,
                        max_records=instance.settings.cmdb_import_max_records,
                        progress=progress,
                        before=planned if dry_run else None,
                    )
                )
            if not as_json:
                show(Text(str(path), style="bold"))
                show(import_view(answers[-1]))
            if format_name is None and _all_rejected(answers[-1]):
                report(f"{path} was read as {answers[-1].format}; if it is another format, name it with --format.")
    if as_json:
        print_json(answers[0] if len(answers) == 1 else [answer.model_dump() for answer in answers])
    if any(answer.rejected_count for answer in answers):
        sys.exit(1)


@click.group("key")
def key() -> None:
    """Keys for the API."""


@key.command("create")
@click.argument("name")
@click.option("--role", required=True, help="reader, editor or admin")
@as_json
@told
def create_key(name: str, role: str, as_json: bool) -> None:
    """Make a key. It is shown this once."""
    with opened() as instance:
        key_id, secret = access.create_key(instance.store, name, role)
    if as_json:
        print_json({"id": key_id, "key": secret, "name": name, "role": role.lower()})
    else:
        click.echo(f"Key {key_id} for {name} ({role.lower()}), shown this once:", err=True)
        click.echo(secret)


@key.command("list")
@as_json
@told
def list_keys(as_json: bool) -> None:
    """All keys, without their secrets."""
    with opened() as instance:
        keys = access.list_keys(instance.store)
    if as_json:
        print_json({"items": [{"id": k.id, "name": k.name, "role": k.role, "created": k.created} for k in keys]})
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Id", "Role", "Created", "Name"):
        table.add_column(column)
    for info in keys:
        table.add_row(info.id, info.role, info.created, Text(info.name))
    show(table)


@key.command("revoke")
@click.argument("key_id", metavar="ID")
@as_json
@told
def revoke_key(key_id: str, as_json: bool) -> None:
    """A key, named by its id (`key list`), opens nothing from now on."""
    with opened() as instance:
        access.revoke_key(instance.store, key_id)
    if as_json:
        print_json({"id": key_id, "revoked": True})
    else:
        click.echo(f"Key {key_id} is revoked.")


@click.command("schema")
@click.argument("name", required=False)
@as_json
@told
def schema(name: str | None, as_json: bool) -> None:
    """The vocabulary: all of it, or one kind or type. Needs no database."""
    vocabulary = words_of(from_environment())
    known = {**vocabulary.kinds, **vocabulary.types}
    if name is not None and name not in known:
        raise Invalid(f"There is no kind or relationship type {name!r}.{nearest(name, known)}", hint=LISTED)
    if as_json:
        described = describe(vocabulary)
        print_json(described if name is None else {name: (described["kinds"] | described["types"])[name]})
    elif name is None:
        show(schema_view(vocabulary))
    elif name in vocabulary.types:
        show(type_view(vocabulary.types[name]))
    else:
        show(kind_view(vocabulary.kinds[name], vocabulary))


def _existing(name: str) -> Path:
    path = Path(name)
    if name != "-" and path.is_dir():
        raise Invalid(f"{name!r} is a folder: name the files in it.")
    if name != "-" and not path.is_file():
        raise Invalid(f"There is no file {name!r}.")
    return path


def _all_rejected(answer: ImportAnswer) -> bool:
    counts = (answer.entities, answer.relationships)
    return answer.rejected_count > 0 and not any(one.created + one.updated + one.unchanged for one in counts)


@contextmanager
def _named_in_errors(path: Path, format_name: str | None, file: Path) -> Generator[None]:
    """Say which of several files cannot be read (those before it are in), and as what it was read."""
    try:
        yield
    except Invalid as error:
        error.detail = f"{path}: {error.detail}"
        if format_name is None and isinstance(error, Unreadable):
            others = ", ".join(sorted(formats()))
            error.detail += (
                f" It was read as {guessed(file)}; if it is another format, name it with --format ({others})."
            )
        raise


@contextmanager
def _as_file(path: Path) -> Generator[Path]:
    if str(path) != "-":
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="cmdb-graph-") as spool:
        with spooling("Nothing was changed."):
            shutil.copyfileobj(sys.stdin.buffer, spool)
            spool.flush()
        yield Path(spool.name)


@contextmanager
def _progress(path: Path) -> Generator[_Bar]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield _Bar(progress, path.name)


class _Bar:
    """A bar a phase."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._name = name
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        if phase not in self._tasks:
            self._tasks[phase] = self._progress.add_task(f"{Text(self._name).plain}: {phase}", total=total)
        self._progress.update(self._tasks[phase], completed=done, total=total)
