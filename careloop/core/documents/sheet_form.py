"""A printed form on A4: parts of labelled cells, boxes to tick, and lines to sign on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import typst

from careloop.core.documents import look
from careloop.core.documents.xmltext import readable
from careloop.core.kernel.text import Language

HERE = Path(__file__).parent
COLUMNS = 12
LABEL_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick."""

    label: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and what stands beside it: words, boxes, or both, boxes first.

    ``span`` counts the columns of twelve it takes, two of them for the label. ``lines`` is how
    many lines of room it has at least.
    """

    label: str
    value: str = ""
    span: int = COLUMNS
    boxes: tuple[Box, ...] = ()
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form under a heading; each row's spans come to twelve."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and what as; the name where it is known."""

    role: str
    post: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is printed, all words already in the reader's language."""

    title: str
    subtitle: str
    organisation: str
    number: str
    made_on: date
    parts: tuple[Part, ...]
    signatures: tuple[Signature, ...]
    signed_on: str
    footer: str


def render(form: Form, language: Language) -> bytes:
    """``form`` as a PDF of A4 pages.

    Raises:
        ValueError: a row whose spans do not come to twelve.
    """
    _check(form)
    data = asdict(form) | {
        "made_on": [form.made_on.year, form.made_on.month, form.made_on.day],
        "lang": language,
        "look": {
            "font": look.FONT,
            "ink": look.INK,
            "muted": look.MUTED,
            "line": look.LINE,
            "accent": look.ACCENT,
            "panel": look.PANEL,
        },
    }
    pdf = typst.compile(
        str(HERE / "sheet_form.typ"),
        sys_inputs={"form": readable(json.dumps(data, ensure_ascii=False))},
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        timestamp=datetime.combine(form.made_on, time(), UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF expected")
    return pdf


def _check(form: Form) -> None:
    for part in form.parts:
        for row in part.rows:
            if sum(cell.span for cell in row) != COLUMNS:
                raise ValueError(f"{part.title}: {[cell.label for cell in row]}")
