"""The jars of the managed Neo4j: pinned by SHA-256 in `jars.lock`, fetched once into a cache for all data directories.

A jar that is not in the list is never on the class path, and one that differs from its SHA-256 is fetched again once,
then refused by name. Repositories are jgo's default and those of its settings file, where a mirror called `central`
takes the default's place.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import jgo.maven
import platformdirs
import requests
from filelock import FileLock
from jgo.config import GlobalSettings
from rich.console import Console
from rich.progress import Progress

from cmdb_graph.errors import ServerNotStarted

LOCK_FILE = Path(__file__).with_name("jars.lock")
# Enough to hide the round trips of small jars, few enough to be polite to a repository.
_CONNECTIONS = 8
_DEFAULT_REPOSITORIES = jgo.maven.MavenContext().remote_repos

Report = Callable[[str], None]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of `jars.lock`."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name in a Maven repository, which is also the name in the cache."""
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{classifier}.jar"


class _MismatchError(Exception):
    """The bytes that came are not the bytes that are pinned."""


def pinned() -> list[Jar]:
    """The list of `jars.lock`, in its order, which is the order of the class path."""
    jars: list[Jar] = []
    for line in LOCK_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            coordinate, sha256 = line.split()
            group, artifact, version, *classifier = coordinate.split(":")
            jars.append(Jar(group, artifact, version, "".join(classifier), sha256))
    return jars


def neo4j_version() -> str:
    """The version of the Neo4j that is pinned, such as `2026.08.1`."""
    return next(jar.version for jar in pinned() if (jar.group, jar.artifact) == ("org.neo4j", "neo4j"))


def default_cache() -> Path:
    """Where jars are kept unless told otherwise: the user's cache directory."""
    return Path(platformdirs.user_cache_dir("cmdb-graph")) / "jars"


def ensure_jars(cache: Path, report: Report) -> list[Path]:
    """Paths of all pinned jars, in class path order, fetched and verified as needed.

    A jar is hashed when it arrives and whenever its size or modification time differs from what was noted then, so a
    warm start costs one `stat` per jar.

    Raises:
        ServerNotStarted: a jar can neither be found nor fetched, or does not match its SHA-256

    """
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / ".lock"):
        noted = _read_notes(cache)
        missing = [jar for jar in pinned() if not _is_verified(cache / jar.file_name, jar, noted)]
        if missing:
            _fetch_all(missing, cache, report)
        notes = {jar.file_name: _note(cache / jar.file_name, jar) for jar in pinned()}
        if notes != noted:
            _notes_file(cache).write_text(json.dumps(notes, indent=0), encoding="utf-8")
    return [cache / jar.file_name for jar in pinned()]


# --- what was verified already ---


def _notes_file(cache: Path) -> Path:
    return cache / "verified.json"


def _read_notes(cache: Path) -> dict[str, list[object]]:
    try:
        return cast("dict[str, list[object]]", json.loads(_notes_file(cache).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _note(path: Path, jar: Jar) -> list[object]:
    stat = path.stat()
    return [jar.sha256, stat.st_size, stat.st_mtime_ns]


def _is_verified(path: Path, jar: Jar, noted: dict[str, list[object]]) -> bool:
    if not path.is_file():
        return False
    return noted.get(jar.file_name) == _note(path, jar) or sha256(path) == jar.sha256


def sha256(path: Path) -> str:
    """The hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- fetching ---


def _fetch_all(jars: list[Jar], cache: Path, report: Report) -> None:
    version = neo4j_version()
    report(f"fetching {len(jars)} jars of Neo4j {version} into {cache}")
    with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as staging, _quiet_jgo():
        pool = ThreadPoolExecutor(_CONNECTIONS)
        futures = {pool.submit(_fetch, jar, cache, Path(staging)): jar for jar in jars}
        try:
            for future in _with_progress(as_completed(futures), len(futures), f"Neo4j {version}"):
                future.result()
        except _MismatchError as error:
            raise ServerNotStarted(
                f"the jar {error} is not the one that is pinned (its SHA-256 differs, twice): have it put right in the "
                f"Maven repository or mirror that this machine uses, or set NEO4J_URI to a Neo4j of your own"
            ) from error
        # jgo says "not in any repository" with a RuntimeError.
        except (requests.RequestException, RuntimeError) as error:
            left = sum(not (cache / jar.file_name).is_file() for jar in jars)
            raise ServerNotStarted(
                f"{left} jars of Neo4j {version} are missing in {cache} and cannot be fetched ({_reason(error)}): "
                f"connect this machine to a Maven repository, copy that folder from a machine that has it, "
                f"or set NEO4J_URI to a Neo4j of your own"
            ) from error
        except OSError as error:
            raise ServerNotStarted(
                f"the jars of Neo4j {version} cannot be stored in {cache} ({error.strerror}): they take about 170 MB"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _fetch(jar: Jar, cache: Path, staging: Path) -> None:
    """Fetch to a name of its own, verify, then rename: a file under its final name is whole."""
    for attempt in ("first", "second"):
        context = jgo.maven.MavenContext(repo_cache=staging / attempt, remote_repos=_repositories(), timeout=30)
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)
        try:
            fetched = artifact.resolve()
        except requests.exceptions.ChunkedEncodingError:
            # The connection broke in the middle of the file.
            continue
        if sha256(fetched) == jar.sha256:
            shutil.move(fetched, cache / jar.file_name)
            return
    raise _MismatchError(jar.file_name)


def _repositories() -> dict[str, str]:
    return {**_DEFAULT_REPOSITORIES, **GlobalSettings.load().repositories}


def _reason(error: Exception) -> str:
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return "no answer in time" if isinstance(error, requests.Timeout) else "no repository has them"


def _with_progress(items: Iterable[_T], total: int, what: str) -> Iterator[_T]:
    """A progress bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        yield from progress.track(items, total=total, description=what)


@contextmanager
def _quiet_jgo() -> Generator[None]:
    """What jgo warns about, we report as one error of our own."""
    logger = logging.getLogger("jgo")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
