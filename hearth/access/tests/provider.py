"""A real OpenID provider: a process of its own on this machine, spoken to over HTTP."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import requests


@contextmanager
def running_provider():
    """The address of a running provider."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _try in range(200):
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        else:
            pytest.fail("the provider did not start")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def known_there(provider, email, *, verified=True, sub="person-1"):
    """Make the provider know somebody by this address."""
    claims = {"email": email, "email_verified": verified, "name": "As The Provider Says"}
    requests.put(f"{provider}/users/{sub}", json=claims, timeout=5).raise_for_status()


def agree(address, sub="person-1", **form):
    """Sign in there; what it sends back to us, as the browser would."""
    answer = requests.post(address, data={"sub": sub} | form, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]
