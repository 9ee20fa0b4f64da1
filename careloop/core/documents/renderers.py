"""The formats a report is printed in, by their code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from careloop.core.documents import html, pdf, pptx, xlsx
from careloop.core.documents.model import Report
from careloop.core.kernel.text import Language, Text


@dataclass(frozen=True, slots=True)
class Renderer:
    """One format. ``render`` gives the same bytes for the same report and language."""

    code: str
    label: Text
    suffix: str
    media_type: str
    render: Callable[[Report, Language], bytes]


OFFICE = "application/vnd.openxmlformats-officedocument"

RENDERERS: dict[str, Renderer] = {
    renderer.code: renderer
    for renderer in (
        Renderer(
            "html", Text(zh="网页", en="Web page"), ".html", "text/html; charset=utf-8", html.render
        ),
        Renderer(
            "pptx",
            Text(zh="PowerPoint 演示文稿", en="PowerPoint slides"),
            ".pptx",
            f"{OFFICE}.presentationml.presentation",
            pptx.render,
        ),
        Renderer(
            "pdf", Text(zh="PDF 文档", en="PDF document"), ".pdf", "application/pdf", pdf.render
        ),
        Renderer(
            "xlsx",
            Text(zh="Excel 工作簿", en="Excel workbook"),
            ".xlsx",
            f"{OFFICE}.spreadsheetml.sheet",
            xlsx.render,
        ),
    )
}
