#!/usr/bin/env python3
"""CareLoop for developers: makes the environment from the lock and runs everything in it.

    python3 dev.py demo [--port N] [--no-serve] [--home DIR]   the demonstration group, served
    python3 dev.py test [--postgres] [pytest arguments]        the tests
    python3 dev.py lint | types | contracts                    ruff, mypy, import-linter
    python3 dev.py messages [ROOM…] [--check]                  translations: extract, compile, check
    python3 dev.py env                                         only make the environment
    python3 dev.py check                                       everything, as CI does on SQLite
    python3 dev.py bench [NAME…]                               the measurements of benchmarks/

Needs Python 3.11 or newer and nothing else; uses uv when it is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = ENVIRONMENT / "careloop.stamp"
ON_WINDOWS = os.name == "nt"
SCRIPTS = ENVIRONMENT / ("Scripts" if ON_WINDOWS else "bin")
OLDEST_PYTHON = (3, 11)
POSTGRES = "postgresql://postgres@127.0.0.1:5432/careloop"


class Missing(Exception):
    """Something this machine must have first; the message is one line."""


def main(arguments: list[str]) -> int:
    try:
        return dispatch(arguments)
    except Missing as missing:
        print(f"dev.py: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def dispatch(arguments: list[str]) -> int:
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        print(__doc__)
        return 0
    if name not in COMMANDS:
        print(f"dev.py: no command {name!r}; there are {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    make_environment()
    return COMMANDS[name](rest)


# The environment


def make_environment() -> None:
    """Install what the lock names into ``.venv``, unless it was made from this very lock."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        raise Missing(f"Python {wanted} or newer is needed, this is {sys.version.split()[0]}")
    wanted_stamp = fingerprint()
    if python_works() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted_stamp:
        return
    install = installer()
    if not python_works():
        say("making the environment in .venv")
        create(with_uv=install[0] == "uv")
    say("installing the packages of requirements.lock")
    fetch([*install, "--require-hashes", "-r", str(LOCK)])
    fetch([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    STAMP.write_text(wanted_stamp, encoding="utf-8")


def fingerprint() -> str:
    """Changes with the lock, with the project's own metadata and with the place of the checkout."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def python() -> str:
    return str(SCRIPTS / ("python.exe" if ON_WINDOWS else "python"))


def python_works() -> bool:
    if not Path(python()).exists():
        return False
    probe = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON!r})"
    return subprocess.run([python(), "-c", probe], check=False).returncode == 0


def installer() -> list[str]:
    """The command that installs into ``.venv``: uv when it is there, else the venv's own pip."""
    if uv_works():
        return ["uv", "pip", "install", "--compile-bytecode", "--python", python()]
    return [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def uv_works() -> bool:
    if shutil.which("uv") is None:
        return False
    return subprocess.run(["uv", "--version"], capture_output=True, check=False).returncode == 0


def create(*, with_uv: bool) -> None:
    if with_uv:
        command = ["uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)]
    elif importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Missing(
            "this Python cannot make environments; install python3-venv (Debian, Ubuntu: "
            f"apt install python{sys.version_info.major}.{sys.version_info.minor}-venv) or uv"
        )
    else:
        command = [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]
    if subprocess.run(command, check=False).returncode != 0:
        raise Missing(f"the environment could not be made: {' '.join(command)} failed, see above")


def fetch(command: list[str]) -> None:
    if Path(python()).exists() and command[0] == python():
        ensure_pip()
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise Missing(
            "the packages could not be installed: the first fetch needs the network or a mirror "
            "set for pip and uv; the message above says what failed"
        )


def ensure_pip() -> None:
    """An environment uv made has no pip; give it one when uv has gone."""
    if subprocess.run([python(), "-c", "import pip"], capture_output=True, check=False).returncode:
        subprocess.run([python(), "-m", "ensurepip"], capture_output=True, check=False)


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


# The commands


def run(*command: str, **variables: str) -> int:
    """Run a command in the checkout; variables are added to its environment.

    Compiled modules are kept whatever the caller's shell says: imports read each file in a fresh
    process, which would compile everything again.
    """
    settings = {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": ""}
    environment = {**os.environ, **settings, **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def module(name: str, *arguments: str, **variables: str) -> int:
    return run(python(), "-m", name, *arguments, **variables)


def demo(arguments: list[str]) -> int:
    return run(str(SCRIPTS / "careloop"), "demo", *arguments)


def test(arguments: list[str]) -> int:
    """pytest on SQLite; ``--postgres`` runs the same tests on CARELOOP_DATABASE_URL's server."""
    on_postgres = "--postgres" in arguments
    rest = [argument for argument in arguments if argument != "--postgres"]
    workers = [] if rest or (os.cpu_count() or 1) == 1 else ["-n", "auto", "--dist", "loadfile"]
    url = os.environ.get("CARELOOP_DATABASE_URL", POSTGRES) if on_postgres else ""
    with tempfile.TemporaryDirectory(prefix="careloop-") as home:
        return module("pytest", *workers, *rest, CARELOOP_DATABASE_URL=url, CARELOOP_HOME=str(home))


def lint(arguments: list[str]) -> int:
    return module("ruff", "check", *arguments) or module("ruff", "format", "--check", *arguments)


def types(arguments: list[str]) -> int:
    """mypy, strict where figures and rules are decided and where data is read or written."""
    strict = ["careloop/core", "careloop/demo"]
    for piece in ("rules", "queries", "actions"):
        strict += [
            path.relative_to(ROOT).as_posix()
            for pattern in (f"*/{piece}.py", f"*/{piece}/*.py")
            for path in sorted((ROOT / "careloop").glob(pattern))
        ]
    flags = ["--strict", "--follow-imports=silent"]
    with tempfile.TemporaryDirectory(prefix="careloop-") as home:
        return module("mypy", *flags, *strict, *arguments, CARELOOP_HOME=str(home))


def contracts(arguments: list[str]) -> int:
    return run(str(SCRIPTS / "lint-imports"), *arguments)


def messages(arguments: list[str]) -> int:
    return module("devtools.messages", *arguments)


def check(arguments: list[str]) -> int:
    return max([*(step([]) for step in (test, lint, types, contracts)), messages(["--check"])])


def bench(arguments: list[str]) -> int:
    """Each script of ``benchmarks`` prints its figures and its peers' as JSON."""
    files = sorted((ROOT / "benchmarks").glob("*.py"))
    parts = ("_job", "_data", "_peers")  # what a measurement is made of
    scripts = [path for path in files if not path.stem.endswith(parts)]
    names = {path.stem.removeprefix("bench_"): path.stem for path in scripts}
    if unknown := set(arguments) - set(names):
        raise Missing(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return max(module(f"benchmarks.{names[name]}") for name in arguments or names)


def env(arguments: list[str]) -> int:
    say(f"environment ready: {ENVIRONMENT}")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "lint": lint,
    "types": types,
    "contracts": contracts,
    "messages": messages,
    "env": env,
    "check": check,
    "bench": bench,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
