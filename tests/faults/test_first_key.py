"""The first admin key is never lost: whoever kills the first start, the next one hands out a key that opens."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver

from cmdb_graph import access
from cmdb_graph.access import Role
from cmdb_graph.errors import Invalid, Unauthenticated
from cmdb_graph.instance import Instance, open_instance
from tests.api.serving import settings_for
from tests.faults.conftest import Neo4j


@pytest.fixture
def instance(neo4j: Neo4j, driver: Driver) -> Iterator[Instance]:
    opened = open_instance(settings_for(neo4j.endpoint))
    yield opened
    opened.close()


def opens(instance: Instance, file: Path) -> bool:
    return access.authenticate(instance.store, file.read_text().strip(), None).role is Role.ADMIN


def test_the_file_is_private_and_its_key_opens(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "new" / "first-admin-key"
    assert access.first_key(instance.store, file) == file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert opens(instance, file)
    key = file.read_text()
    assert access.first_key(instance.store, file) == file
    assert file.read_text() == key, "a second start keeps it"
    assert len(list(file.parent.iterdir())) == 1


def test_no_key_is_recorded_that_could_not_be_written(instance: Instance, tmp_path: Path) -> None:
    """What a kill between the two leaves must never be a key that nobody can read: here the file fails instead."""
    file = tmp_path / "first-admin-key"
    file.mkdir()
    with pytest.raises(Invalid, match="CMDB_DATA_DIR"):
        access.first_key(instance.store, file)
    assert access.list_keys(instance.store) == []
    assert list(tmp_path.iterdir()) == [file], "no key is left lying about"
    file.rmdir()
    assert access.first_key(instance.store, file) == file
    assert opens(instance, file)


@pytest.mark.parametrize("left", ["cmdb_0123456789abcdef_" + "A" * 43 + "\n", "", "\udcff"])
def test_what_a_kill_leaves_is_replaced(instance: Instance, tmp_path: Path, left: str) -> None:
    file = tmp_path / "first-admin-key"
    file.write_bytes(left.encode("utf-8", "surrogateescape"))
    file.chmod(0o644)
    assert access.first_key(instance.store, file) == file
    assert file.read_text() != left
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert opens(instance, file)


def test_a_revoked_key_does_not_come_back(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "first-admin-key"
    access.first_key(instance.store, file)
    revoked = file.read_text().strip()
    for key in access.list_keys(instance.store):
        access.revoke_key(instance.store, key.id)
    assert access.first_key(instance.store, file) == file
    assert opens(instance, file)
    with pytest.raises(Unauthenticated):
        access.authenticate(instance.store, revoked, None)


@pytest.mark.parametrize("left", ["cmdb_0123456789abcdef_" + "A" * 43, "\udcff", None])
def test_the_file_of_another_graph_is_not_told(instance: Instance, tmp_path: Path, left: str | None) -> None:
    access.create_key(instance.store, "somebody", "admin")
    file = tmp_path / "first-admin-key"
    if left is not None:
        file.write_bytes(left.encode("utf-8", "surrogateescape"))
    assert access.first_key(instance.store, file) is None
    assert len(access.list_keys(instance.store)) == 1
