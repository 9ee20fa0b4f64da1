"""Reading the environment: each setting in one place, loud when it cannot be understood."""

from __future__ import annotations

import base64
import json
import os
import secrets
import sqlite3
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

WAL_IS_SAFE_FROM = (3, 51, 3)


class BadSetting(Exception):
    """An environment variable holds something that cannot be used."""


def home() -> Path:
    """The data folder: ``CARELOOP_HOME``, else a folder of the user's own. Made at first use."""
    named = os.environ.get("CARELOOP_HOME")
    folder = Path(named).expanduser() if named else _default_home()
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _default_home() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "CareLoop"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "CareLoop"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local/share"))) / "careloop"


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    raise BadSetting(f"{name}={value!r}: write 1 or 0")


def keys(folder: Path) -> dict[str, str]:
    """The secrets of this installation, made once and readable by their owner only.

    ``secret`` signs sessions, ``field`` encrypts phone numbers, ``index`` keys their blind indexes.
    """
    path = folder / "keys.json"
    if not path.exists():
        made = {
            "secret": secrets.token_urlsafe(48),
            "field": _fernet_key(),
            "index": secrets.token_hex(32),
        }
        _write_once(path, json.dumps(made, indent=1))
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _write_once(path: Path, text: str) -> None:
    """Write so that of two processes starting together one wins and both read the same."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not path.exists():
            draft.replace(path)
            return
    draft.unlink(missing_ok=True)


def database(folder: Path) -> dict[str, Any]:
    """Django's settings for the operational store: ``CARELOOP_DATABASE_URL``, else SQLite."""
    url = os.environ.get("CARELOOP_DATABASE_URL")
    if not url:
        return _sqlite(folder / "careloop.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadSetting(
            f"CARELOOP_DATABASE_URL: {parts.scheme!r} is not known; "
            "write postgresql://user:password@host:5432/name or sqlite:///path"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "careloop",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    journal = "WAL" if sqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM else "TRUNCATE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,  # a new connection reads the schema and begins with nothing in memory
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={journal};PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def mail(url: str) -> dict[str, Any]:
    """Django's mail settings from ``smtp://user:password@host:587/?from=care@example.com``;
    ``smtps`` speaks TLS from the first word. Empty without a URL: no mail leaves.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "from" not in asked:
        raise BadSetting(
            "CARELOOP_EMAIL_URL: write smtp://user:password@host:587/?from=care@example.com"
        )
    is_tls = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if is_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_USE_TLS": not is_tls and asked.get("starttls", "1") != "0",
        "DEFAULT_FROM_EMAIL": asked["from"],
        "EMAIL_TIMEOUT": 15,
    }
