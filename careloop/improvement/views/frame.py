"""What the pages of improvement share: the clock, the month asked for, refusals on forms, and
both versions where somebody else was quicker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.improvement.fields import Person, label
from careloop.improvement.rules import Stale, month_of
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.pages import StoreRequest, language
from careloop.organisation.rules import Forbidden

MONTHS_OFFERED = 24


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that reads differently: what was typed, and what stands now."""

    label: str
    yours: str
    now: str


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


def today() -> date:
    return now().date()


def month_asked(request: StoreRequest) -> Period:
    """The month of the address, else the last whole one.

    Raises:
        Refused: the address names no month.
    """
    text = request.GET.get("month") or request.POST.get("month", "")
    return month_of(Period.parse(text)) if text else Period.month_of(today()).previous


def year_asked(request: StoreRequest) -> int:
    """The year of the address, else this one."""
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) < 2100 else today().year


def months_offered() -> list[Period]:
    this = Period.month_of(today())
    return [this.shifted(-step) for step in range(MONTHS_OFFERED)]


def frame(request: StoreRequest, store: Store, section: str) -> dict[str, Any]:
    """What every page of the room shows: its place among the tabs, what may be done here."""
    may = request.viewer.may
    return {
        "section": section,
        "on": today(),
        "may_manage": may(Permission.MANAGE_IMPROVEMENT, store.pk),
        "may_work": may(Permission.WORK_ON_MEASURES, store.pk),
    }


def staff(request: StoreRequest, store: Store, on: date | None = None) -> list[Employee]:
    """Who is employed at the store today."""
    day = on or today()
    found = organisation.employees(request.viewer, [store.pk], Permission.VIEW_IMPROVEMENT)
    return [one for one in found if not one.is_stub and (one.left_on is None or one.left_on >= day)]


@dataclass(frozen=True, slots=True)
class FormPage:
    """Where a form stands: its tab, its heading, where its back link leads."""

    section: str
    heading: str
    back: str


def form_page(
    request: StoreRequest, store: Store, form: forms.Form, page: FormPage
) -> HttpResponse:
    """A form on a page of its own; one that was sent and could not be kept answers 422."""
    context = frame(request, store, page.section) | {
        "heading": page.heading,
        "form": form,
        "form_template": "improvement/plain_form.html",
        "action": request.path,
        "back": page.back,
        "staff": staff(request, store),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "improvement/form_page.html", context, status=status)


def kept(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; a refusal is said on the form, which keeps what was typed.

    Where somebody else was quicker the form shows both versions, and sent again it is meant for
    the version shown.
    """
    try:
        act()
    except Forbidden:
        raise
    except Stale as stale:
        form.add_error(None, stale.say(language()))
        form.both = differing(form, stale.current)  # type: ignore[attr-defined]
        name = "measure_revision" if stale_is_measure(form, stale) else "revision"
        form.data = form.data.copy()  # type: ignore[assignment]
        form.data[form.add_prefix(name)] = str(stale.current.revision)  # type: ignore[attr-defined]
        return False
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return False
    return True


def stale_is_measure(form: forms.Form, stale: Stale) -> bool:
    """Whether the newer row is the measure in a form that holds problem and measure."""
    return "measure_revision" in form.fields and hasattr(stale.current, "problem_id")


def differing(form: forms.Form, current: Any) -> list[Differing]:
    """The fields that read differently in the form and in the row as it stands."""
    found = []
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.HiddenInput) or not hasattr(current, name):
            continue
        yours, stands = (
            _words(field, form.cleaned_data.get(name)),
            _words(field, _held(current, name)),
        )
        if yours != stands:
            found.append(Differing(str(field.label or name), yours, stands))
    return found


def _held(current: Any, name: str) -> Any:
    """A value of the row; of a person the name where no employee is linked."""
    value = getattr(current, name)
    if hasattr(value, "all"):
        return list(value.all())
    return value if value is not None else getattr(current, f"{name}_name", None)


def _words(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, list | tuple):
        return "、".join(_words(field, one) for one in value) or "–"
    if isinstance(value, Person):
        return label(value.employee) if value.employee else value.name or "–"
    if isinstance(value, Employee):
        return label(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    names = {str(code): str(name) for code, name in getattr(field, "choices", ())}
    return names.get(str(value), str(value))


def done(
    request: StoreRequest, act: Callable[[], object], said: str | Promise, to: str, **where: Any
) -> HttpResponse:
    """Do it, say what came of it, and go on to a page."""
    try:
        act()
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, said)
    return redirect(to, **where)


def revision(request: StoreRequest) -> int:
    """The version that was shown; one that is no number is none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() else -1
