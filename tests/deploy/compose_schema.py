"""The part of the Compose Specification that docker-compose.yml uses, as a JSON schema.

Closed everywhere (`additionalProperties: false`), as the specification's own schema is: a key that is misspelled, or
used for the first time, fails until it is looked up in the specification and added here.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT, "uniqueItems": True}
DURATION = {"type": "string", "pattern": r"^(\d+(h|m|s|ms|us))+$"}
# Values of an environment are texts: YAML's bare true, 5 or null mean something else to each reader.
ENVIRONMENT = {"type": "object", "additionalProperties": {"type": "string"}}

HEALTHCHECK = {
    "type": "object",
    "additionalProperties": False,
    "required": ["test"],
    "properties": {
        "test": {
            "type": "array",
            "minItems": 2,
            "prefixItems": [{"enum": ["CMD", "CMD-SHELL"]}],
            "items": TEXT,
        },
        "interval": DURATION,
        "timeout": DURATION,
        "start_period": DURATION,
        "retries": {"type": "integer", "minimum": 1},
    },
}

DEPENDS_ON = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "additionalProperties": False,
        "required": ["condition"],
        "properties": {"condition": {"enum": ["service_started", "service_healthy", "service_completed_successfully"]}},
    },
}

SERVICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["image"],
    "properties": {
        "image": TEXT,
        "build": TEXT,
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "environment": ENVIRONMENT,
        "depends_on": DEPENDS_ON,
        "expose": {"type": "array", "items": {"type": "string", "pattern": r"^\d+$"}},
        "ports": TEXTS,
        "volumes": TEXTS,
        "healthcheck": HEALTHCHECK,
        "stop_grace_period": DURATION,
        "security_opt": TEXTS,
        "cap_drop": TEXTS,
        "user": TEXT,
        "read_only": {"type": "boolean"},
    },
}

NAMES = {"propertyNames": {"pattern": r"^[a-zA-Z0-9._-]+$"}}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["services"],
    "properties": {
        "name": {"type": "string", "pattern": r"^[a-z0-9][a-z0-9_-]*$"},
        "services": {"type": "object", "minProperties": 1, "additionalProperties": SERVICE, **NAMES},
        "volumes": {"type": "object", "additionalProperties": {"type": "null"}, **NAMES},
    },
}
