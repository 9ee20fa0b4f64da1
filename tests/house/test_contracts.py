"""Who imports whom: the contracts hold, and they know every room."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rooms() -> set[str]:
    return {path.parent.name for path in (ROOT / "careloop").glob("*/__init__.py")}


def contract(name: str) -> configparser.SectionProxy:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    return config[f"importlinter:contract:{name}"]


def test_the_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_has_its_storey() -> None:
    storeys = contract("storeys")
    names = storeys["layers"].replace("|", " ").replace("(", " ").replace(")", " ").split()
    assert rooms() <= {*names, *storeys["exhaustive_ignores"].split()}
    assert len(names) == len(set(names))


def inner_imports(path: Path) -> list[int]:
    """Lines of imports inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_nobody_works_around_the_storeys_inside_a_function() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in (ROOT / "careloop").rglob("*.py")
        for line in inner_imports(path)
        if path.name != "apps.py"  # Django's ready() runs when the models are there
    ]
    assert not found, "\n".join(found)
