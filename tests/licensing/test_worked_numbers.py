"""The worked numbers of vendors' guides, each under its policy's name and version."""

from __future__ import annotations

import pytest

from tests.licensing.estates import POLICIES, Build

XEON = "Intel(R) Xeon(R) Gold 6326 CPU @ 2.90GHz"


def test_each_policy_says_its_version_and_source() -> None:
    versions = {name: policy.version for name, policy in POLICIES.items()}
    assert versions["oracle-processor"] == versions["oracle-named-user-plus"] == "2025-05"
    assert versions["sql-server-core"] == "2022-11"
    assert all(policy.source and policy.unit for policy in POLICIES.values())


@pytest.mark.parametrize(
    ("facts", "required"),
    [
        ({"processors": 2, "cores": 32, "processor_model": XEON}, 16),
        ({"processors": 2, "cores": 64, "processor_model": "AMD EPYC 7543"}, 32),
        ({"processors": 4, "cores": 64, "processor_model": "IBM POWER9"}, 64),
        ({"processors": 1, "cores": 3, "processor_model": XEON}, 2),
        ({"processors": 2, "cores": 32, "threads": 64, "processor_model": XEON, "hyper_threading": True}, 16),
        ({"processors": 1, "cores": 8, "processor_model": "AMD Opteron 6376"}, 4),
        *(
            ({"processors": 1, "cores": 16, "processor_model": model}, 8)
            for model in ("SPARC T4", "Oracle SPARC T5", "SPARC M5", "SPARC M6", "SPARC M7", "SPARC S7", "SPARC64 X")
        ),
        ({"processors": 1, "cores": 16, "processor_model": "SPARC T3"}, 4),
        ({"processors": 1, "cores": 8, "processor_model": "UltraSPARC T1", "processor_speed": 1.0}, 2),
        ({"processors": 1, "cores": 8, "processor_model": "UltraSPARC T1 1.2 GHz"}, 2),
        ({"processors": 1, "cores": 8, "processor_model": "UltraSPARC T1", "processor_speed": 1.4}, 4),
        *(
            ({"processors": 2, "cores": 4, "processor_model": model}, 3)
            for model in ("SPARC64 VI", "SPARC64 VII", "UltraSPARC IV", "HP PA-RISC 8900", "IBM POWER5+")
        ),
        *(({"processors": 2, "cores": 16, "processor_model": model}, 16) for model in ("POWER7+", "POWER8", "POWER10")),
        ({"processors": 4, "cores": 4, "processor_model": XEON}, 4),
    ],
)
def test_oracle_processors(facts: dict[str, object], required: int) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 16)
    build.install(build.host("h", **facts))
    position = build.position("oracle-processor")
    assert position.required == required
    assert not position.demand.warnings
    assert position.delta == 16 - required


def test_oracle_processors_are_rounded_once_for_all_hosts() -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 1)
    for at in range(3):
        build.install(build.host(f"h{at}", processors=1, cores=3, processor_model=XEON))
    assert build.position("oracle-processor").required == 5  # 4.5, and not 3 x 2


def test_a_processor_that_is_not_listed_counts_in_full_with_a_warning() -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 1)
    build.install(build.host("h", processors=1, cores=8, processor_model="Loongson 3A6000"))
    position = build.position("oracle-processor")
    assert position.required == 8
    assert "h: the policy lists no processor 'Loongson 3A6000'" in position.demand.warnings[0]


@pytest.mark.parametrize(("users", "required"), [(350, 400), (400, 400), (520, 520)])
def test_oracle_named_user_plus(users: int, required: int) -> None:
    build = Build()
    build.product()
    build.license("oracle-named-user-plus", 400)
    build.install(build.host("h", processors=2, cores=32, processor_model=XEON))
    build.users(users)
    assert build.position("oracle-named-user-plus").required == required


def test_oracle_standard_edition_users() -> None:
    build = Build()
    build.product()
    build.license("oracle-se2-named-user-plus", 40)
    build.license("oracle-se2-socket", 8)
    for at in range(4):
        build.install(build.host(f"h{at}", processors=1, socket_capacity=2, cores=8, processor_model=XEON))
    build.users(12)
    assert build.position("oracle-se2-named-user-plus").required == 40
    assert build.position("oracle-se2-socket").required == 4


def test_oracle_standard_edition_is_not_allowed_where_an_empty_socket_is_the_third() -> None:
    build = Build()
    build.product()
    build.license("oracle-se2-socket", 2)
    build.install(build.host("h", processors=2, socket_capacity=4, cores=8))
    assert any(
        "h: not allowed: a capacity of 4 sockets" in text
        for text in build.position("oracle-se2-socket").demand.warnings
    )


