from typing import Any

import pytest
from django.test import RequestFactory

from backroutine.network import client_address, client_network


def asked(forwarded: str | None, remote: str = "192.0.2.9") -> Any:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "192.0.2.9"),
        (0, "203.0.113.1", "192.0.2.9"),  # nobody in front: whatever the client claims
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1, 198.51.100.7, 203.0.113.1", "203.0.113.1"),  # what stands before came from the client
        (2, "10.0.0.1, 203.0.113.1, 192.0.2.1", "203.0.113.1"),
        (2, "203.0.113.1", "192.0.2.9"),  # too few: not through our proxies
        (1, "", "192.0.2.9"),
        (1, "nonsense", "192.0.2.9"),
        (1, "203.0.113.1, <script>", "192.0.2.9"),
        (1, "::ffff:203.0.113.1", "203.0.113.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_client_address_believes_only_our_proxies(
    settings: Any, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.PROXY_COUNT = proxies

    assert client_address(asked(forwarded)) == expected


def test_client_address_of_a_socket_file_is_unknown() -> None:
    assert client_address(asked(None, remote="")) == ""


@pytest.mark.parametrize(
    ("remote", "expected"),
    [("192.0.2.9", "192.0.2.9"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:192.0.2.9", "192.0.2.9")],
)
def test_client_network_is_what_one_household_has(remote: str, expected: str) -> None:
    assert client_network(asked(None, remote)) == expected
