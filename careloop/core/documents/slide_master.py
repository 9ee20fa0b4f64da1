"""The empty presentation: 16:9, our colours and typefaces, three layouts of our own."""

from __future__ import annotations

import re

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout
from pptx.util import Pt

from careloop.core.documents.chart_xml import fill, fonts
from careloop.core.documents.look import ACCENT, ACCENT_PALE, INK, LINE, MUTED, OFFICE_FONT, SERIES
from careloop.core.documents.pages import (
    FOOTER_TOP,
    HEADLINE_TOP,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    WIDTH,
    Box,
)
from careloop.core.documents.slide_xml import NAMESPACES, Style, lines, shape, slide_number

COVER, DIVIDER, CONTENT = "Cover", "Chapter", "Content"

TITLE_BOX = Box(MARGIN, HEADLINE_TOP, WIDTH, 60)
BODY_BOX = Box(MARGIN, 116, WIDTH, 380)
FOOTER_BOX = Box(MARGIN, FOOTER_TOP + 4, WIDTH - 100, 16)
NUMBER_BOX = Box(MARGIN + WIDTH - 80, FOOTER_TOP + 4, 80, 16)
COVER_TITLE = Box(84, 165, 790, 64)
COVER_BAR = Box(0, 0, 14, PAGE_HEIGHT)
DIVIDER_TITLE = Box(84, 200, 790, 90)
WHOLE = Box(0, 0, PAGE_WIDTH, PAGE_HEIGHT)

THEME_COLOURS = {
    "dk2": INK,
    "lt2": ACCENT_PALE,
    **{f"accent{i}": colour for i, colour in enumerate(SERIES[:6], 1)},
    "hlink": ACCENT,
    "folHlink": MUTED,
}


def empty_deck() -> Deck:
    """A presentation without slides, its master and layouts designed."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(PAGE_WIDTH), Pt(PAGE_HEIGHT)
    deck.element.find(qn("p:sldSz")).attrib.pop("type", None)  # it says 4:3
    master = deck.slide_master
    _colour_theme(master.part.part_related_by(RELATIONSHIP_TYPE.THEME))
    _drop_thumbnail(deck)
    layouts = list(deck.slide_layouts)
    for layout in layouts[3:]:
        deck.slide_layouts.remove(layout)
    draw_slide(master, _master_shapes())
    _set_styles(master)
    for layout, name, shapes in zip(layouts, (COVER, DIVIDER, CONTENT), _layouts(), strict=False):
        layout.name = name
        draw_slide(layout, shapes)
    return deck


def layout_named(deck: Deck, name: str) -> SlideLayout:
    layout = deck.slide_layouts.get_by_name(name)
    if layout is None:
        raise KeyError(name)
    return layout


def _colour_theme(theme: Part) -> None:
    """Put our colours and typefaces in place of those of the default theme."""
    xml = theme.blob.decode()
    for name, colour in THEME_COLOURS.items():
        value = f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>'
        xml = re.sub(rf"<a:{name}>.*?</a:{name}>", value, xml, flags=re.DOTALL)
    scheme = "".join(
        f'<a:{kind}Font>{fonts()}<a:cs typeface=""/>'
        f'<a:font script="Hans" typeface="{OFFICE_FONT}"/></a:{kind}Font>'
        for kind in ("major", "minor")
    )
    scheme = f'<a:fontScheme name="CareLoop">{scheme}</a:fontScheme>'
    xml = re.sub(r"<a:fontScheme.*?</a:fontScheme>", scheme, xml, flags=re.DOTALL)
    theme._blob = xml.encode()


def _drop_thumbnail(deck: Deck) -> None:
    """The default presentation carries a picture of itself."""
    package = deck.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package._rels.pop(key)


def fragment(xml: str) -> list[object]:
    """The elements of ``xml``, parsed by python-pptx's own parser."""
    return list(parse_xml(f"<p:spTree {NAMESPACES}>{xml}</p:spTree>"))


def draw_slide(page: object, xml: str) -> None:
    """Replace all shapes of a master, layout or slide."""
    tree = page.shapes.element  # type: ignore[attr-defined]
    for child in list(tree)[2:]:
        tree.remove(child)
    tree.extend(fragment(xml))


def _footer_line(number: int) -> str:
    box = Box(MARGIN, FOOTER_TOP, WIDTH, 0.6)
    return shape(number, "Footer line", box, inside=fill(LINE))


def _title(number: int, box: Box, size: float, colour: str = INK) -> str:
    style = Style(size, colour, bold=True)
    body = lines(["Title"], style)
    return shape(number, "Title", box, body, placeholder='type="title"', anchor="t")


def _footer(number: int) -> str:
    style = Style(9, MUTED)
    holder = 'type="ftr" sz="quarter" idx="11"'
    return shape(number, "Footer", FOOTER_BOX, lines(["Footer"], style), placeholder=holder)


def _master_shapes() -> str:
    body = shape(3, "Body", BODY_BOX, lines(["Text"], Style(15)), placeholder='type="body" idx="1"')
    return _title(2, TITLE_BOX, 24) + body + _footer(4) + slide_number(5, NUMBER_BOX)


def _layouts() -> tuple[str, str, str]:
    cover = shape(2, "Bar", COVER_BAR, inside=fill(ACCENT)) + _title(3, COVER_TITLE, 40)
    ground = shape(2, "Ground", WHOLE, inside=fill(ACCENT_PALE))
    foot = _footer_line(7) + _footer(8) + slide_number(9, NUMBER_BOX)
    return cover, ground + _title(3, DIVIDER_TITLE, 34) + foot, _title(3, TITLE_BOX, 24) + foot


def _set_styles(master: object) -> None:
    """What a title typed by hand looks like: left, bold, ours."""
    element = master.element  # type: ignore[attr-defined]
    old = element.find(qn("p:txStyles"))
    title = (
        '<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:buNone/>'
        f'<a:defRPr sz="2400" b="1">{fill(INK)}{fonts()}</a:defRPr></a:lvl1pPr>'
    )
    plain = f'<a:lvl1pPr algn="l"><a:defRPr sz="1500">{fill(INK)}{fonts()}</a:defRPr></a:lvl1pPr>'
    styles = parse_xml(
        f"<p:txStyles {NAMESPACES}><p:titleStyle>{title}</p:titleStyle>"
        f"<p:bodyStyle>{plain}</p:bodyStyle><p:otherStyle>{plain}</p:otherStyle></p:txStyles>"
    )
    element.replace(old, styles)
