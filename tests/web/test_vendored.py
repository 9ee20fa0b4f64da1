"""What was taken from others: small, licensed, and without addresses a browser would follow."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest

STATIC = Path(__file__).resolve().parents[2] / "careloop" / "web" / "static" / "careloop"
VENDOR = STATIC / "vendor"
FOLDERS = sorted(folder for folder in VENDOR.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_has_its_licence_and_its_line(folder: Path) -> None:
    assert (folder / "LICENSE").read_text(encoding="utf-8")
    assert f"`{folder.name}`" in (VENDOR / "VENDORED.md").read_text(encoding="utf-8")


def test_no_source_map_is_named() -> None:
    for path in [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]:
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8"), path.name


def test_all_a_page_loads_is_below_200_kb() -> None:
    loaded = [path for path in STATIC.rglob("*") if path.suffix in (".css", ".js", ".svg")]
    assert sum(len(brotli.compress(path.read_bytes())) for path in loaded) < 200 * 1024


def test_every_icon_named_is_in_the_sprite() -> None:
    sprite = (VENDOR / "tabler-icons" / "icons.svg").read_text(encoding="utf-8")
    rooms = STATIC.parents[2]
    for template in rooms.glob("*/templates/**/*.html"):
        for name in icons_in(template.read_text(encoding="utf-8")):
            assert f'id="{name}"' in sprite, f"{template.name}: {name}"


def icons_in(template: str) -> list[str]:
    pieces = template.split('{% icon "')[1:]
    return [piece.split('"')[0] for piece in pieces]
