from __future__ import annotations

import pytest

from bot.store import Store


@pytest.fixture(params=["file", "memory"])
def store(request, tmp_path):
    url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/deep/state.db"
    with Store.open(url) as store:
        yield store
