"""Schemathesis over the OpenAPI document that the API serves: what it says may be sent is no fault of ours,
and is answered as it says."""

from __future__ import annotations

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase, given
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from tests.api.serving import ADMIN_KEY, SECONDS, Api

EXAMPLES = 40
CHECKS = [not_a_server_error, status_code_conformance]


def test_no_request_is_a_fault_of_ours_or_answered_otherwise_than_declared(api: Api) -> None:
    document = schemathesis.openapi.from_url(f"{api.url}/openapi.json")
    headers = {"Authorization": f"Bearer {ADMIN_KEY}"}
    tried: list[str] = []
    for found in document.get_all_operations():
        operation = found.ok()
        tried.append(operation.label)

        @hypothesis.settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answered(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS, timeout=SECONDS)

        answered()
    assert len(tried) >= 15
    assert "POST /v1/imports" in tried
