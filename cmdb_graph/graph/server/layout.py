"""What a data directory holds, and the configuration that the managed Neo4j gets.

<data_dir>/
  lock              one starter, stopper or adopter at a time (filelock)
  password          of the user `neo4j`, mode 0600, made at first start
  port              the Bolt port, kept from start to start while it is free
  server.json       the JVM that runs: pid, creation time, port, whether it outlives its users
  users/            one file per user of the server, named after its process
  neo4j/            Neo4j's own home: conf, data, import, logs
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths under one data directory."""

    root: Path

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def password(self) -> Path:
        return self.root / "password"

    @property
    def port(self) -> Path:
        return self.root / "port"

    @property
    def server(self) -> Path:
        return self.root / "server.json"

    @property
    def users(self) -> Path:
        return self.root / "users"

    @property
    def home(self) -> Path:
        return self.root / "neo4j"

    @property
    def conf(self) -> Path:
        return self.home / "conf"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def console(self) -> Path:
        """What the JVM prints: the place to look when it does not start."""
        return self.logs / "console.log"

    @property
    def admin_log(self) -> Path:
        """All that the last offline tool (dump, load, check, import) printed, warnings of the JVM included."""
        return self.logs / "neo4j-admin.log"

    @property
    def database(self) -> list[Path]:
        """The two folders that make up the database: store files and transaction logs."""
        return [self.home / "data" / part / "neo4j" for part in ("databases", "transactions")]

    def create(self) -> None:
        """Make the folders, closed to other users of the machine."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self.users, self.conf, self.logs, self.home / "import"):
            folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the JVM may use at most, in MiB. Both grow with the data: a thousand nodes take about 450 in all."""

    heap: int
    page_cache: int

    @classmethod
    def for_this_machine(cls) -> Memory:
        """A sixth of the machine for each, within 512 MiB and 4 GiB: the rest belongs to the API and to others."""
        share = min(max(psutil.virtual_memory().total // _MIB // 6, 512), 4096)
        return cls(heap=share, page_cache=share)


def jvm_options(memory: Memory) -> list[str]:
    """Options for the server's JVM; see `java_access` for those that the offline tools need too."""
    return [
        "-Xms128m",
        f"-Xmx{memory.heap}m",
        "-XX:+UseG1GC",
        # No -XX:+ExitOnOutOfMemoryError: recovery may ask for an absurd size when the log's last entry is torn, and
        # takes the refusal for the end of the log. Queries are held to 70 % of the heap by Neo4j itself.
        "-XX:-OmitStackTraceInFastThrow",
        "-Dfile.encoding=UTF-8",
        *java_access(),
    ]


def java_access() -> list[str]:
    """What Neo4j's page cache and network layer reach for inside the JDK."""
    return [
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")),
        "--enable-native-access=ALL-UNNAMED",
        "-Dio.netty.tryReflectionSetAccessible=true",
    ]


def neo4j_conf(port: int, memory: Memory) -> str:
    """The text of neo4j.conf.

    Loopback and Bolt only, and `LOAD CSV` may not read files of this machine: what the offline tools read is named on
    their command line.
    """
    settings = {
        "server.config.strict_validation.enabled": "true",
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        # While it works on an answer it says so every 5 s, and tells drivers to give up after two that did not come: else one
        # that froze, or a cable that was cut, is noticed after two minutes.
        "server.bolt.connection_keep_alive": "5s",
        "server.bolt.connection_keep_alive_probes": "2",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.usage_report.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "server.directories.import": "import",
        "server.memory.pagecache.size": f"{memory.page_cache}m",
        # A question that is called off ends within this time; the default of 2 s is an age for a page that waits.
        "db.transaction.monitor.check.interval": "100ms",
        # Questions bring their own, shorter deadline; this ends what nobody waits for any more.
        "db.transaction.timeout": "5m",
        # A log file is allocated whole, so that a full disk cannot tear its last entry; at the default of 256 MiB two
        # databases would take half a GiB before the first node.
        "db.tx_log.preallocate": "true",
        "db.tx_log.rotation.size": "32m",
        # Connections are closed by then; the default waits 5 s for each of two groups of idle threads.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())
