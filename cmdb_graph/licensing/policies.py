"""License policies: how a metric counts, as data. A TOML file each; its name is the policy's, and what a license's `metric` says.

An organization's folder (CMDB_POLICIES) adds policies, and switches built-in ones: a file of the same name takes its place whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from cmdb_graph.data import Pattern, Table, read
from cmdb_graph.errors import BadPolicy

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MOST_FILES = 200


def _fraction(value: object) -> object:
    # Through its text: 0.1 in a file means a tenth.
    return Fraction(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


Factor = Annotated[Fraction, BeforeValidator(_fraction), Field(ge=0, le=1_000_000)]
Words = Annotated[tuple[str, ...], AfterValidator(lambda words: tuple(word.strip().casefold() for word in words))]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class CoreFactor(Table):
    """What a core counts where the processor's model matches; of several, the first counts."""

    match: Pattern
    factor: Factor
    fastest: Annotated[float, Field(gt=0)] | None = None
    most_sockets: Count | None = None


class Cloud(Table):
    """Virtual processors of an authorized cloud."""

    names: Words
    vcpus_with_hyper_threading: Count
    vcpus_without: Count
    most_vcpus: Count | None = None


class Passive(Table):
    """How many passive installations of each sort a primary has for free."""

    high_availability: Annotated[int, Field(ge=0)]
    disaster_recovery: Annotated[int, Field(ge=0)]


class Minimum(Table):
    """The least number of units per processor or server, as another policy counts these."""

    units: Count
    per: Literal["processor", "server"]
    policy: str


class Unknown(Table):
    """What is counted where a fact is missing: the strictest reading that is plausible."""

    cores: Count = 64
    processors: Count = 2
    sockets: Count = 2
    vcpus: Count = 64
    factor: Factor = Fraction(1)


class Policy(Table):
    """How one metric counts. `docs/licenses.md` explains every field."""

    name: str
    about: str
    version: str
    source: str
    unit: str
    counts: Literal["cores", "sockets", "users", "devices", "sessions", "sites", "nothing"]
    virtual: Literal["hosts", "machine", "sets", "sub_capacity"] = "machine"
    partitioning: Literal["hard", "soft"] = "soft"
    factors: tuple[CoreFactor, ...] = ()
    single_core_factor: Factor | None = None
    pack: Count = 1
    least_per_processor: Annotated[int, Field(ge=0)] = 0
    least_per_server: Annotated[int, Field(ge=0)] = 0
    least_per_vm: Annotated[int, Field(ge=0)] = 0
    vms_per_set: Count | None = None
    guest_systems: Pattern = ""
    vm_needs_maintenance_from: str | None = None
    most_sockets: Count | None = None
    passive: Passive | None = None
    passive_free_days: Annotated[int, Field(ge=0)] | None = None
    eligible_tools: Words = ()
    minimum: Minimum | None = None
    cloud: Cloud | None = None
    unknown: Unknown = Unknown()


Policies = Mapping[str, Policy]


def load(folder: Path | None = None) -> Policies:
    """The built-in policies by name, with those of an organization's folder added or in their place.

    Raises BadPolicy, with file and key, on the first mistake.
    """
    policies = dict(_builtin())
    if folder is not None:
        if not folder.is_dir():
            raise BadPolicy(f"{folder} is not a folder. CMDB_POLICIES must name a folder of TOML files.")
        policies |= _read(folder)
    for policy in policies.values():
        if policy.minimum is not None and policy.minimum.policy not in policies:
            raise BadPolicy(f"{policy.name}.toml: minimum.policy: there is no policy {policy.minimum.policy!r}.")
        if policy.minimum is not None and policies[policy.minimum.policy].minimum is not None:
            raise BadPolicy(f"{policy.name}.toml: minimum.policy: {policy.minimum.policy!r} has a minimum itself.")
    return policies


@cache
def _builtin() -> Policies:
    return _read(Path(__file__).parent / "builtin")


def _read(folder: Path) -> dict[str, Policy]:
    paths = sorted(path for path in folder.glob("*.toml") if path.name != "recognized.toml")
    if len(paths) > _MOST_FILES:
        raise BadPolicy(f"{folder} holds {len(paths)} TOML files; at most {_MOST_FILES} are read.")
    return {path.stem: _policy(path) for path in paths}


def _policy(path: Path) -> Policy:
    if not _NAME.fullmatch(path.stem):
        raise BadPolicy(f"{path.name}: a policy's name is in small letters and digits, joined by hyphens.")
    return read(path, Policy, BadPolicy, name=path.stem)
