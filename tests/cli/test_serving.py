"""What `serve` prints."""

from __future__ import annotations

import pytest

from cmdb_graph.cli.serving import address


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:8080"),
        ("0.0.0.0", "http://localhost:8080"),
        ("::", "http://localhost:8080"),
        ("::1", "http://[::1]:8080"),
        ("fe80::1", "http://[fe80::1]:8080"),
        ("cmdb.example", "http://cmdb.example:8080"),
    ],
)
def test_the_address_is_a_url(host: str, url: str) -> None:
    assert address(host, 8080) == url
