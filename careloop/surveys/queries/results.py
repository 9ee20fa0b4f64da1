"""Reads of scores: counted by the database, put together by question, advisor, group or store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf, TruncDate

from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.periods import Period
from careloop.core.scoring.ready_sheets import MYSTERY_SHOPPER
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store, Tenure
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder
from careloop.surveys.models import Answer, Response
from careloop.surveys.queries.sheets import survey_settings
from careloop.surveys.tallies import Tally

Axis = Literal["question", "advisor", "group", "store"]
Asked = Literal["question", "item"]
ADVISOR_POST = "service_advisor"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a score belongs. ``who`` is an employee number, a group's code or a store's id,
    blank on the axis of questions and where it is not known; ``asked`` a question or an item."""

    who: str
    asked: str
    is_external: bool


Scores = Mapping[Place, Tally]


def scores(
    viewer: Viewer,
    store_ids: Sequence[int],
    period: Period,
    *,
    axis: Axis,
    asked: Asked = "question",
    questionnaire: str = "",
) -> Scores:
    """Every scored answer of the period, counted by axis, question and who asked."""
    rows = _within(viewer, store_ids, period).filter(score_e4__isnull=False)
    if questionnaire:
        rows = rows.filter(response__questionnaire=questionnaire)
    rows = rows.annotate(day=TruncDate("response__answered_at"))
    rows = rows.annotate(who=_who(axis), of=_asked(asked), external=F("response__is_external"))
    if asked == "item":
        rows = rows.filter(of__in=SURVEY_ITEM.codes)
    counted = rows.values_list("who", "of", "external", "score_e4").annotate(count=Count("pk"))
    found: dict[Place, Tally] = defaultdict(Tally)
    for who, of, external, score_e4, count in counted.order_by():
        found[Place(str(who or ""), of, bool(external))].counts[score_e4] += count
    return dict(found)


def _within(viewer: Viewer, store_ids: Sequence[int], period: Period) -> QuerySet[Answer]:
    allowed = [pk for pk in store_ids if viewer.may(Permission.VIEW_ANSWERS, pk)]
    return Answer.objects.filter(
        response__store_id__in=allowed,
        response__answered_at__gte=period.start,
        response__answered_at__lt=period.end,
    )


def _asked(asked: Asked) -> Any:
    """An imported MOT answer has the item for its question."""
    if asked == "item":
        return Coalesce(NullIf(F("item"), Value("")), F("question"))
    return F("question")


def _who(axis: Axis) -> Any:
    match axis:
        case "advisor":
            return _advisor_no("response__")
        case "group":
            return Subquery(_group_held())
        case "store":
            return F("response__store_id")
        case _:
            return Value("")


def _advisor_no(to_response: str = "") -> Any:
    """The advisor named, else the one of the order, as the mart has it."""
    order = RepairOrder.objects.filter(
        store_id=OuterRef(f"{to_response}store_id"), ro_no=OuterRef(f"{to_response}ro_no")
    )
    return Coalesce(
        NullIf(F(f"{to_response}advisor_no"), Value("")),
        Subquery(order.values("advisor__employee_no")[:1]),
    )


def _group_held() -> QuerySet[Tenure, Any]:
    """The group the advisor belonged to on the day of the answer; of several the last joined."""
    order = RepairOrder.objects.filter(
        store_id=OuterRef(OuterRef("response__store_id")),
        ro_no=OuterRef(OuterRef("response__ro_no")),
    )
    advisor_no = Coalesce(
        NullIf(OuterRef("response__advisor_no"), Value("")),
        Subquery(order.values("advisor__employee_no")[:1]),
    )
    return (
        Tenure.objects.filter(employee__store_id=OuterRef("response__store_id"))
        .filter(employee__employee_no=advisor_no)
        .filter(Q(started_on=None) | Q(started_on__lte=OuterRef("day")))
        .filter(Q(ended_on=None) | Q(ended_on__gte=OuterRef("day")))
        .exclude(group_code="")
        .order_by(F("started_on").desc(nulls_last=True), "-pk")
        .values("group_code")[:1]
    )


