"""Where SVG elements are collected, and lettering is kept from colliding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from careloop.core.documents.look import (
    INK,
    PAPER,
    WEB_FONTS,
)
from careloop.core.documents.xmltext import escaped

SIZE = 11.0  # of the lettering, in px
LINE_HEIGHT = 1.3
LEGEND_ROW = 20.0
GAP = 6.0


LabelSide = Literal["above", "below"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px, ``y`` downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(slots=True)
class Canvas:
    """Collects the elements, where lettering already stands, and which figures found room."""

    width: float
    height: float
    elements: list[str] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    labels: dict[tuple[int, int], LabelSide] = field(default_factory=dict)

    def rect(self, box: Box, fill: str, radius: float = 0) -> None:
        self.elements.append(
            f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{max(box.width, 0):.1f}" '
            f'height="{max(box.height, 0):.1f}" rx="{radius:g}" fill="{fill}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, *, dashed: bool = False
    ) -> None:
        dash = ' stroke-dasharray="5 4" stroke-width="1.4"' if dashed else ""
        self.elements.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}"{dash}/>'
        )

    def path(self, points: Iterable[tuple[float, float]], colour: str, width: float = 2.4) -> None:
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.elements.append(
            f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def dot(self, x: float, y: float, colour: str, radius: float = 3.2) -> None:
        self.elements.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{PAPER}" stroke="{colour}" '
            'stroke-width="2"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "middle",
        colour: str = INK,
        size: float = SIZE,
        weight: str = "400",
        halo: bool = False,
        turned: int = 0,
    ) -> None:
        ring = (
            f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
            if halo
            else ""
        )
        turn = f' transform="rotate({turned} {x:.1f} {y:.1f})"' if turned else ""
        self.elements.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
            f'font-weight="{weight}" fill="{colour}"{ring}{turn}>{escaped(text)}</text>'
        )

    def free(self, box: Box) -> bool:
        inside = box.left >= 0 and box.right <= self.width and box.top >= 0
        return inside and not any(box.meets(other) for other in self.taken)

    def svg(self, label: str) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" '
            f'aria-label="{escaped(label)}" font-family="{WEB_FONTS}">'
            + "".join(self.elements)
            + "</svg>"
        )
