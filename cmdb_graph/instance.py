"""A running cmdb-graph: its settings, its vocabulary, and a store on its Neo4j. What every door opens first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from cmdb_graph.analysis.health.rules import Rules as HealthRules
from cmdb_graph.analysis.health.rules import load as load_health
from cmdb_graph.graph import migrations, queries
from cmdb_graph.graph.refresh import refresh
from cmdb_graph.graph.server import ManagedServer
from cmdb_graph.graph.store import ReadStore, WriteStore, connect
from cmdb_graph.ingest.mapping import Mapped
from cmdb_graph.ingest.mapping import load as load_mapping
from cmdb_graph.licensing import Patterns, Policies, load_patterns, load_policies
from cmdb_graph.memory import look_for_cycles_seldom
from cmdb_graph.rootcause import Weights
from cmdb_graph.rootcause import load as load_weights
from cmdb_graph.settings import Settings
from cmdb_graph.tickets.process import Process
from cmdb_graph.tickets.process import load as load_process
from cmdb_graph.vocabulary import Vocabulary, load

PROBE_SECONDS = 1
PROBES = 10


@dataclass(slots=True)
class Instance:
    """Settings, vocabulary and store. Closing it lets go of the managed server, which ends with its last user.

    `probe` reads the same database, but says within about a second that it does not answer.
    """

    settings: Settings
    vocabulary: Vocabulary
    policies: Policies
    patterns: Patterns
    mapping: Mapped
    weights: Weights
    process: Process
    health: HealthRules
    store: WriteStore
    probe: ReadStore
    server: ManagedServer | None = None
    _schema_is_current: bool = False
    _schema_lock: threading.Lock = field(default_factory=threading.Lock)

    def ensure_schema(self) -> None:
        """Bring the database's schema up to date, once per process, before anything is asked of it.

        Without its constraints two writers could make two clocks. Raises Unavailable while the database does not answer.
        """
        if self._schema_is_current:
            return
        with self._schema_lock:
            if not self._schema_is_current:
                migrations.migrate(self.store)
                refresh(self.store, self.vocabulary)
                self._schema_is_current = True

    def close(self) -> None:
        """Close the connections, then let go of the managed server."""
        self.probe.close()
        self.store.close()
        if self.server is not None:
            self.server.release()


def words_of(settings: Settings, policies: Policies | None = None) -> Vocabulary:
    """The vocabulary of an organization: its kinds and types, and its license policies as metrics that a license may have."""
    policies = load_policies(settings.cmdb_policies) if policies is None else policies
    return load(settings.cmdb_vocabulary).allowing("License", "metric", sorted(policies))


def open_instance(settings: Settings, *, report: Callable[[str], None] | None = None, migrate: bool = True) -> Instance:
    """Read the vocabulary and the query files, find or start Neo4j, and bring its schema up to date.

    Raises BadVocabulary, BadPolicy, BadMapping, BadProcess, BadWeights and BadHealth with their place, ServerNotStarted with
    what to do, Unavailable when NEO4J_URI does not answer.
    """
    look_for_cycles_seldom()
    policies = load_policies(settings.cmdb_policies)
    vocabulary = words_of(settings, policies)
    weights = load_weights(settings.cmdb_root_cause)
    patterns, mapping = load_patterns(settings.cmdb_policies), load_mapping(vocabulary, settings.cmdb_mappings)
    process = load_process(vocabulary, settings.cmdb_process)
    health = load_health(settings.cmdb_health)
    texts = queries.load(vocabulary)
    server: ManagedServer | None = None
    if settings.neo4j_uri is None:
        server = ManagedServer(settings.cmdb_data_dir, report=report)
        endpoint = server.ensure_running()
        uri, username, password = endpoint.uri, endpoint.username, endpoint.password
    else:
        uri, username = settings.neo4j_uri, settings.neo4j_username
        password = settings.neo4j_password.get_secret_value()
    connected = partial(connect, uri, username, password, texts, database=settings.neo4j_database)
    store = connected(pool_size=settings.cmdb_pool_size, pool_seconds=settings.cmdb_pool_seconds)
    probe = connected(pool_size=PROBES, pool_seconds=PROBE_SECONDS, patient=False)
    instance = Instance(
        settings, vocabulary, policies, patterns, mapping, weights, process, health, store, probe, server
    )
    if migrate:
        try:
            instance.ensure_schema()
        except BaseException:
            instance.close()
            raise
    return instance
