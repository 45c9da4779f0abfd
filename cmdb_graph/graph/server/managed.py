"""The managed server of one data directory: started once, shared by every process that needs it, ended by the last."""

from __future__ import annotations

import atexit
import os
import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from cmdb_graph.errors import Conflict, DamagedStore, Invalid, ServerError, ServerNotStarted
from cmdb_graph.files import write_private
from cmdb_graph.graph.server import admin, aside, files, jars, processes, state
from cmdb_graph.graph.server.layout import Layout, Memory, jvm_options, neo4j_conf
from cmdb_graph.graph.server.readiness import Endpoint, MustRestartError, wait_until_ready

_MAIN = "org.neo4j.server.Neo4jCommunity"
_USERNAME = "neo4j"
_DATABASE = "neo4j"
_START_SECONDS = 180
_STOP_SECONDS = 180
# Another process may be fetching jars over a slow line while it holds the lock.
_LOCK_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Status:
    """What `db status` shows. `kept`: it runs until `db stop`; `users`: pids of the processes that use it."""

    running: bool
    pid: int | None
    uri: str | None
    kept: bool
    users: list[int]
    data_dir: Path
    version: str
    store_bytes: int


class ManagedServer:
    """A real Neo4j Community server that needs nothing installed.

    `ensure_running` is for programs: the server ends with the last process that asked for it. `start` is for people:
    the server stays until `stop`. Any process may do either, at any time; one lock per data directory keeps them apart.

    `port` demands a port and fails when it is taken; otherwise a free one is chosen and kept. `report` gets a line for
    what takes time or differs from what was expected.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        jar_cache: Path | None = None,
        report: Callable[[str], None] | None = None,
        memory: Memory | None = None,
        port: int | None = None,
    ) -> None:
        self._layout = Layout(data_dir.absolute())
        self._jar_cache = jar_cache or jars.default_cache()
        self._report = report or _silent
        self._memory = memory or Memory.for_this_machine()
        self._port = port
        self._use: Path | None = None
        # Reentrant: a dump stops and starts the server under the one lock that it holds.
        self._file_lock = FileLock(self._layout.lock, timeout=_LOCK_SECONDS)

    # --- for programs ---

    def ensure_running(self) -> Endpoint:
        """Start the server or share the one that runs, until `release` or the end of this process.

        Called again, it finds out whether the server still serves: one that ended, or that could not write because the
        disk was full, is started anew on the same port.

        Raises:
            ServerNotStarted: with one line that says what to do

        """
        with self._locked():
            endpoint = self._running_or_started(kept=False)
            if self._use is None:
                self._use = state.register_user(self._layout)
                atexit.register(self.release)
            return endpoint

    def release(self) -> None:
        """Give the server up: the last process to do so ends it, unless `start` made it stay."""
        if self._use is None:
            return
        atexit.unregister(self.release)
        with self._locked():
            self._use.unlink(missing_ok=True)
            self._use = None
            server = state.running(self._layout)
            if server and not server.kept and not state.users(self._layout):
                self._stop(server)

    # --- for people ---

    def start(self) -> Endpoint:
        """Start the server, or share the one that runs, and leave it running until `stop`. Raises ServerNotStarted."""
        with self._locked():
            endpoint = self._running_or_started(kept=True)
            server = state.running(self._layout)
            if server and not server.kept:
                state.note_running(self._layout, replace(server, kept=True))
            return endpoint

    def stop(self) -> bool:
        """Stop the server cleanly, whoever uses it; False when none was running."""
        if not self._layout.root.is_dir():
            return False
        with self._locked():
            server = state.running(self._layout)
            if server is None:
                return False
            others = self._others()
            if others:
                self._report(f"stopping Neo4j although it is used by {_pids(others)}")
            self._stop(server)
            return True

    def status(self) -> Status:
        """How the server is now. Does not wait for a start that is under way."""
        exists = self._layout.users.is_dir()
        server = state.running(self._layout) if exists else None
        return Status(
            running=server is not None,
            pid=server.process.pid if server else None,
            uri=_uri(server.port) if server else None,
            kept=server.kept if server else False,
            users=sorted({process.pid for process in state.users(self._layout).values()}) if exists else [],
            data_dir=self._layout.root,
            version=jars.neo4j_version(),
            store_bytes=sum(files.size(folder) for folder in self._layout.database),
        )

    def dump(self, target: Path) -> Path:
        """Write the database to one file, readable by its owner only. The server rests meanwhile.

        Raises:
            Conflict: the file exists, there is no database yet, or another process uses the server
            Invalid: the file cannot be written there

        """
        if target.exists():
            raise Conflict(f"{target} exists: choose another name, a dump never overwrites")
        if not target.absolute().parent.is_dir():
            raise Invalid(f"There is no folder {target.absolute().parent}: make it first, or choose another place")
        with self._ready("dump"):
            if not self._holds_data():
                raise Conflict(f"{self._layout.root} holds no database yet: there is nothing to dump")
            partial = files.new_file(target)
            try:
                with self._resting("dump"):
                    with partial.open("wb") as file:
                        self._admin(["database", "dump", _DATABASE, "--to-stdout"], stdout=file)
                        os.fsync(file.fileno())
                    # Before the server starts again: a dump that is whole is kept also where that fails.
                    partial.rename(target)
            finally:
                partial.unlink(missing_ok=True)
        return target

    def load(self, source: Path, *, replace: bool) -> None:
        """Fill the database from a dump. When that fails or is killed, what was there before is still there.

        Raises:
            Conflict: there is a database and `replace` is not given, or another process uses the server
            Invalid: the file cannot be read, or is no dump; the server was not stopped for it
            ServerError: the file is damaged

        """
        files.check_readable(source)
        with self._ready("load"):
            if self._holds_data() and not replace:
                raise Conflict(f"{self._layout.root} holds a database already: dump it first, then load with --replace")
            self._check_is_dump(source)
            with self._resting("load"), self._set_aside(), source.open("rb") as file:
                self._admin(["database", "load", _DATABASE, "--from-stdin", "--overwrite-destination=true"], stdin=file)

    def check(self) -> str:
        """Check the database files for consistency and return the report. Raises DamagedStore when they are not."""
        with self._ready("check"):
            if not self._holds_data():
                raise Conflict(f"{self._layout.root} holds no database yet: there is nothing to check")
            with self._resting("check"):
                try:
                    return self._admin(["database", "check", _DATABASE, f"--report-path={self._layout.logs}"])
                except ServerError as error:
                    raise DamagedStore(
                        f"the database is damaged, or could not be checked to the end: restore a dump with `db load "
                        f"--replace`; all that was found is in {self._layout.logs} ({error.detail})"
                    ) from None

    def import_full(self, nodes: list[str], relationships: list[str], *, options: list[str] | None = None) -> str:
        """Fill an empty database with neo4j-admin's offline importer, and return its report.

        `nodes` and `relationships` are as the tool takes them, `[LABEL[:LABEL]=]FILE,...`, with absolute paths;
        `options` are passed on.
        """
        # The name stands first: the tool takes as many files as follow `--nodes` and `--relationships`.
        arguments = ["database", "import", "full", _DATABASE, *(options or [])]
        arguments += [f"--nodes={files}" for files in nodes] + [f"--relationships={files}" for files in relationships]
        with self._resting("import"):
            return self._admin(arguments)

    # --- under the lock ---

    @contextmanager
    def _locked(self) -> Generator[None]:
        try:
            self._layout.create()
            with self._file_lock:
                yield
        except Timeout:
            raise ServerNotStarted(
                f"another process holds {self._layout.lock} since {_LOCK_SECONDS // 60} minutes: wait, or end it"
            ) from None
        except OSError as error:
            raise ServerNotStarted(
                f"{error.filename or self._layout.root} cannot be used ({error.strerror or error}): put that right "
                f"(what is stored is safe), or choose another data directory with CMDB_DATA_DIR"
            ) from error

    def _running_or_started(self, *, kept: bool) -> Endpoint:
        found = state.running(self._layout)
        if found:
            try:
                return self._endpoint_when_ready(found)
            except MustRestartError as error:
                self._report(f"starting Neo4j again: {error.detail}")
                self._stop(found)
                kept = kept or found.kept
        server = self._launch(kept=kept)
        try:
            return self._endpoint_when_ready(server)
        except ServerNotStarted:
            # What we started and nobody can use must not stay behind.
            self._stop(server)
            raise

    def _endpoint_when_ready(self, server: state.Running) -> Endpoint:
        endpoint = Endpoint(_uri(server.port), _USERNAME, self._password(), _DATABASE)
        wait_until_ready(endpoint, server.process, self._layout, _START_SECONDS)
        return endpoint

    def _launch(self, *, kept: bool) -> state.Running:
        self._prepare()
        port = self._choose_port()
        (self._layout.conf / "neo4j.conf").write_text(neo4j_conf(port, self._memory), encoding="utf-8")
        options = jvm_options(self._memory)
        command = admin.java_command(self._jars(), options, _MAIN, self._layout.home / "java.args")
        command += [f"--home-dir={self._layout.home}", f"--config-dir={self._layout.conf}"]
        self._report(f"starting Neo4j {jars.neo4j_version()} on {_uri(port)}, data in {self._layout.root}")
        process = processes.spawn(command, self._layout.console, admin.environment(self._layout))
        server = state.Running(process, port, kept)
        # Noted before it is ready: when this process is killed now, the next one finds the server and shares it.
        state.note_running(self._layout, server)
        return server

    def _stop(self, server: state.Running) -> None:
        if not server.process.terminate(_STOP_SECONDS):
            raise Conflict(
                f"Neo4j (pid {server.process.pid}) still runs {_STOP_SECONDS} s after it was asked to end: is there "
                f"room on the disk of {self._layout.root}? Its log is {self._layout.console}"
            )
        self._layout.server.unlink(missing_ok=True)

    @contextmanager
    def _ready(self, what: str) -> Generator[None]:
        """Hold the lock for a tool that needs the files for itself, when nobody else uses them; nothing is stopped yet."""
        with self._locked():
            self._refuse_others(what)
            if state.running(self._layout) is None:
                self._settle()
            yield

    @contextmanager
    def _resting(self, what: str) -> Generator[None]:
        """Stop the server for a tool that needs the files for itself, and start it again if it ran."""
        with self._locked():
            self._refuse_others(what)
            server = state.running(self._layout)
            if server:
                self._stop(server)
            try:
                self._prepare()
                yield
            finally:
                if server:
                    self._running_or_started(kept=server.kept)

    def _refuse_others(self, what: str) -> None:
        if others := self._others():
            raise Conflict(
                f"the database is used by {_pids(others)}: end that before `db {what}`, which needs it for itself"
            )

    def _holds_data(self) -> bool:
        return any(folder.is_dir() and any(folder.iterdir()) for folder in self._layout.database)

    def _settle(self) -> None:
        """Bring what a killed command left behind to an end, before anything touches the files."""
        admin.end_abandoned(self._layout)
        if aside.settle(self._layout.database):
            self._report("an earlier `db load` did not come to its end: the data from before it is back")

    def _check_is_dump(self, source: Path) -> None:
        if state.running(self._layout) is None:
            self._prepare()
        try:
            with source.open("rb") as file:
                self._admin(["database", "load", _DATABASE, "--from-stdin", "--info"], stdin=file)
        except ServerError as error:
            raise Invalid(
                f"{source} is no dump of a Neo4j database: name a file that `db dump` wrote ({error.detail})"
            ) from None

    @contextmanager
    def _set_aside(self) -> Generator[None]:
        aside.set_aside(self._layout.database)
        try:
            yield
        except BaseException:
            aside.settle(self._layout.database)
            self._report("the load failed: the data from before it is back")
            raise
        aside.finish(self._layout.database)

    def _others(self) -> list[int]:
        return sorted({process.pid for file, process in state.users(self._layout).items() if file != self._use})

    # --- parts of a start ---

    def _jars(self) -> list[Path]:
        return jars.ensure_jars(self._jar_cache, self._report)

    def _admin(self, arguments: list[str], *, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None) -> str:
        return admin.run_admin(self._layout, self._jars(), self._memory, arguments, stdin=stdin, stdout=stdout)

    def _prepare(self) -> None:
        """A configuration, and a password that Neo4j knows, before anything touches the files."""
        self._settle()
        conf = self._layout.conf / "neo4j.conf"
        if not conf.exists():
            conf.write_text(neo4j_conf(self._choose_port(), self._memory), encoding="utf-8")
        if not self._layout.password.exists():
            if (self._layout.home / "data" / "databases").exists():
                raise ServerNotStarted(
                    f"{self._layout.password} is missing: put it back, it opens the database in {self._layout.home}"
                )
            # Hexadecimal: one in 64 URL-safe tokens begins with a dash, which neo4j-admin takes for an option.
            password = secrets.token_hex(24)
            self._admin(["dbms", "set-initial-password", password])
            write_private(self._layout.password, password)

    def _password(self) -> str:
        try:
            return self._layout.password.read_text(encoding="ascii").strip()
        except OSError as error:
            raise ServerNotStarted(
                f"{self._layout.password} cannot be read ({error.strerror}): it opens the managed Neo4j"
            ) from error

    def _choose_port(self) -> int:
        if self._port is not None:
            if not processes.is_free(self._port):
                raise ServerNotStarted(
                    f"port {self._port} is taken by another program: choose another one, or end that program"
                )
            return self._port
        with suppress(OSError, ValueError):
            port = int(self._layout.port.read_text(encoding="ascii"))
            if processes.is_free(port):
                return port
            self._report(f"port {port} is taken by another program, choosing another")
        port = processes.free_port()
        self._layout.port.write_text(str(port), encoding="ascii")
        return port


def _uri(port: int) -> str:
    return f"bolt://127.0.0.1:{port}"


def _pids(pids: list[int]) -> str:
    return ("process " if len(pids) == 1 else "processes ") + ", ".join(map(str, pids))


def _silent(_: str) -> None:
    pass
