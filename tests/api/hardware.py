"""Hardware for tests of assets and requests, through HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from tests.api.serving import created, entity

Name = Callable[[str], str]
MONEY = {
    "purchase_cost": 1000, "salvage_value": 100, "useful_life_months": 36, "purchase_date": "2024-01-15",
    "depreciation_method": "straight_line", "currency": "EUR",
}  # fmt: skip


def laptop(client: httpx.Client, asset: str, status: str | None = "in_stock", **attributes: Any) -> dict[str, Any]:
    known = {"life_cycle_status": status, **attributes} if status else attributes
    return created(client, asset, "Laptop", attributes=known, **{"as": ["Asset"]})


def stock(client: httpx.Client, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/assets/stock", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def step(client: httpx.Client, asset: str, to: str, **more: Any) -> httpx.Response:
    """A step with the ETag that is read just before."""
    tag = client.get(entity(asset)).headers.get("ETag", "*")
    return client.post(life_cycle(asset), json={"to": to, **more}, headers={"If-Match": tag})


def life_cycle(asset: str) -> str:
    return "/assets/" + entity(asset).removeprefix("/entities/") + "/life-cycle"


def value(client: httpx.Client, asset: str, **parameters: str) -> dict[str, Any]:
    answer = client.get("/assets/" + entity(asset).removeprefix("/entities/") + "/value", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()
