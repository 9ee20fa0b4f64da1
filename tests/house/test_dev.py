"""dev.py: standard library only, and clear about what a machine lacks."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Shell:
    """Stands in for ``subprocess.run``: remembers the commands, fails those it is told to."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.environments: list[dict[str, str]] = []
        self.failing: set[str] = set()

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        self.commands.append([str(part) for part in command])
        self.environments.append(dict(options.get("env") or {}))  # type: ignore[call-overload]
        code = 1 if self.failing & set(self.commands[-1]) else 0
        return subprocess.CompletedProcess(command, code)

    def ran(self, *words: str) -> bool:
        return any(set(words) <= set(command) for command in self.commands)


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py as a module, on a checkout of its own."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    environment = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "ENVIRONMENT": environment,
        "SCRIPTS": environment / "bin",
        "STAMP": environment / "careloop.stamp",
        "LOCK": tmp_path / "requirements.lock",
    }.items():
        monkeypatch.setattr(module, name, value)
    (tmp_path / "requirements.lock").write_text("a==1 --hash=sha256:0\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return module


@pytest.fixture
def shell(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Shell:
    shell = Shell()
    monkeypatch.setattr(dev.subprocess, "run", shell.run)
    return shell


@pytest.fixture
def made(dev: ModuleType) -> ModuleType:
    """The environment exists and was made from this very lock."""
    dev.SCRIPTS.mkdir(parents=True)
    Path(dev.python()).write_text("", encoding="utf-8")
    dev.STAMP.write_text(dev.fingerprint(), encoding="utf-8")
    return dev


def test_dev_needs_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    modules = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    assert modules <= set(sys.stdlib_module_names)


def test_a_made_environment_is_left_alone(made: ModuleType, shell: Shell) -> None:
    made.make_environment()
    assert not shell.ran("install")


def test_a_changed_lock_installs_again(made: ModuleType, shell: Shell) -> None:
    made.LOCK.write_text("a==2 --hash=sha256:1\n", encoding="utf-8")
    made.make_environment()
    assert shell.ran("install", "--require-hashes", "-r", str(made.LOCK))
    assert shell.ran("install", "--no-deps", "--no-build-isolation", "-e", str(made.ROOT))
    assert made.STAMP.read_text(encoding="utf-8") == made.fingerprint()


def test_uv_is_used_when_it_is_there(
    dev: ModuleType, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert dev.installer()[:3] == ["uv", "pip", "install"]


def test_pip_of_the_environment_is_used_without_uv(
    dev: ModuleType, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    assert dev.installer()[:4] == [dev.python(), "-m", "pip", "install"]


def test_a_missing_venv_module_is_said_in_one_line(
    dev: ModuleType,
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    assert dev.main(["env"]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert "python3-venv" in said[-1]
    assert not shell.ran("install")


def test_an_old_python_is_said_in_one_line(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (9, 9))
    assert dev.main(["env"]) == 1
    assert "Python 9.9 or newer is needed" in capsys.readouterr().err


def test_packages_that_cannot_be_fetched_leave_no_stamp(
    made: ModuleType, shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    made.STAMP.unlink()
    shell.failing = {"--require-hashes"}
    assert made.main(["env"]) == 1
    assert "network" in capsys.readouterr().err
    assert not made.STAMP.exists()


def test_an_unknown_command_is_a_usage_error(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(["deploy"]) == 2
    assert "deploy" in capsys.readouterr().err


def test_without_arguments_dev_explains_itself(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main([]) == 0
    assert "python3 dev.py demo" in capsys.readouterr().out


def test_every_command_is_explained(dev: ModuleType) -> None:
    assert all(name in str(dev.__doc__) for name in dev.COMMANDS)


def test_demo_hands_its_arguments_on(made: ModuleType, shell: Shell) -> None:
    assert made.main(["demo", "--port", "8010", "--no-serve"]) == 0
    assert shell.commands[-1][1:] == ["demo", "--port", "8010", "--no-serve"]
    assert shell.commands[-1][0].endswith("careloop")


def test_tests_run_on_sqlite_whatever_the_environment_says(
    made: ModuleType, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARELOOP_DATABASE_URL", "postgresql://a@b/c")
    made.main(["test", "tests/core"])
    assert shell.commands[-1][1:] == ["-m", "pytest", "tests/core"]
    assert shell.environments[-1]["CARELOOP_DATABASE_URL"] == ""


def test_tests_run_on_the_named_server_when_asked(
    made: ModuleType, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARELOOP_DATABASE_URL", "postgresql://a@b/c")
    made.main(["test", "--postgres"])
    assert "--postgres" not in shell.commands[-1]
    assert shell.environments[-1]["CARELOOP_DATABASE_URL"] == "postgresql://a@b/c"


def test_a_failing_step_fails_the_command(made: ModuleType, shell: Shell) -> None:
    shell.failing = {"mypy"}
    assert made.main(["types"]) == 1
    assert made.main(["check"]) == 1


def test_ci_calls_every_check_and_both_databases() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    steps = ["test\n", "lint", "types", "contracts", "messages --check", "test --postgres"]
    places = [script.index(f"python3 dev.py {step}") for step in steps]
    assert places == sorted(places)
    assert "set -euo pipefail" in script
