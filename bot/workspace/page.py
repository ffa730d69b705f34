"""The page in the browser: its files, its own small API behind a secret, live updates."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from importlib import resources
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.workspace.config import WorkspaceError
from bot.workspace.errors import ApiError
from bot.workspace.guard import read_body
from bot.workspace.page_actions import ACTIONS, Act
from bot.workspace.page_views import change_for_page, conversation_for_page, start_of_page
from bot.workspace.records import Change, Json
from bot.workspace.workspace import Workspace

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
TOKEN_HEADER: Final = "X-Workspace-Token"  # noqa: S105 - the header's name, not a token
_TYPES: Final = {
    "css": "text/css",
    "html": "text/html",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
_QUIET_S: Final = 20.0
_SECURITY: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page_routes(workspace: Workspace) -> list[BaseRoute]:
    """List the routes of the browser's side."""
    return [
        Route("/", _index(workspace)),
        Route("/page/{name}", _asset),
        Route("/local/start", _guarded(workspace, _start)),
        Route("/local/messages", _guarded(workspace, _messages)),
        Route("/local/files/{file_id}", _guarded(workspace, _file)),
        Route("/local/stream", _guarded(workspace, _stream)),
        Route("/local/do/{action}", _guarded(workspace, _do), methods=["POST"]),
    ]


def _index(workspace: Workspace) -> Handler:
    async def handle(_request: Request) -> Response:
        html = (await _text("index.html")).replace("{{token}}", workspace.secrets.page_token)
        return Response(html, media_type="text/html", headers=_SECURITY)

    return handle


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    kind = _TYPES.get(name.rpartition(".")[2])
    files = {file.name for file in resources.files("bot.workspace").joinpath("page").iterdir()}
    if kind is None or name not in files or name == "index.html":
        return PlainTextResponse("not found", 404)
    return Response(await _text(name), media_type=kind, headers=_SECURITY)


async def _text(name: str) -> str:
    file = resources.files("bot.workspace").joinpath("page", name)
    return await asyncio.to_thread(file.read_text, encoding="utf-8")


def _guarded(
    workspace: Workspace, handle: Callable[[Workspace, Request], Awaitable[Response]]
) -> Handler:
    """Ask for the page's secret; a refusal becomes a JSON sentence."""

    async def guarded(request: Request) -> Response:
        given = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode(), workspace.secrets.page_token.encode()):
            return JSONResponse({"error": "Reload the page: its token is too old."}, 403)
        try:
            return await handle(workspace, request)
        except (WorkspaceError, ApiError) as error:
            return JSONResponse({"error": str(error)}, 400, _SECURITY)

    return guarded


async def _start(workspace: Workspace, request: Request) -> Response:
    viewer = request.query_params.get("as", "")
    return JSONResponse(start_of_page(workspace, viewer), headers=_SECURITY)


async def _messages(workspace: Workspace, request: Request) -> Response:
    viewer, channel = request.query_params.get("as", ""), request.query_params.get("channel", "")
    return JSONResponse(conversation_for_page(workspace, viewer, channel), headers=_SECURITY)


async def _file(workspace: Workspace, request: Request) -> Response:
    file = workspace.state.files.get(request.path_params["file_id"])
    if file is None or not file.complete:
        raise WorkspaceError("There is no such file.")
    headers = {**_SECURITY, "Content-Disposition": "attachment"}
    return Response(file.content, media_type=file.mimetype, headers=headers)


async def _do(workspace: Workspace, request: Request) -> Response:
    action = ACTIONS.get(request.path_params["action"])
    if action is None:
        return JSONResponse({"error": "The page asked for something unknown."}, 404)
    try:
        body: Any = json.loads(await read_body(request))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise WorkspaceError("The page sent no JSON object.")
    return JSONResponse(await action(Act(workspace, body)) or {}, headers=_SECURITY)


async def _stream(workspace: Workspace, request: Request) -> Response:
    viewer = request.query_params.get("as", "")
    return StreamingResponse(
        _changes(workspace, viewer), media_type="text/event-stream", headers=_SECURITY
    )


async def _changes(workspace: Workspace, viewer: str) -> AsyncIterator[str]:
    queue: asyncio.Queue[Change] = asyncio.Queue()
    stop = workspace.state.listen(queue.put_nowait)
    try:
        yield _event({"kind": "ready", "connected": workspace.dispatcher.carrier.connected})
        while True:
            try:
                change = await asyncio.wait_for(queue.get(), _QUIET_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if change.kind == "end":
                return
            if change.audience is None or viewer in change.audience:
                yield _event(change_for_page(workspace, viewer, change))
    finally:
        stop()


def _event(body: Json) -> str:
    return f"data: {json.dumps(body)}\n\n"
