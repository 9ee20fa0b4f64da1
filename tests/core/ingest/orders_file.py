"""Repair orders as a dealer's system exports them, made up: 44 columns, Chinese headers."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from careloop.core.ingest.feeds.registry import feed
from careloop.core.ingest.values import vin_check_digit

EXTRA_HEADERS = (
    "保险公司名",
    "车身颜色",
    "发票号",
    "送修人性别",
    "付款方式",
    "旧件处理",
    "打印次数",
)
HEADERS = tuple(c.label.zh for c in feed("repair_orders").columns) + EXTRA_HEADERS

_VIN_CHARACTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_SURNAMES = "王李张刘陈杨赵黄周吴"
_GIVEN = ("伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰")
_MODELS = ("朗逸 1.6L", "帕萨特 1.8T", "途观", "POLO", "桑塔纳")
_JOBS = ("首保", "定保", "一般维修", "事故", "索赔", "返修")


def vin(chance: random.Random) -> str:
    """A VIN whose check digit fits."""
    body = "LSV" + "".join(chance.choices(_VIN_CHARACTERS, k=14))
    return body[:8] + vin_check_digit(body) + body[9:]


def rows(count: int, *, seed: int = 1) -> Iterator[list[str]]:
    """Data rows under ``HEADERS``; every one of them is acceptable."""
    chance = random.Random(seed)
    vehicles = [vin(chance) for _ in range(max(count // 4, 1))]
    begin = datetime(2024, 1, 1, 8, 0)
    for number in range(count):
        opened = begin + timedelta(minutes=7 * number % (900 * 1440))
        yield [
            *_row(chance, number, chance.choice(vehicles), opened),
            *[""] * 3,
            "男",
            "现金",
            "",
            "1",
        ]


def _row(chance: random.Random, number: int, vehicle: str, opened: datetime) -> list[str]:
    times = [opened + timedelta(minutes=chance.randrange(5, 600)) for _ in range(6)]
    labour, parts = chance.randrange(0, 200_000), chance.randrange(0, 500_000)
    return [
        "S01", f"RO{number:08d}", vehicle, f"京A{chance.randrange(10000, 99999)}",
        chance.choice(_MODELS), f"C{number // 4:07d}",
        chance.choice(_SURNAMES) + chance.choice(_GIVEN), f"13{chance.randrange(10**8, 10**9)}",
        chance.choice(_JOBS), "否", _moment(opened), *map(_moment, times),
        f"A{chance.randrange(12):02d}", "王芳", f"T{chance.randrange(30):02d}", "李强",
        str(chance.randrange(1000, 200_000)), "", "是", "是", "否", "是", "是", "是", "否", "", "",
        "", f"{chance.randrange(1, 80) / 10}", _yuan(labour), _yuan(parts), _yuan(labour + parts),
    ]  # fmt: skip


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def write_csv(path: Path, count: int, *, encoding: str = "gb18030", seed: int = 1) -> Path:
    """A CSV file of ``count`` orders."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows(count, seed=seed))
    return path
