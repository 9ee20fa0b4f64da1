"""Chapter 5: first-time fix and appointments (MRP-07)."""

from __future__ import annotations

from careloop.core.documents.model import Chapter
from careloop.core.kernel.text import Text
from careloop.reports.chapters import appointments, first_time_fix
from careloop.reports.material import Material

NUMBER = 5
TITLE = Text(zh="一次修复率/预约分析", en="First-time fix and appointments")


def chapter(material: Material) -> Chapter:
    """The fifth chapter."""
    sections = (*first_time_fix.sections(material), *appointments.sections(material))
    return Chapter(NUMBER, material.say(TITLE), sections)
