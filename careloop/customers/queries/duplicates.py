"""Customers of a store who may be one and the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from careloop.common.crypto import last_four_index, masked, phone_index
from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text
from careloop.customers.duplicates import LIKENESSES, Person, groups, keys, weight
from careloop.customers.models import (
    Contact,
    Customer,
    DuplicatePair,
    Ownership,
    StoreVehicle,
    Vehicle,
)
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

GROUPS_A_PAGE = 20
AT_ONCE = 20_000
_NEW = 0  # the id of a customer not stored yet


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer on file who may be the one being entered, and why."""

    customer: Customer
    reasons: tuple[Text, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Member:
    """One of a group, as the page shows them; numbers masked."""

    customer: Customer
    phones: tuple[str, ...]
    cars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Customers who may be one; ``reasons`` are those of all their pairs."""

    members: tuple[Member, ...]
    reasons: tuple[Text, ...]
    weight: int


def likely(
    viewer: Viewer, store: Store, *, name: str, phone: str = "", plate: str = ""
) -> list[Likely]:
    """Who on file may be the customer about to be entered, the surest first."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    new = Person(
        id=_NEW,
        name=name,
        numbers=(phone_index(phone),) if phone else (),
        last_fours=(last_four_index(phone),) if last_four_index(phone) else (),
        plates=(fold(plate),) if plate else (),
    )
    customers = {row.pk: row for row in _near(store, new)}
    sought = dict(keys(new))
    found: list[Likely] = []
    for person in people(store, Customer.objects.filter(pk__in=customers)):
        codes = {sought[key].code for key, _ in keys(person) if key in sought}
        if codes:
            found.append(Likely(customers[person.id], _texts(codes), weight(codes)))
    return sorted(found, key=lambda one: -one.weight)


def _near(store: Store, new: Person) -> QuerySet[Customer]:
    """The customers worth comparing with a new one: a number, last digits or plate in common."""
    ids: set[int] = set()
    contacts = Contact.objects.filter(customer__store=store)
    if new.numbers:
        same = contacts.filter(phone_index__in=new.numbers)
        similar = contacts.filter(last_four_index__in=new.last_fours)
        ids |= set(same.union(similar).values_list("customer_id", flat=True))
    if new.plates:
        plated = Vehicle.objects.filter(plate__in=_widths(new.plates), group_id=store.group_id)
        cars = StoreVehicle.objects.filter(store=store, vehicle__in=list(plated))
        ids |= {pk for pk in cars.values_list("customer_id", flat=True) if pk}
    return Customer.objects.filter(pk__in=ids, merged_into=None)


def _widths(plates: Iterable[str]) -> list[str]:
    return [spelling for plate in plates for spelling in (plate, plate.upper())]


def _texts(codes: Iterable[str]) -> tuple[Text, ...]:
    known = [LIKENESSES[code] for code in codes if code in LIKENESSES]
    return tuple(one.text for one in sorted(known, key=lambda one: (-one.weight, one.code)))


def people(store: Store, customers: QuerySet[Customer] | None = None) -> Iterator[Person]:
    """What is compared of all of a store's customers, or of some; four queries."""
    some = None if customers is None else list(customers.values_list("pk", flat=True))
    rows = Customer.objects.filter(store=store, merged_into=None)
    contacts = Contact.objects.filter(customer__store=store).exclude(phone_index="")
    filed = StoreVehicle.objects.filter(store=store, customer__isnull=False)
    owned = Ownership.objects.filter(customer__store=store)
    if some is not None:
        rows, contacts = rows.filter(pk__in=some), contacts.filter(customer__in=some)
        filed, owned = filed.filter(customer__in=some), owned.filter(customer__in=some)
    numbers = _by_customer(contacts, "phone_index", "last_four_index")
    plates = _by_customer(filed, "vehicle__plate")
    for customer_id, values in _by_customer(owned, "vehicle__plate").items():
        plates[customer_id] |= values
    for pk, name, birthday, address in rows.values_list(
        "pk", "name", "birthday", "address"
    ).iterator(chunk_size=AT_ONCE):
        told = numbers.get(pk, set())
        yield Person(
            id=pk,
            name=name,
            birthday=birthday,
            address=address,
            numbers=tuple({number for number, _ in told}),
            last_fours=tuple({digits for _, digits in told if digits}),
            plates=tuple({fold(plate) for (plate,) in plates.get(pk, ()) if plate}),
        )


def _by_customer(rows: QuerySet, *columns: str) -> dict[int, set[tuple[str, ...]]]:  # type: ignore[type-arg]
    found: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for customer_id, *values in rows.values_list("customer_id", *columns).iterator(AT_ONCE):
        found[customer_id].add(tuple(values))
    return found


def open_pairs(viewer: Viewer, store: Store) -> list[DuplicatePair]:
    """The pairs found and not called different, the surest first."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    rows = DuplicatePair.objects.filter(store=store, is_dismissed=False)
    return list(rows.order_by("-weight", "pk"))


def duplicate_groups(
    viewer: Viewer, store: Store, page: int = 1
) -> tuple[list[DuplicateGroup], int]:
    """One page of groups, the surest first, and how many groups there are."""
    found = open_pairs(viewer, store)
    all_groups = groups((pair.first_id, pair.second_id) for pair in found)
    shown = all_groups[GROUPS_A_PAGE * (page - 1) : GROUPS_A_PAGE * page]
    members = _members(store, [pk for group in shown for pk in group])
    codes: dict[int, set[str]] = defaultdict(set)
    for pair in found:
        codes[pair.first_id] |= set(pair.reasons)
    described = [_group(group, members, codes) for group in shown]
    return [group for group in described if len(group.members) > 1], len(all_groups)


def _group(
    ids: list[int], members: dict[int, Member], codes: dict[int, set[str]]
) -> DuplicateGroup:
    why = set().union(*(codes.get(pk, set()) for pk in ids))
    here = tuple(members[pk] for pk in ids if pk in members)
    return DuplicateGroup(here, _texts(why), weight(why))


def _members(store: Store, ids: list[int]) -> dict[int, Member]:
    phones: dict[int, list[str]] = defaultdict(list)
    for row in Contact.objects.filter(customer__in=ids).exclude(phone_index=""):
        phones[row.customer_id].append(masked(row.phone))
    cars: dict[int, list[str]] = defaultdict(list)
    for file in StoreVehicle.objects.filter(customer__in=ids).select_related("vehicle"):
        if file.customer_id:
            cars[file.customer_id].append(f"{file.vehicle.plate} {file.vehicle.model}".strip())
    rows = Customer.objects.filter(store=store, pk__in=ids, merged_into=None)
    return {row.pk: Member(row, tuple(phones[row.pk]), tuple(cars[row.pk])) for row in rows}
