"""Taking over, replying, investigating, levels and pauses; what is refused leaves all as it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from careloop.common.models import AuditRow
from careloop.complaints import actions
from careloop.complaints.choices import Level, State
from careloop.complaints.models import Event
from careloop.complaints.queries.people import owners
from careloop.complaints.rules import Stale
from careloop.core.kernel.errors import Refused
from careloop.notifications.models import Notice
from careloop.organisation.models import Employee, Store, Tenure, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.complaints.life import ON, RECEIVED, Life
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


def test_taking_over_owns_it_and_is_told_in_history_and_audit(life: Life) -> None:
    taken = life.take_over()
    assert (taken.state, taken.owner, taken.taken_over_at) == (
        State.TAKEN_OVER, life.owner, ON[0],
    )  # fmt: skip
    assert (taken.revision, taken.changed_run) == (1, None)
    told = [(event.deed, event.by, event.state) for event in taken.events.all()]
    assert told == [("open", life.owner, "recorded"), ("take_over", life.owner, "taken_over")]
    row = AuditRow.objects.get(action="complaint.take_over")
    assert row.detail == {"state": "taken_over", "owner": life.owner.pk}


def test_change_on_an_old_version_is_refused_with_what_stands(life: Life) -> None:
    old = life.now
    life.take_over()
    with pytest.raises(Stale, match="changed by somebody else") as refused:
        actions.reply(by=life.li, complaint=old, revision=old.revision, now=ON[1], note="已联系")
    assert refused.value.current.owner == life.owner
    assert life.now.first_reply_at is None
    assert not Event.objects.filter(deed="reply").exists()


def test_supervisor_gives_it_and_the_new_owner_is_told(life: Life) -> None:
    life.take_over()
    Notice.objects.all().delete()
    given = life.do("take_over", ON[1], life.li, owner=life.colleague)
    assert (given.owner, given.taken_over_at) == (life.colleague, ON[0])
    (notice,) = Notice.objects.all()
    assert (notice.recipient, notice.is_urgent) == (life.colleague, True)
    assert notice.link.endswith(f"/complaints/{given.pk}/")


def test_agents_do_not_give_nor_take_from_each_other(life: Life) -> None:
    with pytest.raises(Forbidden):
        life.do("take_over", ON[0], owner=life.colleague)
    life.take_over()
    with pytest.raises(Forbidden):
        life.do("take_over", ON[1], life.sun)
    assert life.now.owner == life.owner


def _left(life: Life, books: Books) -> None:
    life.colleague.employee = books.employee("A9", until=date(2026, 9, 1))
    life.colleague.save()


def _gone(life: Life, books: Books) -> None:
    life.colleague.employee = books.employee("A9")
    life.colleague.save()
    Employee.objects.filter(employee_no="A9").update(left_on=date(2026, 9, 1))


def _shut_out(life: Life, books: Books) -> None:
    User.objects.filter(pk=life.colleague.pk).update(is_active=False)


@pytest.mark.parametrize("leave", [_left, _gone, _shut_out])
def test_who_has_left_owns_no_complaint(
    life: Life, books: Books, leave: object, store: Store
) -> None:
    leave(life, books)  # type: ignore[operator]
    person = User.objects.get(pk=life.colleague.pk)
    with pytest.raises(Refused, match="has left"):
        life.do("take_over", ON[0], life.li, owner=person)
    assert life.now.owner is None
    assert person not in owners(life.li, store, ON[0].date())


def test_who_changed_posts_still_owns(life: Life, books: Books, store: Store) -> None:
    _left(life, books)
    Tenure.objects.create(
        employee=Employee.objects.get(employee_no="A9"),
        post="call_agent",
        started_on=date(2026, 9, 1),
        changed_at=RECEIVED,
    )
    assert life.colleague in owners(life.li, store, ON[0].date())


def test_strangers_own_no_complaint_here(life: Life, outsider: User) -> None:
    with pytest.raises(Refused, match="may not handle"):
        life.do("take_over", ON[0], life.li, owner=outsider)


def test_system_takes_nothing_over_itself(life: Life) -> None:
    with pytest.raises(Refused, match="not said who owns"):
        life.do("take_over", ON[0], Viewer.system())


def test_first_reply_counts_later_ones_are_only_told(life: Life) -> None:
    first = life.do("reply", ON[0], note="已告知正在调查")
    again = life.do("reply", ON[1], note="零件周五到货")
    assert (first.first_reply_at, again.first_reply_at) == (ON[0], ON[0])
    notes = Event.objects.filter(deed="reply").values_list("note", flat=True)
    assert list(notes) == ["已告知正在调查", "零件周五到货"]


def test_empty_reply_is_refused(life: Life) -> None:
    with pytest.raises(Refused, match="What the customer was told"):
        life.do("reply", ON[0], note="  ")
    assert life.now.first_reply_at is None


def test_deed_before_receipt_is_refused(life: Life) -> None:
    with pytest.raises(Refused, match=r"“now” .* lies before “received”"):
        life.do("reply", RECEIVED - timedelta(hours=1), note="早了")


def test_investigation_is_kept_until_it_is_complete(life: Life, books: Books) -> None:
    books.employee("A7")
    life.take_over()
    part = life.investigate(is_complete=False, is_valid=None, responsible_no="A7")
    assert (part.state, part.investigated_at, part.is_valid) == (State.TAKEN_OVER, None, None)
    whole = life.investigate(cause="parts")
    assert (whole.state, whole.investigated_at, whole.is_valid) == (
        State.INVESTIGATED, ON[1], True,
    )  # fmt: skip
    assert (whole.cause, whole.responsible_no) == ("parts", "A7")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"note": ""}, "Investigation"),
        ({"is_valid": None}, "Whether the complaint is valid"),
        ({"is_valid": False, "invalid_reason": " "}, "Why it is not valid"),
        ({"cause": "weather"}, "weather"),
        ({"responsible_no": "X"}, "no employee with number “X”"),
    ],
)
def test_investigation_that_says_too_little_is_refused(
    life: Life, said: dict[str, object], why: str
) -> None:
    life.take_over()
    before = life.now
    with pytest.raises(Refused, match=why):
        life.investigate(**said)
    assert (life.now.revision, life.now.investigation) == (before.revision, "")


def test_finding_it_not_valid_is_for_supervisors(life: Life) -> None:
    life.take_over()
    refusal = {
        "note": "车辆正常",
        "is_valid": False,
        "invalid_reason": "正常磨损",
        "is_complete": True,
    }
    with pytest.raises(Forbidden):
        life.do("investigate", ON[1], **refusal)
    found = life.do("investigate", ON[1], life.li, **refusal)
    assert (found.is_valid, found.invalid_reason) == (False, "正常磨损")
    with pytest.raises(Forbidden):
        life.do("investigate", ON[2], **refusal | {"is_valid": True})


def test_levels_rise_one_at_a_time_and_go_back_with_a_reason(life: Life) -> None:
    life.take_over()
    with pytest.raises(Refused, match="one level at a time"):
        life.do("raise_level", ON[0], life.li, level="region")
    assert life.do("raise_level", ON[0], level="management").level == Level.MANAGEMENT
    with pytest.raises(Forbidden):
        life.do("raise_level", ON[1], level="region")
    assert life.do("raise_level", ON[1], life.li, level="region").level == Level.REGION
    with pytest.raises(Refused, match="Why it goes back"):
        life.do("raise_level", ON[2], life.li, level="management")
    back = life.do("raise_level", ON[2], life.li, level="management", note="区域已授权门店处理")
    codes = Event.objects.filter(deed="raise_level").values_list("code", flat=True)
    assert (back.level, list(codes)) == ("management", ["management", "region", "management"])


@pytest.mark.parametrize(
    ("level", "why"), [("moon", "no level “moon”"), ("store", "cannot go to “Store”")]
)
def test_levels_that_are_none_or_stay_are_refused(life: Life, level: str, why: str) -> None:
    life.take_over()
    with pytest.raises(Refused, match=why):
        life.do("raise_level", ON[0], level=level)


def test_owner_is_told_when_the_level_changes(life: Life) -> None:
    life.take_over()
    Notice.objects.all().delete()
    life.do("raise_level", ON[0], life.li, level="management")
    assert [notice.recipient for notice in Notice.objects.all()] == [life.owner]


def test_plan_belongs_to_the_region(life: Life) -> None:
    life.take_over()
    with pytest.raises(Refused, match="not with the manufacturer's region"):
        life.do("plan_of_region", ON[0], text="更换总成")
    life.do("raise_level", ON[0], life.li, level="management")
    life.do("raise_level", ON[0], life.li, level="region")
    assert life.do("plan_of_region", ON[1], text=" 更换总成 ").region_plan == "更换总成"


def test_pause_stops_the_clocks_until_it_ends(life: Life) -> None:
    running = life.take_over()
    due, climbs = running.solution_due_at, running.escalates_at
    paused = life.do("pause", ON[0], reason="part", note="等卡钳")
    assert due is not None
    assert (paused.solution_due_at, paused.escalates_at) == (None, None)
    assert paused.duty_due_at is not None
    resumed = life.do("resume", ON[2])
    (pause,) = resumed.pauses.all()
    assert (pause.began_at, pause.ended_at, pause.by) == (ON[0], ON[2], life.owner)
    assert resumed.solution_due_at is not None
    assert resumed.solution_due_at > due
    assert climbs is not None
    assert resumed.escalates_at is not None


def test_pauses_follow_each_other(life: Life) -> None:
    life.take_over()
    with pytest.raises(Refused, match="not paused"):
        life.do("resume", ON[0])
    with pytest.raises(Refused, match="no reason “sleep”"):
        life.do("pause", ON[0], reason="sleep")
    life.do("pause", ON[0], reason="customer")
    with pytest.raises(Refused, match="paused already"):
        life.do("pause", ON[1], reason="part")
    assert life.now.pauses.count() == 1


def test_outsiders_do_nothing(life: Life, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        life.do("take_over", ON[0], as_outsider)
    with pytest.raises(Forbidden):
        life.do("reply", ON[0], as_outsider, note="你好")
    assert life.now.revision == 0


def test_now_is_what_is_stored(life: Life) -> None:
    at = datetime(2026, 9, 9, 14, 30)
    assert life.do("reply", at, note="已联系").changed_at == at