@pytest.mark.parametrize(("threaded", "required"), [(True, 8), (None, 8), (False, 16)])
def test_oracle_in_a_cloud(threaded: bool | None, required: int) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 8)
    more = {} if threaded is None else {"hyper_threading": threaded}
    build.install(build.vm("v", vcpus=16, cloud="AWS", **more))
    position = build.position("oracle-processor")
    assert position.required == required
    assert bool(position.demand.warnings) is (threaded is None)


@pytest.mark.parametrize(("vcpus", "required", "allowed"), [(4, 1, True), (5, 2, True), (8, 2, True), (12, 3, False)])
def test_oracle_standard_edition_in_a_cloud(vcpus: int, required: int, allowed: bool) -> None:
    build = Build()
    build.product()
    build.license("oracle-se2-socket", 2)
    build.install(build.vm("v", vcpus=vcpus, cloud="azure", hyper_threading=True))
    position = build.position("oracle-se2-socket")
    assert position.required == required
    assert any("not allowed" in text for text in position.demand.warnings) is not allowed


@pytest.mark.parametrize(("hosts", "required"), [(10, 160), (12, 192)])
@pytest.mark.parametrize("on", ["cluster", "h0"])
def test_oracle_on_soft_partitioning_counts_every_host_that_it_may_run_on(hosts: int, required: int, on: str) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 160)
    members = [build.host(f"h{at}", processors=2, cores=32, processor_model=XEON) for at in range(hosts)]
    build.cluster("cluster", *members)
    build.install(build.vm("v", on, vcpus=4), build.vm("w", on, vcpus=2))
    position = build.position("oracle-processor")
    assert position.required == required
    assert len([need for need in position.demand.needs if need.required]) == hosts


@pytest.mark.parametrize("where", ["machine", "cluster", "organization"])
def test_oracle_on_hard_partitioning_counts_the_partition(where: str) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 4)
    members = [build.host(f"h{at}", processors=2, cores=32, processor_model=XEON) for at in range(10)]
    hard = {"partitioning": "hard"}
    build.cluster("cluster", *members, **(hard if where == "cluster" else {}))
    build.install(build.vm("v", "cluster", vcpus=8, **(hard if where == "machine" else {})))
    if where == "organization":
        build.node("us", "Organization", **hard)
    assert build.position("oracle-processor").required == 4


def test_a_hard_partition_never_counts_more_than_its_host() -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 4)
    build.host("h", processors=1, cores=8, processor_model=XEON)
    build.install(*(build.vm(f"v{at}", "h", vcpus=6, partitioning="hard") for at in range(3)))
    assert build.position("oracle-processor").required == 4


@pytest.mark.parametrize(("days", "required"), [(0, 16), (10, 16), (11, 32)])
def test_an_oracle_node_that_stands_by_is_free_for_ten_days(days: int, required: int) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 16)
    facts = {"processors": 2, "cores": 32, "processor_model": XEON}
    build.install(build.host("active", **facts))
    build.install(build.host("spare", **facts), failover_role="passive_ha", failover_days=days)
    assert build.position("oracle-processor").required == required


@pytest.mark.parametrize(
    ("facts", "cores", "packs"),
    [
        ({"processors": 1, "cores": 7}, 8, "4 packs"),
        ({"processors": 2, "cores": 4}, 8, "4 packs"),
        ({"processors": 2, "cores": 32}, 32, "16 packs"),
    ],
)
def test_sql_server_on_a_server(facts: dict[str, int], cores: int, packs: str) -> None:
    build = Build()
    build.product(version="2022")
    build.license("sql-server-core", 8)
    build.install(build.host("h", **facts))
    position = build.position("sql-server-core")
    assert position.required == cores
    assert packs in position.demand.needs[0].why


def test_sql_server_in_a_virtual_machine() -> None:
    build = Build()
    build.product(version="2022")
    build.license("sql-server-core", 4, license_type="subscription")
    build.install(build.vm("v", build.host("h", cores=64, processors=2), vcpus=2))
    position = build.position("sql-server-core")
    assert (position.required, position.owned, position.delta) == (4, 4, 0)
    assert "2 packs" in position.demand.needs[0].why


@pytest.mark.parametrize(
    ("version", "more", "owned"),
    [
        ("2022", {}, 0),
        ("2022", {"maintenance_end": "2025-01-01"}, 0),
        ("2022", {"maintenance_end": "2027-01-01"}, 4),
        ("2022", {"license_type": "subscription"}, 4),
        ("2019", {}, 4),
    ],
)
def test_sql_server_per_virtual_machine_needs_maintenance(version: str, more: dict[str, str], owned: int) -> None:
    build = Build()
    build.product(version=version)
    build.license("sql-server-core", 4, **more)
    build.install(build.vm("v", build.host("h", cores=8, processors=1), vcpus=4))
    position = build.position("sql-server-core")
    assert position.owned == owned
    assert any("cannot be used" in text for text in position.demand.warnings) is (owned == 0)


