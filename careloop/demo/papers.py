"""Photos and files the invented people hand in as proof."""

from __future__ import annotations

import io

import xlsxwriter
from PIL import Image, ImageDraw

from careloop.demo.dice import Dice

SIZE = (960, 720)
FLOOR, WALL, LINE = (148, 152, 150), (222, 226, 228), (250, 250, 246)
PAINT = ((176, 42, 48), (38, 84, 140), (236, 236, 234), (60, 64, 70), (188, 192, 196))


def photo(name: str) -> bytes:
    """A picture of a marked bay with a car in it, its own for each name."""
    dice = Dice("photo", name)
    picture = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 420, 960, 720), fill=FLOOR)
    left = dice.randint(120, 260)
    for x in (left - 60, left + 540):
        draw.line((x, 720, x + (480 - x) // 5, 430), fill=LINE, width=12)
    _car(draw, left, dice.choice(PAINT))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def _car(draw: ImageDraw.ImageDraw, x: int, paint: tuple[int, int, int]) -> None:
    cabin = [(x + 110, 400), (x + 170, 310), (x + 330, 310), (x + 400, 400)]
    draw.polygon(cabin, fill=(196, 214, 224), outline=paint, width=10)
    draw.rounded_rectangle((x, 395, x + 490, 500), radius=36, fill=paint)
    for wheel in (x + 105, x + 385):
        draw.ellipse((wheel - 48, 448, wheel + 48, 544), fill=(34, 34, 36))
        draw.ellipse((wheel - 22, 474, wheel + 22, 518), fill=(168, 170, 172))


def workbook(title: str, rows: list[tuple[str, ...]]) -> bytes:
    """A small table as a workbook."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, title)
        for number, row in enumerate(rows, start=2):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return kept.getvalue()
