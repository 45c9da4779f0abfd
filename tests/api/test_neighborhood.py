"""What lies around an entity: nearest first, what a limit left out is counted, and relationships join only what is told."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.api.serving import entity, imported


def test_a_limit_counts_what_it_left_out(admin: httpx.Client, name: Callable[[str], str]) -> None:
    hub, leaves, far = name("hub"), [name(f"leaf-{n:02}") for n in range(30)], name("far")
    imported(
        admin,
        {
            "entities": [{"id": node, "kind": "Server"} for node in [hub, far, *leaves]],
            "relationships": [
                *({"type": "DEPENDS_ON", "from": leaf, "to": hub} for leaf in leaves),
                {"type": "CONNECTED_TO", "from": far, "to": leaves[0]},
                {"type": "CONNECTED_TO", "from": leaves[0], "to": leaves[1]},
            ],
        },
    )

    near = admin.get(entity(hub, "neighborhood"), params={"limit": 10}).json()
    assert [node["id"] for node in near["nodes"]] == sorted([hub, *leaves], key=lambda node: (node != hub, node))[:10]
    assert near["omitted"] == 31 - 10
    told = {node["id"] for node in near["nodes"]}
    assert all({joined["from"], joined["to"]} <= told for joined in near["relationships"])
    assert len(near["relationships"]) == 9 + 1

    wide = admin.get(entity(hub, "neighborhood"), params={"depth": 2}).json()
    assert (len(wide["nodes"]), wide["omitted"], wide["nodes"][-1]["id"]) == (32, 0, far)
    assert len(wide["relationships"]) == 32
