"""A port or an address that cannot be used is explained in words."""

from __future__ import annotations

import socket

import pytest

from ops.run import check_port
from ops.say import Problem


def test_a_taken_port_is_named_with_a_free_one_to_choose() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=rf"Port {port} is taken .* ./hub run --port \d+") as caught:
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", int(str(caught.value).split()[-1]))


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("127.0.0.1", 70000, "70000 is not a port"),
        ("no.such.host.invalid", 8000, "is not an address of this machine"),
        ("192.0.2.1", 8000, "cannot be listened on"),
    ],
)
def test_an_unusable_address_is_explained(host: str, port: int, said: str) -> None:
    with pytest.raises(Problem, match=said):
        check_port(host, port)
