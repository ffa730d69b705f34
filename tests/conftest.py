"""Shared by all tests: which may open sockets, and the sample company's warehouse."""

from __future__ import annotations

import pytest
import pytest_socket


def pytest_runtest_setup(item):
    """Tests marked ``loopback`` may open sockets on this machine; no other test may open any."""
    if item.get_closest_marker("loopback"):
        pytest_socket.enable_socket()
        pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
