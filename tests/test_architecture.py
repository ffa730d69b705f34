"""The house rules that a reader can rely on, checked over the whole tree."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("metrics/**/*.py")])
EVERYTHING = sorted([*SOURCES, *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/**/*.py")])


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_there_are_sources_to_check():
    assert len(SOURCES) > 30


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 400


@pytest.mark.parametrize("path", EVERYTHING, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_function_is_longer_than_60_lines(path):
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 > 60]
    assert long == []


def test_no_module_is_called_utils():
    assert [p for p in EVERYTHING if p.stem in {"utils", "helpers", "misc", "common"}] == []


def test_broad_excepts_stand_only_at_the_slack_edge():
    allowed = ROOT / "bot" / "slack"
    broad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        if not path.is_relative_to(allowed)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert broad == []


def test_nothing_but_the_app_and_the_commands_reads_the_wall_clock():
    clock = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(\)")
    readers = [
        str(p.relative_to(ROOT))
        for p in SOURCES
        if clock.search(p.read_text(encoding="utf-8"))
        and not p.is_relative_to(ROOT / "bot" / "commands")
        and not p.is_relative_to(ROOT / "bot" / "app")
    ]
    assert readers == []


def test_every_package_has_a_room_card():
    for path in SOURCES:
        if path.name == "__init__.py" and path.parent not in {ROOT / "bot", ROOT / "metrics"}:
            card = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            assert "Owns" in card, path
            assert "ay import" in card, path


def test_every_door_lists_its_names_in_order_and_has_them():
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
                names = ast.literal_eval(node.value)
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                imported = __import__(module.removesuffix(".__init__"), fromlist=names)
                assert [n for n in names if not hasattr(imported, n)] == [], path


def test_help_imports_nothing_heavy():
    heavy = "duckdb pandas numpy sqlglot slack_bolt sqlalchemy pydantic"
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from bot.__main__ import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        f"print(sorted({set(heavy.split())} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("path", "groups"), [("requirements.lock", ["dev"]), ("benchmarks/peers.lock", ["bench"])]
)
def test_a_lock_file_fits_the_project_and_names_no_index(path, groups):
    lock = (ROOT / path).read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] if groups == ["dev"] else []
    asked = asked + [line for group in groups for line in project["dependency-groups"][group]]
    wanted = {re.match(r"[a-z0-9-]+", line)[0] for line in asked}
    locked = set(re.findall(r"^([a-z0-9_.-]+)==", lock, flags=re.MULTILINE))
    assert wanted
    assert wanted - locked == set()
    assert "--index-url" not in lock
    assert "http" not in lock
    unhashed = [
        block.splitlines()[0]
        for block in re.split(r"\n(?=[a-z0-9])", lock)
        if re.match(r"^[a-z0-9_.-]+==", block) and "--hash=sha256:" not in block
    ]
    assert unhashed == []
