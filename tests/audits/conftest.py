"""A store that inspects its lounge: a checker with a staff file, a head of service, a checklist."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from careloop.audits import actions
from careloop.audits.choices import Rhythm, Subject
from careloop.audits.models import Checklist, Inspection, Plan
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import (
    Answers,
    ChecklistContent,
    Item,
    Scale,
    Section,
    content_from,
)
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer
from tests.mart.books import Books

MONDAY = date(2026, 3, 2)  # a month without legal holidays
NOW = datetime(2026, 3, 2, 9, 0)
SOON = MONDAY + timedelta(days=3)


def on(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour)


def picture(name: str = "p.jpg", size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> Any:
    """A photo as a browser sends it."""
    written = io.BytesIO()
    Image.new("RGB", size, "red").save(written, kind)
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def host(books: Books) -> Employee:
    """Sun, who looks after the lounge and puts right what is wrong there."""
    return books.employee("E1", post="care_specialist")


@pytest.fixture
def checker(store: Store, books: Books) -> User:
    """Qian, the process checker of ``store``."""
    return organisation.add_user(
        by=Viewer.system(),
        username="qian",
        password="Right-horse-7",
        role=Role.PROCESS_CHECKER.value,
        store=store,
        display_name="钱",
        employee=books.employee("E2", post="process_checker"),
    )


@pytest.fixture
def manager(store: Store, books: Books) -> User:
    """Zhou, the service manager of ``store``: responsible for what is found."""
    return organisation.add_user(
        by=Viewer.system(),
        username="zhou",
        password="Right-horse-7",
        role=Role.SERVICE_MANAGER.value,
        store=store,
        display_name="周",
        employee=books.employee("E3", post="service_manager"),
    )


@pytest.fixture
def as_checker(checker: User) -> Viewer:
    return viewer_for(checker)


@pytest.fixture
def as_manager(manager: User) -> Viewer:
    return viewer_for(manager)


@pytest.fixture
def lounge(store: Store) -> Checklist:
    """The lounge list that comes ready, in use."""
    return actions.adopt(by=Viewer.system(), store=store, code="lounge", now=NOW)


@pytest.fixture
def short(store: Store) -> Checklist:
    """A list of the store's own: tidy (pass or fail, with photo) and fresh (0–5, weight 3)."""
    saved = actions.save_checklist(
        by=Viewer.system(),
        store=store,
        code="short",
        name=Text(zh="短表", en="Short list"),
        content=SHORT,
        based_on=0,
    )
    return actions.publish(by=Viewer.system(), checklist=saved, now=NOW)


SHORT = ChecklistContent(
    (
        Section(
            "all",
            Text(zh="全部", en="All"),
            (
                Item("tidy", Text(zh="整洁", en="Tidy"), Scale.PASS_FAIL, photo_required=True),
                Item("fresh", Text(zh="空气清新", en="Fresh air"), Scale.POINTS_5, weight=3),
            ),
        ),
    )
)


@pytest.fixture
def begun(as_checker: Viewer, store: Store, lounge: Checklist) -> Inspection:
    """A lounge inspection Qian began."""
    return actions.start_unplanned(by=as_checker, store=store, checklist_code="lounge", now=NOW)


@pytest.fixture
def due(store: Store, lounge: Checklist) -> Inspection:
    """A lounge inspection the plan made due."""
    planned(store)
    actions.make_due(now=NOW)
    return Inspection.objects.get()


def all_full(inspection: Inspection, **other: int | None) -> dict[str, int | None]:
    """Full points everywhere but where ``other`` says so."""
    content = content_from(inspection.checklist.content)
    return {item.code: item.most for item in content.items} | other


def draft(
    by: Viewer, one: Inspection, answers: dict[str, int | None], device: str = "", **more: object
) -> Inspection:
    return actions.save_draft(
        by=by,
        inspection=one,
        revision=more.pop("revision", one.revision),  # type: ignore[arg-type]
        answers=answers,
        remarks=more.pop("remarks", {}),  # type: ignore[arg-type]
        now=NOW,
        device=device,
        **more,  # type: ignore[arg-type]
    )


def finished(
    by: Viewer,
    inspection: Inspection,
    answers: Answers,
    findings: Sequence[actions.NewFinding] = (),
    now: datetime = NOW,
) -> Inspection:
    """The inspection finished as it stands."""
    return actions.finish(
        by=by,
        inspection=inspection,
        revision=inspection.revision,
        answers=answers,
        remarks={},
        findings=findings,
        now=now,
    )


def put_right(item: str, owner: Employee, due_on: date = SOON) -> actions.NewFinding:
    return actions.NewFinding(item=item, action="重新调试", owner=owner, due_on=due_on)


def planned(
    store: Store,
    rhythm: Rhythm = Rhythm.DAILY,
    subject: Subject = Subject.PLACE,
    code: str = "lounge",
    since: date = MONDAY,
    **fields: Any,
) -> Plan:
    """A plan made the day it starts."""
    return actions.plan(
        by=Viewer.system(),
        store=store,
        checklist_code=code,
        rhythm=rhythm,
        subject=subject,
        starts_on=since,
        now=on(since),
        **fields,
    )
