"""What commands share: an opened instance, errors as lines on standard error with an exit code, JSON on demand."""

from __future__ import annotations

import errno
import functools
import json
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click
from pydantic import BaseModel, ValidationError
from rich.console import RenderableType

from cmdb_graph import times
from cmdb_graph.errors import CmdbError, InsufficientStorage
from cmdb_graph.instance import Instance, open_instance
from cmdb_graph.present.terminal import show
from cmdb_graph.settings import from_environment

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A", bound=BaseModel)

_STDOUT = 1
_UNWRITTEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Without the name of a file, what standard output fails with."""

as_json = click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
as_of_option = click.option("--as-of", metavar="TIME", help="As recorded at this time, such as 2026-01-31T12:00:00Z.")


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Turn errors into lines on standard error and the exit code that their class has."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            try:
                return command(*args, **kwargs)
            finally:
                if sys.stdout is not None:  # it is where it was closed before: `>&-`  # pyright: ignore[reportUnnecessaryComparison]
                    sys.stdout.flush()
        except CmdbError as error:
            _complain(error)
            sys.exit(error.exit_code)
        except ValidationError as error:
            for problem in error.errors():
                where = "/".join(str(part) for part in problem["loc"])
                why = problem["msg"].removeprefix("Value error, ")
                click.echo(f"Error: {where}: {why}" if where else f"Error: {why}", err=True)
            sys.exit(2)
        except BrokenPipeError:  # `| head` has read enough
            sys.stderr.close()
            sys.exit(0)
        except OSError as error:
            if error.filename is not None or error.errno not in _UNWRITTEN:
                raise
            click.echo(f"Error: Standard output cannot be written: {error.strerror}.", err=True)
            # What Python still holds for it would fail again at the end, with another exit code.
            os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
            sys.exit(InsufficientStorage.exit_code)

    return run


@contextmanager
def opened() -> Generator[Instance]:
    """An instance for the time of one command; what takes long is said on standard error."""
    instance = open_instance(from_environment(), report=report)
    try:
        yield instance
    finally:
        instance.close()


def answered(answer: A, view: Callable[[A], RenderableType], *, as_json: bool) -> None:
    """Print an answer: as JSON, or as it looks in a terminal."""
    if as_json:
        print_json(answer)
    else:
        show(view(answer))


def report(line: str) -> None:
    """A line about what is going on, on standard error."""
    click.echo(line, err=True)


def moment(text: str | None) -> datetime | None:
    """A time option as a UTC moment."""
    return None if text is None else times.from_micros(times.parse(text))


def instant(text: str | None, zone: str) -> datetime | None:
    """A time with zone, or the midnight at which a day begins in the zone that is named."""
    try:
        day = None if text is None else date.fromisoformat(text)
    except ValueError:
        return moment(text)
    if day is None:
        return None
    try:
        return datetime.combine(day, time(), ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return datetime.combine(day, time(), UTC)  # the question tells that there is no such zone


def day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    """A day option; for `callback`."""
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"a day such as 2026-12-31, not {text!r}.", param=option) from None
    if not times.FIRST_DAY <= found <= times.LAST_DAY:
        raise click.BadParameter(f"a day from {times.FIRST_DAY} to {times.LAST_DAY}, not {text}.", param=option)
    return found


def print_json(answer: BaseModel | Any) -> None:
    """An answer as JSON on standard output, by the names that the API uses."""
    if isinstance(answer, BaseModel):
        click.echo(answer.model_dump_json(by_alias=True, indent=2))
    else:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False, default=str))


def _complain(error: CmdbError) -> None:
    click.echo(f"Error: {error.in_terminal()}", err=True)
    for place in error.places[:20]:
        where = f"line {place.line}" if place.line is not None else place.pointer
        if where and error.detail not in place.detail and place.detail not in error.detail and len(error.places) > 1:
            click.echo(f"  {where}: {place.detail}", err=True)
