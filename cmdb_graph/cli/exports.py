"""`export`: the estate, a part of it or an answer into a file that other tools open."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import click

from cmdb_graph import exports
from cmdb_graph.analysis import files
from cmdb_graph.cli.analyze.source import SECONDS, from_option, part_options
from cmdb_graph.cli.common import as_json, as_of_option, moment, opened, print_json, report, told
from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import Invalid
from cmdb_graph.exports import FORMATS, ExportQuestion, Format, FormatName, Graph
from cmdb_graph.exports.formats import encoded
from cmdb_graph.exports.graph import size_in_words
from cmdb_graph.exports.mermaid import too_large
from cmdb_graph.files import private
from cmdb_graph.instance import words_of
from cmdb_graph.memory import no_looks_for_cycles
from cmdb_graph.settings import from_environment

_STDOUT = Path("-")


@click.command("export")
@click.option(
    "-o",
    "--output",
    "output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to; what is there is replaced. `-`: standard output. For csv two files: FILE-nodes.csv, FILE-relationships.csv.",
)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="[default: by the end of FILE's name]")
@part_options
@click.option("--around", metavar="ID", help="What lies around this.")
@click.option("--impact", multiple=True, metavar="ID", help="What breaks when this fails; repeatable.")
@click.option("--state", type=click.Choice(["down", "degraded"]), help="How it fails. [default: down]")
@click.option("--assuming", multiple=True, metavar="ID", help="Is down already; repeatable.")
@click.option(
    "--least-state",
    type=click.Choice(["at_risk", "degraded", "down"]),
    help="Leave out what is better. [default: at_risk]",
)
@click.option("--dependencies", metavar="ID", help="What this stands on.")
@click.option(
    "--depth", type=click.IntRange(1), help="So many steps around [default: 1], or of dependencies [default: all]."
)
@from_option
@as_of_option
@as_json
@told
def export_command(
    output: Path,
    format_: FormatName | None,
    kinds: tuple[str, ...],
    service: str | None,
    site: str | None,
    around: str | None,
    impact: tuple[str, ...],
    state: str | None,
    assuming: tuple[str, ...],
    least_state: str | None,
    dependencies: str | None,
    depth: int | None,
    from_file: Path | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Write the estate, a part of it or an answer into a file that other tools open.

    Without --kind, --service, --site, --around, --impact or --dependencies it is the whole estate.
    """
    began = time.monotonic()
    name = format_ or _told_by(output)
    its = FORMATS[name]
    if output == _STDOUT and (as_json or len(its.files) > 1):
        raise Invalid("Standard output takes one file and nothing else: name a file for csv, and for --json.")
    question = ExportQuestion(
        kinds=kinds,
        service=service,
        site=site,
        around=around,
        impact=impact,
        state=state,  # pyright: ignore[reportArgumentType]  click allows no other
        assuming=assuming,
        least_state=least_state,  # pyright: ignore[reportArgumentType]
        dependencies=dependencies,
        depth=depth,
        as_of=moment(as_of),
    )
    graph = _graph(question, from_file)
    written = _write(graph, its, output)
    if name == "mermaid" and (why := too_large(graph)) is not None:
        report(why)
    nodes, relationships = graph.size
    seconds = time.monotonic() - began
    if as_json:
        summary = {"files": [str(file) for file in written], "format": name, **graph.about}
        print_json(summary | {"nodes": nodes, "relationships": relationships, "seconds": round(seconds, 3)})
        return
    where = "standard output" if output == _STDOUT else " and ".join(map(str, written))
    click.echo(f"Wrote {size_in_words(graph)} to {where}, in {seconds:.1f} s.", err=output == _STDOUT)


def _told_by(output: Path) -> FormatName:
    for name, format_ in FORMATS.items():
        if output.suffix.lower() in format_.endings:
            return name
    endings = ", ".join(ending for format_ in FORMATS.values() for ending in format_.endings)
    raise Invalid(f"{str(output)!r} does not tell the format: say --format, or let the name end in one of {endings}.")


def _graph(question: ExportQuestion, from_file: Path | None) -> Graph:
    if from_file is not None:
        question.check()  # before a large file is read
        return exports.export_of(files.read(from_file), words_of(from_environment()), question)
    with opened() as instance:
        return exports.export(instance.store, instance.vocabulary, question, Deadline(SECONDS))


def _write(graph: Graph, format_: Format, output: Path) -> list[Path]:
    """Each file beside its place, all renamed when all are whole."""
    if output == _STDOUT:
        sys.stdout.buffer.writelines(exports.streamed(graph, format_))
        return []
    paths = {output.with_name(f"{output.stem}-{name}") if name else output: its for name, its in format_.files.items()}
    with no_looks_for_cycles(), ExitStack() as whole:
        opened_files = [(whole.enter_context(private(path)), its) for path, its in paths.items()]
        for file, its in opened_files:
            file.writelines(encoded(its(graph)))
    return list(paths)
