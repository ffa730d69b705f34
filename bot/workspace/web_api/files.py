"""``files.*``: the upload in three steps, and what becomes of it."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.workspace.content import Content, check_content
from bot.workspace.errors import ApiError
from bot.workspace.records import File, Json
from bot.workspace.tickets import TicketError
from bot.workspace.web_api.calls import Call, Method
from bot.workspace.web_api.chat import posted
from bot.workspace.wire import file_json
from bot.workspace.workspace import Workspace

UPLOAD_BYTES: Final = 20 * 1024 * 1024
"""The largest file that this workspace takes (Slack takes up to 1 GB)."""


def receive_upload(workspace: Workspace, ticket: str, content: bytes) -> File:
    """Take the bytes of the second step; raises :class:`ApiError`."""
    try:
        file = workspace.uploads.take(ticket)
    except TicketError:
        raise ApiError("invalid_upload_url") from None
    received = replace(file, content=content, length=len(content))
    workspace.state.files[file.id] = received
    return received


def _upload_url(call: Call) -> Json:
    name = call.needed("filename")
    length = call.count("length", 0, UPLOAD_BYTES + 1) if call.text("length") else 0
    if not length or call.text("length") == "0":
        raise ApiError(
            "file_upload_size_restricted" if call.text("length") else "invalid_arguments"
        )
    if length > UPLOAD_BYTES:
        raise ApiError("file_upload_size_restricted")
    file = File(
        id=call.state.next_id("F"),
        name=name,
        title=name,
        alt_text=call.text("alt_txt"),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        length=length,
        user=call.config.bot_user_id,
        created=call.state.now(),
    )
    call.state.files[file.id] = file
    ticket = call.workspace.uploads.issue(file)
    url = f"{call.workspace.base_url}/upload/{ticket}"
    return {"upload_url": url, "file_id": file.id}


def _complete(call: Call) -> Json:
    wanted = call.structure("files")
    if not isinstance(wanted, list) or not wanted:
        raise ApiError("invalid_arguments")
    files = tuple(_completed(call, each) for each in wanted)
    if call.text("channel_id"):
        _share(call, files)
    for file in files:
        call.state.files[file.id] = file
    return {"files": [file_json(call.state, file) for file in files]}


def _completed(call: Call, wanted: Any) -> File:
    if not isinstance(wanted, Mapping):
        raise ApiError("invalid_arguments")
    file = call.state.files.get(str(wanted.get("id")))
    if file is None or not file.content:
        raise ApiError("file_not_found")
    if file.complete:
        raise ApiError("file_already_completed")
    return replace(file, title=str(wanted.get("title") or file.name), complete=True)


def _share(call: Call, files: tuple[File, ...]) -> None:
    conversation = call.joined("channel_id")
    comment, blocks = call.text("initial_comment"), call.structure("blocks")
    content = check_content(comment, blocks) if comment or blocks else Content("", ())
    call.state.put(replace(posted(call, conversation, content), files=files))


def _info(call: Call) -> Json:
    file = call.state.files.get(call.needed("file"))
    if file is None or not file.complete:
        raise ApiError("file_not_found")
    return {"file": file_json(call.state, file)}


METHODS: Final[Mapping[str, Method]] = {
    "files.completeUploadExternal": Method(_complete, ("files:write",)),
    "files.getUploadURLExternal": Method(_upload_url, ("files:write",)),
    "files.info": Method(_info, ("files:read",)),
}