def sql(*spares: tuple[str, int, bool], maintained: bool = True) -> int:
    build = Build()
    build.product(version="2022")
    build.license("sql-server-core", 8, **({"maintenance_end": "2027-12-31"} if maintained else {}))
    build.install(build.host("primary", cores=8, processors=1))
    for at, (role, cores, readable) in enumerate(spares):
        build.install(build.host(f"s{at}", cores=cores, processors=1), failover_role=role, readable=readable)
    return build.position("sql-server-core").required


def test_passive_sql_servers() -> None:
    ha, dr = ("passive_ha", 8, False), ("passive_dr", 8, False)
    assert sql(ha, dr) == 8
    assert sql(ha, ha) == 16
    assert sql(("passive_ha", 12, False)) == 20
    assert sql(("passive_ha", 8, True)) == 16
    assert sql(ha, dr, maintained=False) == 24


@pytest.mark.parametrize(("processors", "cores", "required"), [(2, 4, 16), (4, 4, 32), (2, 24, 24), (2, 12, 16)])
@pytest.mark.parametrize("edition", ["standard", "datacenter"])
def test_windows_server(processors: int, cores: int, required: int, edition: str) -> None:
    build = Build()
    build.product()
    build.license(f"windows-server-{edition}-core", 16)
    build.install(build.host("h", processors=processors, cores=cores))
    assert build.position(f"windows-server-{edition}-core").required == required


@pytest.mark.parametrize("how", ["in each", "by system", "on the host"])
@pytest.mark.parametrize(("edition", "required"), [("standard", 320), ("datacenter", 64)])
def test_windows_server_with_nine_virtual_machines(edition: str, required: int, how: str) -> None:
    build = Build()
    build.product()
    build.license(f"windows-server-{edition}-core", 64)
    host = build.host("h", processors=2, cores=64)
    more = {"operating_system": "Windows Server 2022"} if how == "by system" else {}
    guests = [build.vm(f"v{at}", host, **more) for at in range(9)]
    build.install(*guests) if how == "in each" else build.install(host)
    build.vm("penguin", host, operating_system="Debian 12")
    assert build.position(f"windows-server-{edition}-core").required == required


@pytest.mark.parametrize(
    ("model", "facts", "required"),
    [
        ("IBM Power E1080", {"cores": 10, "socket_capacity": 16}, 1200),
        ("IBM Power E1050", {"cores": 10, "socket_capacity": 4}, 1000),
        ("IBM Power S1022", {"cores": 10, "socket_capacity": 2}, 700),
        ("PowerEdge R760", {"cores": 16, "processors": 2, "processor_model": XEON}, 1120),
        ("PowerEdge R960", {"cores": 16, "processors": 2, "socket_capacity": 4, "processor_model": XEON}, 1600),
    ],
)
def test_ibm_value_units(model: str, facts: dict[str, object], required: int) -> None:
    build = Build()
    build.product()
    build.license("ibm-pvu", 1000)
    build.install(build.host("h", model=model, **facts))
    position = build.position("ibm-pvu")
    assert position.required == required
    assert not position.demand.warnings


@pytest.mark.parametrize(
    ("tool", "required"), [("ILMT", 280), ("IBM License Metric Tool", 280), (None, 8960), ("Excel", 8960)]
)
def test_ibm_sub_capacity(tool: str | None, required: int) -> None:
    build = Build()
    build.product()
    build.license("ibm-pvu", 280)
    host = build.host("h", cores=128, processors=2, processor_model=XEON)
    build.vm("v", host, vcpus=4)
    build.install("v", **({} if tool is None else {"sources": (tool,)}))
    assert build.position("ibm-pvu").required == required


def test_ibm_sub_capacity_is_held_to_the_host() -> None:
    build = Build()
    build.product()
    build.license("ibm-pvu", 280)
    host = build.host("h", cores=8, processors=1, processor_model=XEON)
    build.install(*(build.vm(f"v{at}", host, vcpus=6) for at in range(2)), sub_capacity_tool="ILMT")
    assert build.position("ibm-pvu").required == 8 * 70


# Cases that a first version counted wrongly


@pytest.mark.parametrize(
    ("model", "required"),
    [
        ("SPARC-T4", 8),
        ("SPARC-M7", 8),
        ("SPARC64-X", 8),
        ("UltraSPARC-T1  1.2 GHz", 4),
        ("UltraSPARC-IV", 12),
        ("HP PA-RISC", 12),
    ],
)
def test_processors_as_machines_report_them(model: str, required: int) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 1)
    build.install(build.host("h", processors=2, cores=16, processor_model=model))
    assert build.position("oracle-processor").required == required


