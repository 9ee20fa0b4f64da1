"""The call screen: shown, kept while one types, dialled, saved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.scoring.sheets import Incomplete, Sheet
from careloop.customers import queries as customers
from careloop.desk.actions.calls import Saved, save_call
from careloop.desk.actions.dialling import dial, open_history, put_through
from careloop.desk.actions.drafts import keep_draft
from careloop.desk.calls import Interview
from careloop.desk.filtering import filters_of
from careloop.desk.forms import CallForm
from careloop.desk.queries import calling
from careloop.desk.queries.history import About, history
from careloop.desk.telephony.port import TelephoneFault
from careloop.desk.views.pages import may
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden
from careloop.outreach import actions as outreach
from careloop.outreach import queries as tasks
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import GROUPS, Barred, StaleTask, TakenByAnother
from careloop.service.queries import free_slots
from careloop.surveys.asking import posted

COLLISIONS = (TakenByAnother, StaleTask, Barred)
HISTORY_SHOWN = 30


@store_page(Permission.MAKE_CONTACTS)
def call(request: StoreRequest, store: Store, task_id: int) -> HttpResponse:
    """The call screen (GET), and the call saved as one act (POST)."""
    task = task_of(request, store, task_id)
    if request.method == "POST":
        return _save(request, store, task)
    return _shown(request, store, task)


def task_of(request: StoreRequest, store: Store, task_id: int) -> ContactTask:
    """A task of the store that the person may work on; any other does not exist here."""
    task = tasks.task(request.viewer, store, task_id)
    if task is None:
        raise Http404(task_id)
    return task


def _shown(request: StoreRequest, store: Store, task: ContactTask, **more: Any) -> HttpResponse:
    """The screen as a page, or as the panel beside the worklist."""
    screen = _screen(request, store, task)
    typed = QueryDict(screen.draft)
    first = {**typed.dict(), "revision": task.revision, "sheet": _asked(screen.sheet)}
    context: dict[str, Any] = {
        "screen": screen,
        "task": task,
        "form": _form(screen, initial=first),
        "answers": posted(screen.sheet, typed) if screen.sheet else {},
        "faults": {},
        "is_draft": bool(screen.draft),
        "is_open": task.state == "open",
        "view": request.GET.get("view", ""),
        "now": datetime.now(),
        "groups": GROUPS.items(),
        **may(request, store),
    }
    template = "desk/panel.html" if _is_part(request) else "desk/call.html"
    return render(request, template, context | more, status=more.get("status", 200))


def _screen(request: StoreRequest, store: Store, task: ContactTask) -> calling.Screen:
    asked = request.POST.get("sheet", "")
    return calling.screen(
        request.viewer, store, task, agent=_own_name(request), language=language(), asked=asked
    )


def _asked(sheet: Sheet | None) -> str:
    return calling.shown_as(sheet) if sheet else ""


def _is_part(request: StoreRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _own_name(request: StoreRequest) -> str:
    user = request.user
    return (user.get_full_name() or user.username) if isinstance(user, User) else ""


def _form(screen: calling.Screen, *args: Any, **kwargs: Any) -> CallForm:
    return CallForm(*args, outcomes=screen.outcomes.values(), language=language(), **kwargs)


def _save(request: StoreRequest, store: Store, task: ContactTask) -> HttpResponse:
    """Save, then on to the next; what cannot be saved is shown again with all that was typed."""
    now = datetime.now()
    screen = _screen(request, store, task)
    form = _form(screen, request.POST)
    interview = _interview(screen.sheet, request.POST)
    answers = interview.answers if interview else {}
    typed = {"form": form, "answers": answers, "view": request.POST.get("view", "")}
    if not form.is_valid():
        return _shown(request, store, task, **typed, status=422)
    try:
        saved = save_call(
            by=request.viewer,
            task=task,
            revision=form.cleaned_data["revision"],
            call=form.call(interview, now),
            now=now,
        )
    except Forbidden:
        raise
    except Incomplete as refusal:
        form.add_error(None, refusal.say(language()))
        return _shown(request, store, task, **typed, faults=refusal.faults, status=422)
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        status = 409 if isinstance(refusal, COLLISIONS) else 422
        return _shown(request, store, task, **typed, status=status)
    return _after(request, store, saved)


def _interview(sheet: Sheet | None, sent: QueryDict) -> Interview | None:
    return Interview(sheet, posted(sheet, sent)) if sheet else None


def _after(request: StoreRequest, store: Store, saved: Saved) -> HttpResponse:
    """Where the agent goes after saving: the next customer, or back to the worklist."""
    messages.success(request, _told(saved))
    view, following = request.POST.get("view", ""), None
    if request.POST.get("then") == "next":
        following = _next(request, store, view)
    beside = request.POST.get("place") == "panel"
    address = _address(store, view, following, beside=beside)
    return (
        HttpResponse(headers={"HX-Redirect": address}) if _is_part(request) else redirect(address)
    )


def _next(request: StoreRequest, store: Store, view: str) -> ContactTask | None:
    """The next customer of the view, taken by the person; says so where there is none."""
    filters = filters_of(QueryDict(view))
    task = outreach.next_task(by=request.viewer, store=store, view=filters, now=datetime.now())
    if task is None:
        messages.info(request, _("Nobody is waiting to be called in this view."))
    return task


def _address(store: Store, view: str, task: ContactTask | None, *, beside: bool) -> str:
    """The worklist with a task's panel beside it, the task's own page, or the worklist alone."""
    worklist = reverse("desk:worklist", args=[store.code])
    query = QueryDict(view, mutable=True)
    if task is None:
        return f"{worklist}?{query.urlencode()}"
    if beside:
        query["task"] = str(task.pk)
        return f"{worklist}?{query.urlencode()}"
    page = reverse("desk:task", args=[store.code, task.pk])
    return f"{page}?{urlencode({'view': view})}" if view else page


def _told(saved: Saved) -> str:
    """What was stored, in one line."""
    said = [_("The call is saved.")]
    if saved.response:
        said.append(_("The interview is stored."))
    if saved.complaint or (saved.response and saved.response.is_alerting):
        said.append(_("A complaint was opened and the service manager told."))
    if saved.appointment:
        moment = saved.appointment.appointed_at.strftime("%Y-%m-%d %H:%M")
        said.append(_("Booked for %(moment)s.") % {"moment": moment})
    elif saved.attempt.next_at:
        moment = saved.attempt.next_at.strftime("%m-%d %H:%M")
        said.append(_("It comes back at %(moment)s.") % {"moment": moment})
    return " ".join(said)


@store_page(Permission.MAKE_CONTACTS)
def case(request: StoreRequest, store: Store, task_id: int) -> HttpResponse:
    """What lies behind the call, beside the form."""
    task = task_of(request, store, task_id)
    found = calling.case(request.viewer, store, task, datetime.now())
    shown = {"case": found, "task": task, **may(request, store)}
    return render(request, "desk/case.html", shown)


@store_page(Permission.MAKE_CONTACTS)
def gate(request: StoreRequest, store: Store, task_id: int) -> HttpResponse:
    """Whether the customer may be called now, and if not, why not."""
    task = task_of(request, store, task_id)
    verdict = calling.verdict(request.viewer, task, datetime.now())
    return render(request, "desk/gate.html", {"verdict": verdict})


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def opened(request: StoreRequest, store: Store, task_id: int) -> HttpResponse:
    """The car's history, and that it was opened: from now a lost customer may be rung."""
    task = task_of(request, store, task_id)
    now = datetime.now()
    open_history(by=request.viewer, task=task, now=now)
    if not _is_part(request):
        return redirect("desk:task", store_code=store.code, task_id=task.pk)
    cars = (task.vehicle,) if task.vehicle else ()
    about = About(store, cars, task.customer_id)
    page = history(request.viewer, about, before=now, limit=HISTORY_SHOWN)
    return render(request, "desk/opened.html", {"page": page, "task": task})


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def dialled(request: StoreRequest, store: Store, task_id: int, contact_id: int) -> HttpResponse:
    """Take the task, open the number, and ring it where there is a telephone system."""
    task = task_of(request, store, task_id)
    now = datetime.now()
    if task.customer is None:
        raise Http404(contact_id)
    contact = customers.contact(request.viewer, task.customer, contact_id)
    context: dict[str, Any] = {"task": task, "contact_id": contact_id, "now": now}
    status = 200
    try:
        context["number"] = dial(by=request.viewer, task=task, contact=contact, now=now)
        context["is_ringing"] = put_through(by=request.viewer, number=context["number"])
    except TelephoneFault as fault:
        context["sentence"] = fault.say(language())
    except Forbidden:
        raise
    except Refused as refusal:
        context["sentence"], status = refusal.say(language()), 409
    return render(request, "desk/dialled.html", context, status=status)


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def draft(request: StoreRequest, store: Store, task_id: int) -> HttpResponse:
    """Keep what was typed so far."""
    task = task_of(request, store, task_id)
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    kept = keep_draft(by=request.viewer, task=task, body=typed.urlencode(), now=datetime.now())
    return JsonResponse({"kept_at": kept.kept_at.strftime("%H:%M:%S")})


@require_POST
@store_page(Permission.MAKE_CONTACTS)
def following(request: StoreRequest, store: Store) -> HttpResponse:
    """Take the next customer of the view."""
    view = request.POST.get("view", "")
    task = _next(request, store, view)
    return redirect(_address(store, view, task, beside=request.POST.get("place") == "panel"))


@store_page(Permission.BOOK_APPOINTMENT)
def slots(request: StoreRequest, store: Store) -> HttpResponse:
    """The free times of a day, to be chosen with the arrows."""
    now = datetime.now()
    day = _day(request.GET.get("day", "")) or now.date()
    minutes = request.GET.get("minutes", "")
    found = free_slots(
        request.viewer,
        store,
        day,
        int(minutes) if minutes.isdecimal() and 0 < int(minutes) <= 600 else 60,
        job_type=request.GET.get("job_type", ""),
        after=now,
    )
    return render(request, "desk/slots.html", {"slots": found, "day": day})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
