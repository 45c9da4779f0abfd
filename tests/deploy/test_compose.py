"""docker-compose.yml: valid, and as closed as it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_pydantic import ComposeSpecification
from pydantic import ValidationError

from cmdb_graph.graph.server.jars import neo4j_version
from tests.conftest import IMAGE

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
TEXT = FILE.read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture
def compose() -> dict[str, Any]:
    return yaml.safe_load(TEXT)


def test_it_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    assert set(ComposeSpecification.model_validate(compose).services or {}) == set(compose["services"])


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("name: cmdb-graph", "nmae: cmdb-graph"),
        ("restart: unless-stopped", "restrat: unless-stopped"),
        ("condition: service_healthy", "condition: healthy"),
        ('expose: ["7687"]', "expose: 7687"),
        ("interval: 10s", "interval: 10"),
        ("retries: 12", "retires: 12"),
        ("cap_drop: [ALL]", "cap_drop: ALL"),
        ("  neo4j-logs:\n  api-spool", "  neo4j-logs: 5\n  api-spool"),
    ],
)
def test_the_specification_refuses_what_compose_refuses(right: str, wrong: str) -> None:
    assert right in TEXT
    with pytest.raises(ValidationError):
        ComposeSpecification.model_validate(yaml.safe_load(TEXT.replace(right, wrong, 1)))


def test_what_the_specification_leaves_open_is_one_thing_to_every_reader(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["restart"] in ("no", "always", "on-failure", "unless-stopped")
        assert service.get("read_only", True) is True
        # YAML's bare true, 5 or null mean something else to each reader.
        assert all(isinstance(value, str) for value in service["environment"].values())


def test_secrets_come_from_the_environment_and_have_no_default(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|KEY|AUTH", name):
                assert re.fullmatch(r"(neo4j/)?\$\{(NEO4J_PASSWORD|CMDB_ADMIN_KEY):\?[^}]+\}", value), name


def test_what_is_published_is_published_on_loopback(compose: dict[str, Any]) -> None:
    published = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_every_service_is_watched_and_the_api_waits_for_a_healthy_database(compose: dict[str, Any]) -> None:
    assert all("healthcheck" in service for service in compose["services"].values())
    assert compose["services"]["api"]["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert "/readyz" in str(compose["services"]["api"]["healthcheck"]["test"])


def test_data_outlives_its_container(compose: dict[str, Any]) -> None:
    mounts = [volume.split(":")[0] for service in compose["services"].values() for volume in service["volumes"]]
    assert set(mounts) == set(compose["volumes"])
    assert "neo4j-data:/data" in compose["services"]["neo4j"]["volumes"]


def test_the_api_runs_as_nobody_in_particular_on_a_read_only_disk(compose: dict[str, Any]) -> None:
    api = compose["services"]["api"]
    assert (api["user"], api["read_only"], api["cap_drop"]) == ("10001:10001", True, ["ALL"])
    assert f"USER {api['user']}" in DOCKERFILE


def test_the_database_is_the_one_that_is_tested(compose: dict[str, Any]) -> None:
    assert compose["services"]["neo4j"]["image"] == IMAGE
    assert neo4j_version().startswith(IMAGE.split(":")[1].removesuffix("-community"))


def test_the_image_is_built_from_the_lock_and_serves_on_the_published_port(compose: dict[str, Any]) -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert '"cmdb-graph", "serve", "--host", "0.0.0.0", "--port", "8080"' in DOCKERFILE
    assert compose["services"]["api"]["ports"][0].endswith(":8080")