@dataclass(frozen=True, slots=True)
class Samples:
    """How many responses stand behind the figures, and whether external ones name an advisor."""

    own: int
    external: int
    external_without_advisor: int


def samples(viewer: Viewer, store_ids: Sequence[int], period: Period) -> Samples:
    """The reconciliation of SUR-16: the advisors' external samples add to the period's."""
    counted = Counter[tuple[bool, bool]]()
    rows = _responses(viewer, store_ids, period).annotate(who=_advisor_no())
    for external, who, count in rows.values_list("is_external", "who").annotate(n=Count("pk")):
        counted[bool(external), bool(who)] += count
    external = counted[True, True] + counted[True, False]
    own = counted[False, True] + counted[False, False]
    return Samples(own, external, counted[True, False])


def _responses(viewer: Viewer, store_ids: Sequence[int], period: Period) -> QuerySet[Response]:
    allowed = [pk for pk in store_ids if viewer.may(Permission.VIEW_ANSWERS, pk)]
    return Response.objects.filter(
        store_id__in=allowed, answered_at__gte=period.start, answered_at__lt=period.end
    ).order_by()


def vehicles_received(
    viewer: Viewer, store_ids: Sequence[int], period: Period
) -> Mapping[str, int]:
    """Orders opened in the period for each advisor's number, internal ones excluded (SUR-07)."""
    allowed = [pk for pk in store_ids if viewer.may(Permission.VIEW_ANSWERS, pk)]
    orders = RepairOrder.objects.filter(
        store_id__in=allowed,
        opened_at__gte=period.start,
        opened_at__lt=period.end,
        is_internal=False,
        advisor__isnull=False,
    ).exclude(job_type="internal")
    return dict(orders.values_list("advisor__employee_no").annotate(n=Count("pk")).order_by())


def employee_names(viewer: Viewer, store_ids: Sequence[int]) -> Mapping[str, str]:
    """The names of staff by number, where the file has them."""
    allowed = [pk for pk in store_ids if viewer.may(Permission.VIEW_ANSWERS, pk)]
    named = Employee.objects.filter(store_id__in=allowed).exclude(name="")
    return dict(named.values_list("employee_no", "name"))


def questionnaires_answered(viewer: Viewer, store_ids: Sequence[int], period: Period) -> list[str]:
    """The codes of the questionnaires answered in the period."""
    found = _responses(viewer, store_ids, period).values_list("questionnaire", flat=True)
    return sorted(found.distinct())


@dataclass(frozen=True, slots=True)
class Sampled:
    """How many of an advisor's customers were interviewed this month, of how many wanted."""

    employee_no: str
    name: str
    done: int
    quota: int

    @property
    def missing(self) -> int:
        return max(0, self.quota - self.done)


def sampling(viewer: Viewer, store: Store, month: Period) -> list[Sampled]:
    """The quota of each advisor of the month and what is done of it by the store itself."""
    viewer.require(Permission.VIEW_ANSWERS, store.pk)
    own = _responses(viewer, [store.pk], month).exclude(is_external=True)
    own = own.exclude(questionnaire=MYSTERY_SHOPPER.code)  # the shopper is no customer
    done = dict(own.annotate(who=_advisor_no()).values_list("who").annotate(n=Count("pk")))
    done.pop(None, None)
    names = dict(employee_names(viewer, [store.pk]))
    quota = survey_settings(store).advisor_quota
    numbers = sorted(_advisors(store.pk, month.start, month.end) | set(done))
    return [Sampled(no, names.get(no, no), done.get(no, 0), quota) for no in numbers]


def _advisors(store_id: int, start: date, end: date) -> set[str]:
    """The numbers of those who were advisors on some day from ``start`` to before ``end``."""
    held = Tenure.objects.filter(employee__store_id=store_id, post=ADVISOR_POST)
    held = held.filter(Q(started_on=None) | Q(started_on__lt=end))
    held = held.filter(Q(ended_on=None) | Q(ended_on__gte=start))
    return set(held.values_list("employee__employee_no", flat=True))
