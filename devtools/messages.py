"""Translations without GNU gettext: extract, merge and compile the messages of every room.

English is the msgid. A room is a package ``careloop/<room>``; its Chinese stands in
``careloop/<room>/locale/zh_Hans/LC_MESSAGES/django.po`` and is compiled to ``django.mo`` beside it.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "careloop"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
METADATA = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "zh_Hans",
    "Plural-Forms": "nplurals=1; plural=0;",
}
# How many leading arguments of a call are context, singular, plural.
CALLS = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
TEMPLATE_CALL = re.compile(r"(?<![\w.])(?:_|n?p?gettext)\(")
PLACE = re.compile(r"%\(\w+\)[#0\- +]*\d*[a-zA-Z]|%[sd]|\{\w*\}")


@dataclass(frozen=True)
class Message:
    """One text to translate, and the file (relative to the checkout) that first says it."""

    msgid: str
    plural: str = ""
    context: str | None = None
    file: str = ""

    @property
    def key(self) -> tuple[str | None, str]:
        return (self.context, self.msgid)


@dataclass(frozen=True)
class Fault:
    """What keeps a translation from being complete, and where."""

    file: str
    what: str
    msgid: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.what}" + (f": {self.msgid!r}" if self.msgid else "")


def rooms() -> list[Path]:
    """The packages under ``careloop`` in alphabetical order."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def messages_of(room: Path) -> list[Message]:
    """All messages of a room, each once, ordered by file and place."""
    found: dict[tuple[str | None, str], Message] = {}
    for message in _scan(room):
        known = found.get(message.key)
        if known is None or (message.plural and not known.plural):
            found[message.key] = message
    return list(found.values())


def _scan(room: Path) -> Iterator[Message]:
    for path in sorted(room.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from in_python(path.read_text(encoding="utf-8"), _name(path))
    for path in sorted(room.rglob("*")):
        if "templates" in path.parts and path.suffix in (".html", ".txt"):
            yield from in_template(path.read_text(encoding="utf-8"), _name(path))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def in_python(source: str, file: str) -> Iterator[Message]:
    """Messages of Python source: calls of the gettext family with literal arguments."""
    calls = [node for node in ast.walk(ast.parse(source, file)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        message = _from_call(call, file)
        if message is not None:
            yield message


def in_template(source: str, file: str) -> Iterator[Message]:
    """Messages of a Django template."""
    code = templatize(source, origin=file)
    for match in TEMPLATE_CALL.finditer(code):
        call = _call_at(code, match.start())
        message = _from_call(call, file) if call else None
        if message is not None:
            yield message


def _call_at(code: str, start: int) -> ast.Call | None:
    """The shortest stretch from ``start`` that is a whole call."""
    end = code.find(")", start)
    while end != -1:
        try:
            expression = ast.parse(code[start : end + 1], mode="eval").body
        except SyntaxError:
            end = code.find(")", end + 1)
            continue
        return expression if isinstance(expression, ast.Call) else None
    return None


def _from_call(node: ast.Call, file: str) -> Message | None:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else None
    name = node.func.id if isinstance(node.func, ast.Name) else name
    parts = CALLS.get(name or "")
    if parts is None or len(node.args) < len(parts):
        return None
    texts = [_literal(argument) for argument in node.args[: len(parts)]]
    if any(text is None for text in texts):
        return None
    said = dict(zip(parts, (text or "" for text in texts), strict=True))
    return Message(said["msgid"], said.get("plural", ""), said.get("context"), file)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def update(room: Path) -> None:
    """Bring a room's catalogue in line with its code and compile it.

    Translations are kept, new messages come in empty, those no longer said go out.
    """
    messages = messages_of(room)
    path = room / CATALOGUE
    if not messages and not path.exists():
        return
    old = {(entry.msgctxt, entry.msgid): entry for entry in _read(path)}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = dict(METADATA)
    fresh.extend(_entry(message, old.get(message.key)) for message in messages)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{fresh}\n", encoding="utf-8", newline="\n")
    path.with_suffix(".mo").write_bytes(_compiled(path))


def _read(path: Path) -> list[polib.POEntry]:
    if not path.exists():
        return []
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def _compiled(path: Path) -> bytes:
    return bytes(polib.pofile(str(path)).to_binary())


def _entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=message.context, msgid=message.msgid, occurrences=[(message.file, "")]
    )
    text = _said(old)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: text}
    else:
        entry.msgstr = text
    if old is not None:
        entry.flags, entry.tcomment = old.flags, old.tcomment
    return entry


def _said(entry: polib.POEntry | None) -> str:
    if entry is None:
        return ""
    return str(entry.msgstr or entry.msgstr_plural.get(0, ""))


def faults_of(room: Path) -> Iterator[Fault]:
    """Everything incomplete about a room's Chinese."""
    messages = messages_of(room)
    path = room / CATALOGUE
    if not path.exists():
        yield from (Fault(m.file, "no translation", m.msgid) for m in messages)
        return
    entries = {(entry.msgctxt, entry.msgid): entry for entry in _read(path)}
    for message in messages:
        yield from _faults_of_message(message, entries.pop(message.key, None))
    for entry in entries.values():
        yield Fault(_name(path), "no longer said by the code", entry.msgid)
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _compiled(path):
        yield Fault(_name(compiled), "not compiled from its .po")


def _faults_of_message(message: Message, entry: polib.POEntry | None) -> Iterator[Fault]:
    text = _said(entry)
    if not text.strip():
        yield Fault(message.file, "no translation", message.msgid)
        return
    if entry is not None and entry.fuzzy:
        yield Fault(message.file, "fuzzy translation", message.msgid)
    if not _same_places(message, text):
        yield Fault(message.file, "translation has other places", message.msgid)


def _same_places(message: Message, text: str) -> bool:
    """Whether the translation fills the same places; a singular may say "one" instead."""
    places = set(PLACE.findall(text))
    return places in (
        set(PLACE.findall(message.msgid)),
        set(PLACE.findall(message.plural or message.msgid)),
    )


def faults(chosen: Iterable[Path] | None = None) -> list[Fault]:
    """The faults of all rooms, or of the chosen ones."""
    return [fault for room in (chosen or rooms()) for fault in faults_of(room)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py messages")
    parser.add_argument("rooms", nargs="*", help="rooms to look at; all when none is named")
    parser.add_argument("--check", action="store_true", help="change nothing, name what is missing")
    asked = parser.parse_args(arguments)
    chosen = [room for room in rooms() if not asked.rooms or room.name in asked.rooms]
    if not asked.check:
        for room in chosen:
            update(room)
    found = faults(chosen)
    verdict = f"{len(found)} translations to mend" if found else "translations complete"
    sys.stdout.write("\n".join([*map(str, found), verdict, ""]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
