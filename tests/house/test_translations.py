"""Both languages are complete: the rooms' catalogues, and every Text value."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest

from devtools import messages

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "careloop"
CJK = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"\{(\w*)[^{}]*\}")


def test_every_room_speaks_chinese() -> None:
    faults = messages.faults()
    assert not faults, "\n".join(map(str, faults))


def test_words_are_translated_one_way() -> None:
    """All rooms share one catalogue at run time: of two translations one would go unseen."""
    found: dict[tuple[str | None, str], set[str]] = {}
    for path in sorted(PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            said = entry.msgstr or "|".join(entry.msgstr_plural.values())
            if not entry.obsolete:
                found.setdefault((entry.msgctxt, entry.msgid), set()).add(said)
    assert {words: said for words, said in found.items() if len(said) > 1} == {}


@dataclass(frozen=True)
class Said:
    """A ``Text(...)`` with what it says, where it is written out."""

    place: str
    zh: str
    en: str


def texts_in(source: str, file: str) -> Iterator[Said]:
    for node in ast.walk(ast.parse(source, file)):
        if isinstance(node, ast.Call) and _name(node.func) == "Text":
            given = dict(zip(("zh", "en"), node.args, strict=False))
            given |= {word.arg: word.value for word in node.keywords if word.arg}
            zh, en = (_literal(given.get(language)) for language in ("zh", "en"))
            if zh is not None and en is not None:
                yield Said(f"{file}:{node.lineno}", zh, en)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def all_texts() -> list[Said]:
    return [
        said
        for path in sorted(PACKAGE.rglob("*.py"))
        for said in texts_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]


def fault_of(said: Said) -> str | None:
    """What is wrong with a text: a language missing, Chinese that is not, a place lost."""
    if bool(said.zh.strip()) != bool(said.en.strip()):  # both empty: a unit nobody says
        return "one language is empty"
    zh_places, en_places = (set(PLACE.findall(text)) for text in (said.zh, said.en))
    words = PLACE.sub("", said.zh)
    if not CJK.search(words) and said.zh != said.en and re.search(r"[a-z]{3}", words):
        return f"the Chinese is not Chinese: {said.zh!r}"
    if CJK.search(said.en):
        return f"the English holds Chinese: {said.en!r}"
    if len(zh_places) != len(en_places):  # one may say 10月 from the number, the other October
        return f"one language fills more places: {said.zh!r} / {said.en!r}"
    return None


def test_every_text_is_said_in_both_languages() -> None:
    texts = all_texts()
    assert len(texts) > 50
    faults = [f"{said.place}: {fault}" for said in texts if (fault := fault_of(said))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("", "Orders"),
        ("工单", " "),
        ("orders", "Orders"),
        ("工单", "工单"),
        ("{n}个", "some of them"),
    ],
)
def test_fault_of_finds_each_kind_of_fault(zh: str, en: str) -> None:
    assert fault_of(Said("here", zh, en))


@pytest.mark.parametrize(
    ("zh", "en"),
    [("工单", "Orders"), ("", ""), ("CSS", "CSS"), ("%", "%"), ("{n}个", "{n} of them")],
)
def test_fault_of_accepts_complete_texts(zh: str, en: str) -> None:
    assert fault_of(Said("here", zh, en)) is None


# The extractor itself


def test_messages_are_found_in_python() -> None:
    source = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
a = _("Store")
b = ngettext("%(n)s order", "%(n)s orders", n) % {"n": n}
c = pgettext("month", "May")
d = translation.gettext("Sign in")
e = _(variable)
"""
    found = list(messages.in_python(source, "a.py"))
    assert [(m.context, m.msgid, m.plural) for m in found] == [
        (None, "Store", ""),
        (None, "%(n)s order", "%(n)s orders"),
        ("month", "May", ""),
        (None, "Sign in", ""),
    ]


def test_messages_are_found_in_templates() -> None:
    template = (
        '{% load i18n %}{% translate "Import (dry run)" %}'
        "{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows"
        "{% endblocktranslate %}"
        '{{ _("Save") }}{% translate "Close" context "complaint" %}'
    )
    found = {(m.context, m.msgid, m.plural) for m in messages.in_template(template, "a.html")}
    assert found == {
        (None, "Import (dry run)", ""),
        (None, "%(n)s row", "%(n)s rows"),
        (None, "Save", ""),
        ("complaint", "Close", ""),
    }


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A room that says two things and has no catalogue yet."""
    folder = tmp_path / "service"
    folder.mkdir()
    (folder / "views.py").write_text('a = _("Order")\nb = _("%(n)s days")\n', encoding="utf-8")
    return folder


def translate(room: Path, **texts: str) -> None:
    path = room / messages.CATALOGUE
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        entry.msgstr = texts.get(entry.msgid.replace("%(n)s days", "days"), entry.msgstr)
    catalogue.save()
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())


def test_a_room_without_catalogue_lacks_every_message(room: Path) -> None:
    assert [fault.msgid for fault in messages.faults_of(room)] == ["Order", "%(n)s days"]


def test_update_brings_new_messages_in_empty(room: Path) -> None:
    messages.update(room)
    assert [fault.what for fault in messages.faults_of(room)] == ["no translation"] * 2


def test_a_complete_room_has_no_faults(room: Path) -> None:
    messages.update(room)
    translate(room, Order="工单", days="%(n)s天")
    assert list(messages.faults_of(room)) == []


def test_update_keeps_translations_and_drops_what_is_no_longer_said(room: Path) -> None:
    messages.update(room)
    translate(room, Order="工单", days="%(n)s天")
    (room / "views.py").write_text('a = _("Order")\nb = _("Parts")\n', encoding="utf-8")
    assert {fault.what for fault in messages.faults_of(room)} == {
        "no translation",
        "no longer said by the code",
    }
    messages.update(room)
    entries = polib.pofile(str(room / messages.CATALOGUE))
    assert {entry.msgid: entry.msgstr for entry in entries} == {"Order": "工单", "Parts": ""}


def test_a_lost_place_is_a_fault(room: Path) -> None:
    messages.update(room)
    translate(room, Order="工单", days="几天")
    assert [fault.what for fault in messages.faults_of(room)] == ["translation has other places"]


def test_a_catalogue_changed_after_compiling_is_a_fault(room: Path) -> None:
    messages.update(room)
    translate(room, Order="工单", days="%(n)s天")
    path = room / messages.CATALOGUE
    path.write_text(path.read_text(encoding="utf-8").replace("工单", "委托书"), encoding="utf-8")
    assert [fault.what for fault in messages.faults_of(room)] == ["not compiled from its .po"]


def test_a_message_has_one_translation_in_all_rooms() -> None:
    """All catalogues are one to Django: of two translations a page would get either."""
    said: dict[tuple[str, str], set[str]] = {}
    for path in sorted(PACKAGE.rglob("django.po")):
        for entry in polib.pofile(str(path)):
            chinese = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
            said.setdefault((entry.msgctxt or "", entry.msgid), set()).add(chinese)
    told_apart = {key: found - {""} for key, found in said.items() if len(found - {""}) > 1}
    assert not told_apart, f"give these a context: {told_apart}"