def test_a_host_may_say_how_its_partitions_count() -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 1)
    build.install(
        build.vm("v", build.host("h", partitioning="hard", processors=2, cores=32, processor_model=XEON), vcpus=8)
    )
    assert build.position("oracle-processor").required == 4


def test_standard_edition_in_a_hard_partition_counts_the_host_that_it_runs_on() -> None:
    build = Build()
    build.product()
    build.license("oracle-se2-socket", 2)
    build.cluster("c", *(build.host(f"h{at}", processors=2, cores=16) for at in range(10)))
    build.install(build.vm("v", "h0", vcpus=4, partitioning="hard"))
    assert build.position("oracle-se2-socket").required == 2


@pytest.mark.parametrize(("metric", "required"), [("oracle-processor", 64), ("ibm-pvu", 64 * 120)])
def test_a_machine_of_which_no_host_is_known_counts_as_a_host_that_is_not_known(metric: str, required: int) -> None:
    build = Build()
    build.product()
    build.license(metric, 1)
    build.install(build.vm("v", vcpus=2))
    assert build.position(metric).required == required


@pytest.mark.parametrize("how", ["nested", "member"])
def test_clusters_in_clusters_and_machines_as_members(how: str) -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 1)
    hosts = [build.host(f"h{at}", processors=2, cores=32, processor_model=XEON) for at in range(2)]
    if how == "nested":
        build.cluster("inner", *hosts)
        build.cluster("outer", "inner")
        build.install(build.vm("v", "outer", vcpus=2))
    else:
        build.cluster("inner", *hosts, build.vm("v", vcpus=2))
        build.install("v")
    assert build.position("oracle-processor").required == 32


def test_a_free_passive_node_is_no_server_of_the_user_minimum() -> None:
    build = Build()
    build.product()
    build.license("oracle-se2-named-user-plus", 1)
    build.install(build.host("a", processors=2, cores=8))
    build.install(build.host("b", processors=2, cores=8), failover_role="passive_ha", failover_days=3)
    assert build.position("oracle-se2-named-user-plus").required == 10


def test_nothing_stands_by_for_nothing() -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 1)
    build.install(
        build.host("a", processors=1, cores=8, processor_model=XEON), failover_role="passive_ha", failover_days=0
    )
    assert build.position("oracle-processor").required == 4


def test_a_readable_secondary_is_no_primary_of_others() -> None:
    ha = ("passive_ha", 8, False)
    assert sql(("passive_ha", 8, True), ha, ha) == 8 + 8 + 8


def test_too_few_units_with_maintenance_still_have_their_passive_right() -> None:
    build = Build()
    build.product(version="2022")
    build.license("sql-server-core", 6, maintenance_end="2027-12-31")
    build.install(build.host("primary", cores=8, processors=1))
    build.install(build.host("ha", cores=8, processors=1), failover_role="passive_ha")
    assert build.position("sql-server-core").delta == -2


def test_windows_guests_on_the_cluster_of_a_host_count_and_unknown_ones_do() -> None:
    build = Build()
    build.product()
    build.license("windows-server-standard-core", 64)
    build.install(build.host("h", processors=2, cores=64))
    build.cluster("c", "h")
    build.product("other")
    for at in range(9):
        build.install(build.vm(f"v{at}", "c" if at % 2 else "h"), product="other")
    assert build.position("windows-server-standard-core").required == 320


def test_sub_capacity_on_a_cluster_is_held_to_its_hosts() -> None:
    build = Build()
    build.product()
    build.license("ibm-pvu", 1)
    build.cluster("c", *(build.host(f"h{at}", cores=32, processors=2, processor_model=XEON) for at in range(2)))
    build.install(*(build.vm(f"v{at}", "c", vcpus=16) for at in range(20)), sub_capacity_tool="ILMT")
    assert build.position("ibm-pvu").required == 64 * 70


def test_a_part_of_a_virtual_processor_is_one() -> None:
    build = Build()
    build.product(version="2022")
    build.license("sql-server-core", 6, license_type="subscription")
    build.install(build.vm("v", build.host("h", cores=8, processors=1), vcpus=5.5))
    assert build.position("sql-server-core").required == 6


def test_hyper_threading_of_the_host_counts_for_its_cloud_machine() -> None:
    build = Build()
    build.product()
    build.license("oracle-processor", 1)
    build.install(build.vm("v", build.host("h", hyper_threading=False), vcpus=16, cloud="aws"))
    assert build.position("oracle-processor").required == 16
