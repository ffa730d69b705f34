"""Definitions as they were at a revision of the git repository that they stand in."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from metrics.errors import MetricsError


class RevisionError(MetricsError):
    """There is no such revision, or the definitions are in no repository."""

    code = "E_REVISION"


def definitions_at(directory: Path, revision: str, into: Path) -> str:
    """Write the files of ``directory`` as they were at ``revision`` to ``into``.

    Returns:
        The revision's short hash.

    Raises:
        RevisionError: git is not here, the directory is in no repository, there is no such
            revision, or it had no definitions there.
    """
    inside = ("rev-parse", "--is-inside-work-tree")
    _git(directory, *inside, otherwise=f"{directory} is in no git repository.")
    commit = _git(
        directory,
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}",
        otherwise=f'There is no revision "{revision}" of {directory}.',
    ).decode().strip()  # fmt: skip
    listed = _git(directory, "ls-tree", "-z", "--name-only", commit, "./").decode()
    names = [name for name in listed.split("\0") if name.lower().endswith((".yml", ".yaml"))]
    if not names:
        raise RevisionError(f'At "{revision}" there were no definitions in {directory}.')
    for name in names:
        content = _git(directory, "show", f"{commit}:./{name}")
        (into / Path(name).name).write_bytes(content)
    return _git(directory, "rev-parse", "--short", commit).decode().strip()


def _git(directory: Path, *arguments: str, otherwise: str = "") -> bytes:
    git = shutil.which("git")
    if git is None:
        raise RevisionError("git is not installed here.", next_step=_INSTEAD)
    done = subprocess.run(  # noqa: S603 - git itself, and a revision that it reads as nothing else
        [git, "-C", str(directory), *arguments],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise RevisionError(otherwise or f"git has no history of {directory}.", next_step=_INSTEAD)
    return done.stdout


_INSTEAD = "Give another one, or the directory of the old definitions: --against DIR."
