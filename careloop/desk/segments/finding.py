"""Criteria as a query over a store's vehicles on file, their owners and their visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from careloop.core.kernel.periods import add_months
from careloop.core.segments.criteria import CHOSEN_BANDS, IN_WARRANTY, Criteria
from careloop.core.segments.dormancy import NEVER, seen_between
from careloop.customers.models import CustomerTag, StoreVehicle
from careloop.customers.queries import masked_phones
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import VisitSummary

ROWS_A_PAGE = 50
# decisions.md: where the end of a warranty is not on file, it is three years after purchase.
WARRANTY_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Size:
    """How many a segment holds."""

    vehicles: int
    customers: int


def cars(
    viewer: Viewer, store: Store, criteria: Criteria, on: date, *, first_only: bool = False
) -> QuerySet[StoreVehicle]:
    """The vehicles on file whose owner is known and that meet the criteria on a day.

    With ``first_only`` each vehicle's visits are looked up by themselves: quicker for one page,
    slower for all.
    """
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    return StoreVehicle.objects.filter(
        _visits(store, criteria, on, first_only), _age(criteria, on), _lists(criteria),
        _warranty(criteria, on), _tags(criteria), store=store, customer__isnull=False,
    )  # fmt: skip


def _visits(store: Store, criteria: Criteria, on: date, one_by_one: bool) -> Q:
    """What is asked of the visits, looked up in their summaries at once or one by one.

    A vehicle without a summary has been here never, so it is one of those that meet the criteria
    when never does; then those are named that do not.
    """
    numbers, bands = _numbers(criteria), _bands(criteria, on)
    if not numbers and not bands:
        return Q()
    here = VisitSummary.objects.filter(store=store)
    is_without = _meets_without_visits(criteria)
    told = here.exclude(numbers & bands) if is_without else here.filter(numbers & bands)
    if one_by_one:
        named = Q(Exists(told.filter(vehicle=OuterRef("vehicle"))))
    else:
        named = Q(vehicle__in=told.values("vehicle"))
    return ~named if is_without else named


def _meets_without_visits(criteria: Criteria) -> bool:
    is_any_band = not criteria.bands or NEVER.code in criteria.bands
    return is_any_band and not criteria.spend_from and not criteria.visits_from


def _numbers(criteria: Criteria) -> Q:
    bounds = {
        "total_fen__gte": _fen(criteria.spend_from),
        "total_fen__lte": _fen(criteria.spend_to),
        "paid_visits__gte": criteria.visits_from,
        "paid_visits__lte": criteria.visits_to,
    }
    return Q(**{name: value for name, value in bounds.items() if value is not None})


def _fen(yuan: int | None) -> int | None:
    return None if yuan is None else 100 * yuan


def _bands(criteria: Criteria, on: date) -> Q:
    """Any of the bands; none chosen: whatever the last visit."""
    found = Q()
    for band in CHOSEN_BANDS:
        if band.code not in criteria.bands:
            continue
        if band is NEVER:
            found |= Q(last_visit_on=None)
            continue
        after, until = seen_between(band, on)
        found |= (Q(last_visit_on__gt=after) if after else Q()) & (
            Q(last_visit_on__lte=until) if until else Q(last_visit_on__isnull=False)
        )
    return found


def _age(criteria: Criteria, on: date) -> Q:
    found = Q()
    if criteria.age_from is not None:
        found &= Q(vehicle__purchased_on__lte=add_months(on, -12 * criteria.age_from))
    if criteria.age_to is not None:
        found &= Q(vehicle__purchased_on__gt=add_months(on, -12 * criteria.age_to))
    return found


def _lists(criteria: Criteria) -> Q:
    columns = {
        "vehicle__model": criteria.models,
        "customer__sex": criteria.sexes,
        "customer__region": criteria.regions,
        "customer__occupation": criteria.occupations,
        "customer__kind": criteria.kinds,
        "customer__level": criteria.levels,
    }
    return Q(**{f"{name}__in": values for name, values in columns.items() if values})


def _warranty(criteria: Criteria, on: date) -> Q:
    """In or out of warranty; a car of which neither end nor purchase is known is in neither."""
    if not criteria.warranty:
        return Q()
    bought = add_months(on, -WARRANTY_MONTHS)
    unknown = Q(vehicle__warranty_ends_on=None)
    if criteria.warranty == IN_WARRANTY:
        return Q(vehicle__warranty_ends_on__gte=on) | unknown & Q(vehicle__purchased_on__gte=bought)
    return Q(vehicle__warranty_ends_on__lt=on) | unknown & Q(vehicle__purchased_on__lt=bought)


def _tags(criteria: Criteria) -> Q:
    if not criteria.tags:
        return Q()
    tagged = CustomerTag.objects.filter(customer=OuterRef("customer"), tag__name__in=criteria.tags)
    return Q(Exists(tagged))


def size(rows: QuerySet[StoreVehicle]) -> Size:
    """How many vehicles and how many different customers; one query."""
    counted = rows.aggregate(
        all_vehicles=Count("pk"), all_customers=Count("customer", distinct=True)
    )
    return Size(counted["all_vehicles"], counted["all_customers"])


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, the number masked."""

    file: StoreVehicle
    phone: str


def page(rows: QuerySet[StoreVehicle], after: int = 0, limit: int = ROWS_A_PAGE) -> list[Line]:
    """The rows beyond the file ``after``, in the order of the files."""
    shown = _with_visits(rows.filter(pk__gt=after).select_related("vehicle", "customer"))
    found = list(shown.order_by("pk")[:limit])
    phones = masked_phones({row.customer_id for row in found if row.customer_id})
    return [Line(row, phones.get(row.customer_id or 0, "")) for row in found]


def _with_visits(rows: QuerySet[StoreVehicle]) -> QuerySet[StoreVehicle]:
    """Each with ``last_visit_on``, ``paid_visits`` and ``spend_fen`` of its store."""
    summary = "vehicle__visitsummary"
    return rows.annotate(
        seen=FilteredRelation(summary, condition=Q(**{f"{summary}__store": F("store")})),
        last_visit_on=F("seen__last_visit_on"),
        paid_visits=Coalesce("seen__paid_visits", 0),
        spend_fen=Coalesce("seen__total_fen", 0),
    )
