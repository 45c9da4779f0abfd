"""`python -m cmdb_graph.graph.server.pin VERSION`: write `jars.lock` for a version of Neo4j, resolved by jgo.

For maintainers, on a machine with a Maven repository. Review the difference before it is committed: from then on these
bytes, and no others, are run.
"""

from __future__ import annotations

import sys

import jgo
from jgo.maven import Artifact

from cmdb_graph.graph.server.jars import LOCK_FILE, sha256

# Test libraries that jgo resolves although their scope says otherwise; the server runs without them.
_TEST_ONLY = {"junit", "hamcrest", "mockito-core", "byte-buddy", "byte-buddy-agent", "objenesis"}
_HEADER = "# Written by `python -m cmdb_graph.graph.server.pin {version}`: group:artifact:version[:classifier] sha256\n"


def pin(version: str) -> int:
    """Resolve, download, hash, write; returns the number of jars."""
    artifacts = jgo.resolve(f"org.neo4j:neo4j:{version}+org.neo4j.app:neo4j-server:{version}")
    kept = [artifact for artifact in artifacts if artifact.artifactId not in _TEST_ONLY]
    names = [artifact.filename for artifact in kept]
    if len(set(names)) != len(names):
        raise SystemExit("two artifacts share a file name; the cache is flat and cannot hold both")
    lines = sorted({f"{_coordinate(artifact)} {sha256(artifact.resolve())}" for artifact in kept})
    LOCK_FILE.write_text(_HEADER.format(version=version) + "\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _coordinate(artifact: Artifact) -> str:
    parts = [artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier]
    return ":".join(part for part in parts if part)


if __name__ == "__main__":
    sys.stderr.write(f"{pin(sys.argv[1])} jars pinned in {LOCK_FILE}\n")
