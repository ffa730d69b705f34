"""Writing: all files beside each other first, checked, then put in place together."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from metrics.catalog import Premises, check_definitions
from metrics.errors import DefinitionsError, MetricsError
from metrics.scaffold.drafts import CatalogDraft
from metrics.scaffold.yaml_text import MARK, company_text, directory_text, file_texts

_MOST_BYTES = 200_000  # of one file; the catalogue reads 262,144
_SUFFIXES = (".yml", ".yaml")


class OutputError(MetricsError):
    """The definitions were not written, because of what stands where they would go."""

    code = "E_OUTPUT"


def check_target(out: Path, *, force: bool) -> None:
    """Refuse a directory whose definitions would be overwritten or read together with ours.

    Raises:
        OutputError: with what to do instead.
    """
    if out.exists() and not out.is_dir():
        raise OutputError(f'"{out}" is a file.', next_step="Name a directory.")
    present = _definitions(out)
    foreign = [path for path in present if not _is_ours(path)]
    if foreign:
        raise OutputError(
            f'"{out}" holds definitions that were not scaffolded, such as {foreign[0].name}.',
            next_step="Name another directory: --force replaces only what scaffold wrote.",
        )
    if present and not force:
        raise OutputError(
            f'"{out}" holds a scaffold already ({len(present)} files).',
            next_step="Name another directory, or write over it and your edits with --force.",
        )


def write_files(
    draft: CatalogDraft, out: Path, premises: Premises, *, force: bool
) -> tuple[Path, ...]:
    """Write the catalogue, whole or not at all; the paths written, in order.

    Raises:
        OutputError: something is there that may not be overwritten, or cannot be.
        DefinitionsError: what would be written has problems; nothing was written.
    """
    check_target(out, force=force)
    texts = _texts(draft)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as made:
            folder = Path(made)
            for name, text in texts.items():
                (folder / name).write_text(text, encoding="utf-8")
            problems = check_definitions(folder, premises)
            if problems:
                raise DefinitionsError(problems)
            out.mkdir(exist_ok=True)
            for stale in _definitions(out):
                stale.unlink()
            return tuple(Path(shutil.move(folder / name, out / name)) for name in texts)
    except OSError as error:
        raise OutputError(
            f'"{out}" could not be written: {error.strerror}.',
            next_step="Check that its parent may be written to and has room left.",
        ) from error


def _texts(draft: CatalogDraft) -> dict[str, str]:
    texts = {"company.yml": company_text(draft), "directory.yml": directory_text()}
    for file in draft.files:
        parts = file_texts(file, draft.made_on.isoformat(), _MOST_BYTES)
        for number, text in enumerate(parts, start=1):
            texts[
                _free(f"{file.name}.yml" if number == 1 else f"{file.name}-{number}.yml", texts)
            ] = text
    return texts


def _free(name: str, texts: dict[str, str]) -> str:
    while name in texts:
        name = f"table-{name}"
    return name


def _definitions(out: Path) -> list[Path]:
    return sorted(p for p in out.iterdir() if p.suffix in _SUFFIXES) if out.is_dir() else []


def _is_ours(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().startswith(MARK)
    except (OSError, UnicodeDecodeError):
        return False
