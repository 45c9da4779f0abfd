"""Settings, all from environment variables; `docs/operations.md` lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings

from cmdb_graph.errors import Invalid

MIB = 1024 * 1024
SHORTEST_ADMIN_KEY = 16
"""A key given from outside that is shorter than this can be guessed."""


def _data_dir() -> Path:
    return user_data_path("cmdb-graph")


class Settings(BaseSettings):
    """Everything that can be set from outside. Secrets are never shown by `repr` nor logged."""

    neo4j_uri: str | None = Field(default=None, description="Your own Neo4j; unset: the managed server")
    neo4j_username: str = Field(default="neo4j", description="User for NEO4J_URI")
    neo4j_password: SecretStr = Field(default=SecretStr(""), description="Password for NEO4J_URI")
    neo4j_database: str | None = Field(default=None, description="Database name; unset: the server's default")

    cmdb_data_dir: Path = Field(default_factory=_data_dir, description="Where the managed server keeps its data")
    cmdb_admin_key: SecretStr | None = Field(default=None, description="An admin key given from outside")
    cmdb_link_minutes: Annotated[float, Field(gt=0, le=1440)] = Field(
        default=15, description="How long the sign-in link that `serve` prints may be used"
    )
    cmdb_session_hours: Annotated[float, Field(gt=0, le=8760)] = Field(
        default=12, description="How long the page stays signed in"
    )
    cmdb_vocabulary: Path | None = Field(default=None, description="A folder of further vocabulary TOML files")
    cmdb_policies: Path | None = Field(default=None, description="A folder of license policies of your own")
    cmdb_mappings: Path | None = Field(default=None, description="A folder with words of other tools of your own")
    cmdb_process: Path | None = Field(default=None, description="A folder with a process of tickets of your own")

    cmdb_health: Path | None = Field(default=None, description="A file of rules of your own for the score of health")
    cmdb_root_cause: Path | None = Field(default=None, description="A file of weights of your own for root causes")
    cmdb_event_days: Annotated[float, Field(gt=0, le=36_500)] = Field(
        default=90, description="How long events are kept, by when they happened"
    )

    cmdb_question_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=30, description="Time a question may take"
    )
    cmdb_import_max_bytes: Annotated[int, Field(gt=0)] = Field(default=1024 * MIB, description="Largest import body")
    cmdb_body_max_bytes: Annotated[int, Field(gt=0)] = Field(
        default=MIB, description="Largest body of any other request"
    )
    cmdb_import_max_records: Annotated[int, Field(gt=0)] = Field(
        default=5_000_000, description="Most records in an import"
    )
    cmdb_pool_size: Annotated[int, Field(gt=0, le=1000)] = Field(
        default=50, description="Connections to Neo4j per process"
    )
    cmdb_pool_seconds: Annotated[float, Field(gt=0, le=600)] = Field(
        default=10, description="Wait for a free connection"
    )

    @field_validator("cmdb_admin_key")
    @classmethod
    def _not_to_be_guessed(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and 0 < len(key.get_secret_value()) < SHORTEST_ADMIN_KEY:
            why = f"fewer than {SHORTEST_ADMIN_KEY} characters can be guessed: give a long random text, or unset it"
            raise PydanticCustomError("short_admin_key", "{why}", {"why": why})
        return key


def from_environment() -> Settings:
    """The settings of this process; Invalid names the variable that is wrong, never its value."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue]  every setting has a default or comes from the environment
    except ValidationError as error:
        wrong = [f"{str(problem['loc'][0]).upper()}: {problem['msg']}" for problem in error.errors()]
        raise Invalid("; ".join(wrong)) from None
