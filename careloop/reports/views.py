"""Monthly reports: the months, one to read and take away, its freeze."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from careloop.core.documents import html
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden
from careloop.reports import actions, queries
from careloop.reports.gathering import texts_of
from careloop.reports.people import REVIEW, Texts
from careloop.reports.texts import SECTIONS, TextSection

MONTHS_SHOWN = 24
FORMATS = (
    ("pptx", "file-type-ppt", "PowerPoint"),
    ("pdf", "file-type-pdf", "PDF"),
    ("xlsx", "file-spreadsheet", "Excel"),
    ("html", "world", "HTML"),
)


@store_page(Permission.VIEW_REPORT)
def months(request: StoreRequest, store: Store) -> HttpResponse:
    """The last two years of months, each a draft or frozen."""
    this = Period.month_of(date.today())
    shown = [this.shifted(-step) for step in range(MONTHS_SHOWN)]
    frozen = queries.newest_versions(request.viewer, store, since=shown[-1])
    lines = [{"month": month, "frozen": frozen.get(month), "now": month == this} for month in shown]
    return render(request, "reports/months.html", {"lines": lines})


@store_page(Permission.VIEW_REPORT)
def month(request: StoreRequest, store: Store, month: str) -> HttpResponse:
    """One month's report inside the page; ``?version=1`` an older freeze, ``?live=1`` the draft."""
    period, asked = _month(month), _asked(request)
    context = _frame(request, store, period) | {"asked": asked}
    try:
        report = queries.monthly(
            request.viewer, store, period, language(), made_on=date.today(), **asked.arguments
        )
    except Forbidden:
        raise
    except Refused as refusal:
        return render(request, "reports/month.html", context | {"refusal": refusal.say(language())})
    return render(
        request,
        "reports/month.html",
        context | {"report": report, "fragment": html.fragment(report, language())},
    )


@store_page(Permission.VIEW_REPORT)
def download(request: StoreRequest, store: Store, month: str, format: str) -> HttpResponse:
    """The report as a file, in the language of the page."""
    file = queries.rendered(
        request.viewer,
        store,
        _month(month),
        format,
        language(),
        made_on=date.today(),
        **_asked(request).arguments,
    )
    response = HttpResponse(file.content, content_type=file.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=file.filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


@require_POST
@store_page(Permission.FREEZE_REPORT)
def freeze(request: StoreRequest, store: Store, month: str) -> HttpResponse:
    """Keep the month as it stands now."""
    period = _month(month)
    before = queries.versions(request.viewer, store, period)
    try:
        kept = actions.freeze(by=request.viewer, store=store, month=period, now=_now())
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
        return redirect("reports:month", store_code=store.code, month=period)
    if before and before[0].version == kept.version:
        messages.info(request, _("Nothing changed since the last freeze; no new version was made."))
    else:
        messages.success(request, _("The month is frozen as version %d.") % kept.version)
    return redirect("reports:month", store_code=store.code, month=period)


@cache_control(public=True, max_age=3600)
def stylesheet(request: HttpRequest, store_code: str) -> HttpResponse:
    """The style sheet of a report shown inside a page."""
    return HttpResponse(html.STYLESHEET.read_bytes(), content_type="text/css; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of a month's reports: the newest freeze, an older one, or the draft."""

    version: int | None
    live: bool

    @property
    def arguments(self) -> dict[str, Any]:
        return {"version": self.version, "live": self.live}

    @property
    def query(self) -> str:
        if self.version is not None:
            return f"?version={self.version}"
        return "?live=1" if self.live else ""


def _asked(request: StoreRequest) -> Asked:
    version = request.GET.get("version", "")
    known = version.isdecimal() and len(version) < 6
    return Asked(version=int(version) if known else None, live=request.GET.get("live") == "1")


def _written(store: Store, month: Period, texts: Texts) -> list[dict[str, Any]]:
    """The sections people write, each with where it is written."""
    page = reverse("improvement:month", args=[store.code])
    return [
        {
            "section": section,
            "rows": len(texts.get(section.code, ())),
            "href": f"{page}?month={_place(section, month)}",
        }
        for section in SECTIONS
    ]


def _place(section: TextSection, month: Period) -> str:
    """The month and the part of improvement's page where a section is written."""
    if section.code == REVIEW:
        return f"{month}#review-title"
    planned = month.previous if section.looks_back else month
    return f"{planned}#{section.department or section.topic.value}"


def _month(text: str) -> Period:
    """The month of the address; anything else is no page."""
    try:
        period = Period.parse(text)
    except Refused as refusal:
        raise Http404(text) from refusal
    if period.kind != "month":
        raise Http404(text)
    return period


def _now() -> datetime:
    return datetime.now().replace(microsecond=0)


def _frame(request: StoreRequest, store: Store, month: Period) -> dict[str, Any]:
    viewer = request.viewer
    return {
        "month": month,
        "previous_month": month.previous,
        "next_month": month.shifted(1) if month.end <= date.today() else None,
        "versions": queries.versions(viewer, store, month),
        "formats": FORMATS,
        "may_freeze": viewer.may(Permission.FREEZE_REPORT, store.pk),
        "is_over": month.end <= date.today(),
        "written": _written(store, month, texts_of(viewer, store, month)),
    }
