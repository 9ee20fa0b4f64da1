"""Meetings: the rhythm and what is late, the plan, the record with its decisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.periods import Period
from careloop.improvement import actions, queries
from careloop.improvement.gatherings import Decisions, HoldMeetingForm, PlanMeetingForm
from careloop.improvement.models import Meeting
from careloop.improvement.views import frame as asked
from careloop.improvement.views.frame import FormPage, form_page, frame, kept, staff
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page

PREFIX = "decision"


@store_page(Permission.VIEW_IMPROVEMENT)
def meetings(request: StoreRequest, store: Store) -> HttpResponse:
    """What is late, what comes, what was held in a year."""
    year = asked.year_asked(request)
    listed = queries.meetings(request.viewer, store, Period.year(year))
    beats = queries.rhythm(request.viewer, store, asked.today())
    context = frame(request, store, "meetings") | {
        "year": year,
        "rhythm": [beat for beat in beats if not beat.code.startswith("training:")],
        "planned": [one for one in reversed(listed) if one.held_at is None],
        "held": [one for one in listed if one.held_at is not None],
    }
    return render(request, "improvement/meetings.html", context)


@store_page(Permission.MANAGE_IMPROVEMENT)
def plan(request: StoreRequest, store: Store) -> HttpResponse:
    """A meeting to come."""
    begun = {"kind": request.GET.get("kind", ""), "planned_at": asked.now().replace(second=0)}
    form = PlanMeetingForm(
        request.POST or None, initial=begun, language=language(), staff=staff(request, store)
    )
    made: list[Meeting] = []
    if form.is_valid() and kept(form, lambda: made.append(_plan(request, store, form))):
        return redirect("improvement:meeting", store_code=store.code, pk=made[0].pk)
    page = FormPage("meetings", _("Plan a meeting"), _list(store))
    return form_page(request, store, form, page)


def _plan(request: StoreRequest, store: Store, form: PlanMeetingForm) -> Meeting:
    return actions.plan_meeting(by=request.viewer, store=store, now=asked.now(), **form.given())


@store_page(Permission.VIEW_IMPROVEMENT)
def meeting(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """The plan of a meeting, or its record as it is printed and signed."""
    with missing_is_404():
        found = queries.meeting(request.viewer, store, pk)
    context = frame(request, store, "meetings") | {"meeting": found}
    return render(request, "improvement/meeting.html", context)


@store_page(Permission.MANAGE_IMPROVEMENT)
def change(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """The plan of a meeting to come, the record of one held."""
    found = _found(request, store, pk)
    kind: Any = PlanMeetingForm if found.held_at is None else HoldMeetingForm
    more = {"language": language()} if kind is PlanMeetingForm else {}
    form = kind(
        request.POST or None, initial=_begun(found, kind), staff=staff(request, store), **more
    )
    if found.held_at is not None:
        del form.fields["held_at"]
    if form.is_valid() and kept(form, lambda: _change(request, found, form)):
        return redirect("improvement:meeting", store_code=store.code, pk=pk)
    page = FormPage("meetings", _("Change the meeting"), _page(store, pk))
    return form_page(request, store, form, page)


def _begun(found: Meeting, kind: Any) -> dict[str, Any]:
    held = {name: getattr(found, name) for name in kind.fields_kept if name != "people"}
    return held | {"people": list(found.people.all()), "revision": found.revision}


def _change(request: StoreRequest, found: Meeting, form: Any) -> None:
    actions.change_meeting(
        by=request.viewer,
        meeting=found,
        revision=form.cleaned_data["revision"] or 0,
        now=asked.now(),
        **form.given(),
    )


@store_page(Permission.MANAGE_IMPROVEMENT)
def hold(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """Who was there, what was said, what was decided."""
    found, people = _found(request, store, pk), staff(request, store)
    posted = request.POST or None
    begun = _begun(found, HoldMeetingForm) | {
        "held_at": min(found.planned_at, asked.now().replace(second=0)),
        "minutes": found.minutes or found.agenda,
    }
    form = HoldMeetingForm(posted, initial=begun, staff=people)
    decisions = Decisions(posted, prefix=PREFIX, form_kwargs={"staff": people})
    is_valid = bool(posted) and all([form.is_valid(), decisions.is_valid()])
    if is_valid and kept(form, lambda: _hold(request, found, form, decisions)):
        return redirect("improvement:meeting", store_code=store.code, pk=pk)
    context = frame(request, store, "meetings") | {
        "meeting": found,
        "form": form,
        "decisions": decisions,
        "staff": people,
    }
    status = 422 if posted else 200
    return render(request, "improvement/hold_meeting.html", context, status=status)


def _hold(request: StoreRequest, found: Meeting, form: HoldMeetingForm, decisions: Any) -> None:
    made = [row.given() for row in decisions.forms]
    actions.hold_meeting(
        by=request.viewer,
        meeting=found,
        revision=form.cleaned_data["revision"] or 0,
        decisions=[decision for decision in made if decision],
        now=asked.now(),
        **form.given(),
    )


@require_POST
@store_page(Permission.MANAGE_IMPROVEMENT)
def cancel(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """Take a planned meeting off the list."""
    found, revision = _found(request, store, pk), asked.revision(request)
    return asked.done(
        request,
        lambda: actions.cancel_meeting(
            by=request.viewer, meeting=found, revision=revision, now=asked.now()
        ),
        _("The meeting was taken off the list."),
        "improvement:meetings",
        store_code=store.code,
    )


def _found(request: StoreRequest, store: Store, pk: int) -> Meeting:
    with missing_is_404():
        return queries.meeting(request.viewer, store, pk)


def _list(store: Store) -> str:
    return reverse("improvement:meetings", kwargs={"store_code": store.code})


def _page(store: Store, pk: int) -> str:
    return reverse("improvement:meeting", kwargs={"store_code": store.code, "pk": pk})
