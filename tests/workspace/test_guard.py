"""Only this machine talks to the workspace, and no other site's page."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest

from bot.workspace import WorkspaceError, serve_workspace

pytestmark = pytest.mark.loopback


def ask(workspace, path="/", method="GET", body=None, **headers):
    """Send one request with exactly these headers."""
    url = urlsplit(workspace.url)
    connection = http.client.HTTPConnection(url.hostname, url.port)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "paceline.example", ""])  # noqa: S104
def test_no_other_host_than_loopback_is_served(serve, host):
    with pytest.raises(WorkspaceError, match=r"127\.0\.0\.1"):
        serve(host=host)


def test_a_taken_port_is_said_plainly(workspace, serve):
    port = urlsplit(workspace.url).port
    with pytest.raises(WorkspaceError, match=f"Port {port} is taken"):
        serve(port=port)


def test_an_id_given_twice_is_said_plainly(serve, base_config):
    with pytest.raises(WorkspaceError, match="U0DANA"):
        serve(users=(*base_config.users, base_config.users[0]))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "localhost:1"])
def test_another_host_header_is_turned_away(workspace, host):
    assert ask(workspace, Host=host)[0] == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_requests_are_turned_away(workspace, origin):
    token = workspace.bot_token
    status, _, _ = ask(
        workspace,
        "/api/auth.test",
        "POST",
        Origin=origin,
        Authorization=f"Bearer {token}",
    )
    assert status == 403


def test_its_own_page_is_welcome(workspace):
    assert ask(workspace, Origin=workspace.url.rstrip("/"))[0] == 200


def test_the_page_loads_nothing_from_elsewhere_and_cannot_be_framed(workspace):
    _, headers, body = ask(workspace)
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert b"http://" not in body.replace(workspace.url.encode(), b"")


def test_the_pages_api_asks_for_the_pages_secret(workspace):
    body = json.dumps({"as": "U0DANA", "channel": "C0ASK", "text": "x"})
    for headers in ({}, {"X_Workspace_Token": workspace.bot_token}):
        status, _, _ = ask(workspace, "/local/do/send", "POST", body, **headers)
        assert status == 403
    assert workspace.messages("C0ASK") == ()


@pytest.mark.parametrize("path", ["/page/../config.py", "/page/%2e%2e/config.py", "/page/nope.js"])
def test_only_the_pages_files_are_served(workspace, path):
    assert ask(workspace, path)[0] == 404


def test_a_huge_request_is_refused(workspace):
    headers = {"Authorization": f"Bearer {workspace.bot_token}"}
    status, _, body = ask(workspace, "/api/auth.test", "POST", b"x" * 1_100_000, **headers)
    assert (status, json.loads(body)["error"]) == (200, "request_too_large")


def test_no_secret_shows_in_the_settings(base_config):
    secret = "xoxb-shown-nowhere"  # noqa: S105 - made up
    with serve_workspace(base_config) as running:
        assert running.bot_token != running.app_token
    assert secret not in repr(
        type(base_config)(base_config.team, "P", "U", (), (), base_config.clock, bot_token=secret)
    )


def test_a_closed_workspace_says_so(base_config):
    running = serve_workspace(base_config)
    running.close()
    running.close()
    with pytest.raises(WorkspaceError, match="closed"):
        running.messages("C0ASK")
