"""The addresses that the app talks to: Web API, response addresses, uploads, the WebSocket."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.workspace.answers import respond
from bot.workspace.errors import ApiError
from bot.workspace.guard import read_body
from bot.workspace.records import Json
from bot.workspace.tickets import TicketError
from bot.workspace.web_api import call_method
from bot.workspace.web_api.files import UPLOAD_BYTES, receive_upload
from bot.workspace.workspace import Workspace

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def api_routes(workspace: Workspace) -> list[BaseRoute]:
    """List the routes of the app's side."""
    return [
        Route("/api/{method}", _web_api(workspace), methods=["GET", "POST"]),
        Route("/response/{ticket}", _response(workspace), methods=["POST"]),
        Route("/upload/{ticket}", _upload(workspace), methods=["POST"]),
        WebSocketRoute("/link/", _link(workspace)),
    ]


def _web_api(workspace: Workspace) -> Handler:
    async def handle(request: Request) -> Response:
        name = request.path_params["method"]
        faults = workspace.faults.get(name)
        if faults:
            fault = faults.pop(0)
            headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else None
            return JSONResponse({"ok": False, "error": fault.error}, fault.status, headers)
        try:
            args = await _arguments(request)
        except ApiError as error:
            return JSONResponse(error.to_json())
        bearer = request.headers.get("authorization", "")
        token = bearer.removeprefix("Bearer ").strip() or str(args.get("token", ""))
        answer = call_method(workspace, name, token, args)
        scopes = ",".join(sorted(workspace.config.scopes))
        return JSONResponse(answer, headers={"X-OAuth-Scopes": scopes})

    return handle


async def _arguments(request: Request) -> Json:
    query = dict(request.query_params)
    body = await read_body(request)
    if not body:
        return query
    if request.headers.get("content-type", "").startswith("application/json"):
        return {**query, **_object(body)}
    return {**query, **dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))}


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ApiError("invalid_json") from None
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return value


def _response(workspace: Workspace) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            respond(workspace, request.path_params["ticket"], _object(await read_body(request)))
        except ApiError as error:
            return JSONResponse(error.to_json(), 404 if error.code.endswith("_url") else 400)
        return PlainTextResponse("ok")

    return handle


def _upload(workspace: Workspace) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            content = await read_body(request, UPLOAD_BYTES)
            file = receive_upload(workspace, request.path_params["ticket"], content)
        except ApiError as error:
            return PlainTextResponse(error.code, 404 if error.code.endswith("_url") else 413)
        return PlainTextResponse(f"OK - {file.length}")

    return handle


def _link(workspace: Workspace) -> Callable[[WebSocket], Coroutine[Any, Any, None]]:
    async def handle(socket: WebSocket) -> None:
        try:
            workspace.sockets.take(socket.query_params.get("ticket", ""))
        except TicketError:
            await socket.close(1008)
            return
        await workspace.socket_carrier.serve(socket)

    return handle
