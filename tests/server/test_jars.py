"""Jars: pinned, fetched once, verified, and refused by name. A repository of our own on loopback serves them."""

from __future__ import annotations

import gc
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cmdb_graph.errors import ServerNotStarted
from cmdb_graph.graph.server.jars import LOCK_FILE, ensure_jars, neo4j_version, pinned, sha256

JAR = next(jar.file_name for jar in pinned() if jar.artifact == "neo4j-kernel")


def silent(_: str) -> None:
    pass


@pytest.fixture
def cache(jar_cache: Path, tmp_path: Path) -> Path:
    """A cache of its own with all jars: links, so that nothing is copied and nothing of the user's is touched."""
    cache = tmp_path / "jars"
    cache.mkdir()
    for jar in pinned():
        (cache / jar.file_name).symlink_to(jar_cache / jar.file_name)
    ensure_jars(cache, silent)
    return cache


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """jgo leaves the response of a failed download to the garbage collector, which would warn in some later test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class Repository:
    """What a Maven repository would answer: `bodies` holds, for each request of a jar, (bytes, announced length)."""

    def __init__(self) -> None:
        self.bodies: list[tuple[bytes, int]] = []
        self.asked = 0


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    state = Repository()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.endswith(".jar") or not state.bodies:
                self.send_error(404)
                return
            body, length = state.bodies.pop(0)
            state.asked += 1
            self.send_response(200)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    use_repository(tmp_path, monkeypatch, http.server_port)
    yield state
    http.shutdown()
    thread.join()
    http.server_close()


def use_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    settings = tmp_path / "jgo.conf"
    settings.write_text(f"[repositories]\ncentral = http://127.0.0.1:{port}/maven\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(settings))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def test_the_list_is_complete_and_names_no_host() -> None:
    jars = pinned()
    assert len({jar.file_name for jar in jars}) == len(jars) > 200
    assert all(len(jar.sha256) == 64 for jar in jars)
    assert "//" not in LOCK_FILE.read_text()
    assert not {"junit", "mockito-core", "hamcrest", "byte-buddy", "objenesis"} & {jar.artifact for jar in jars}
    assert neo4j_version().startswith("20")


Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda whole: whole[: len(whole) // 2], id="half downloaded"),
        pytest.param(lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]), id="one bit"),
        pytest.param(lambda whole: b"", id="empty"),
    ],
)
def test_a_damaged_jar_is_fetched_again(cache: Path, repository: Repository, damage: Damage) -> None:
    whole = (cache / JAR).read_bytes()
    replace(cache / JAR, damage(whole))
    repository.bodies = [(whole, len(whole))]
    paths = ensure_jars(cache, silent)
    assert cache / JAR in paths
    assert (cache / JAR).read_bytes() == whole
    assert repository.asked == 1


def test_a_connection_that_breaks_in_the_middle_is_tried_again(cache: Path, repository: Repository) -> None:
    whole = (cache / JAR).read_bytes()
    (cache / JAR).unlink()
    repository.bodies = [(whole[:1000], len(whole)), (whole, len(whole))]
    ensure_jars(cache, silent)
    assert (cache / JAR).read_bytes() == whole


def test_a_jar_that_is_wrong_twice_is_refused_by_name(cache: Path, repository: Repository) -> None:
    (cache / JAR).unlink()
    repository.bodies = [(b"something else", 14)] * 3
    with pytest.raises(ServerNotStarted, match=JAR) as refused:
        ensure_jars(cache, silent)
    assert "SHA-256" in refused.value.detail
    assert repository.asked == 2
    assert not (cache / JAR).exists()
    assert {file.name for file in cache.iterdir() if file.is_dir()} == set()


def test_without_network_one_line_says_what_is_missing_and_how_to_bring_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    use_repository(tmp_path, monkeypatch, free_port)
    empty = tmp_path / "empty"
    with pytest.raises(ServerNotStarted) as refused:
        ensure_jars(empty, silent)
    detail = refused.value.detail
    assert f"{len(pinned())} jars of Neo4j {neo4j_version()} are missing in {empty}" in detail
    assert "copy that folder" in detail
    assert "NEO4J_URI" in detail
    assert "\n" not in detail
    assert refused.value.exit_code == 3


def test_a_repository_that_lacks_a_jar_is_said_so(cache: Path, repository: Repository) -> None:
    (cache / JAR).unlink()
    with pytest.raises(ServerNotStarted, match=r"^1 jars .*\(no repository has them\)"):
        ensure_jars(cache, silent)


def test_a_folder_copied_from_another_machine_needs_no_network(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    use_repository(tmp_path, monkeypatch, free_port)
    (cache / "verified.json").unlink()
    assert len(ensure_jars(cache, silent)) == len(pinned())
    assert (cache / "verified.json").exists()


def test_a_warm_start_trusts_size_and_time_and_hashes_what_changed(cache: Path, repository: Repository) -> None:
    whole = (cache / JAR).read_bytes()
    before = (cache / JAR).stat()
    changed = bytes([whole[0] ^ 1]) + whole[1:]
    replace(cache / JAR, changed)
    os.utime(cache / JAR, ns=(before.st_atime_ns, before.st_mtime_ns))
    ensure_jars(cache, silent)
    assert repository.asked == 0, "same size and time: it was not hashed"
    os.utime(cache / JAR)
    repository.bodies = [(whole, len(whole))]
    ensure_jars(cache, silent)
    assert repository.asked == 1
    assert sha256(cache / JAR) == next(jar.sha256 for jar in pinned() if jar.file_name == JAR)
