"""The page of a customer, the page of a car, and their history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from careloop.customers import queries as customers
from careloop.customers.actions.corrections import CORRECTABLE
from careloop.customers.choices import CHANNEL_LABELS, PURPOSE_LABELS
from careloop.customers.models import Customer
from careloop.customers.queries.tags import tags, tags_of
from careloop.desk import timeline
from careloop.desk.forms import NewTaskForm
from careloop.desk.queries import people
from careloop.desk.queries.history import About, history
from careloop.desk.views.pages import may
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, missing_is_404, store_page


@store_page(Permission.VIEW_CUSTOMERS)
def customer(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """All that is known of a customer; the history follows on its own (``customer_history``)."""
    found = _customer(request, store, customer_id)
    viewer, now = request.viewer, datetime.now()
    if found.pk != customer_id:  # merged into another
        return redirect("desk:customer", store_code=store.code, customer_id=found.pk)
    cars = people.cars_of(viewer, found)
    context = {
        "customer": found,
        "cars": cars,
        "worth": people.worth(cars),
        "parties": customers.parties(viewer, found),
        "consents": customers.standing_consents(viewer, found),
        "tags": tags_of(viewer, found),
        "offered_tags": tags(viewer, store),
        "open": people.waiting(
            viewer,
            store,
            vehicle_ids=[car.vehicle.pk for car in cars],
            customer_id=customer_id,
            now=now,
        ),
    }
    return render(request, "desk/customer.html", may(request, store) | _dialogs(cars) | context)


@store_page(Permission.VIEW_CUSTOMERS)
def vehicle(request: StoreRequest, store: Store, vehicle_id: int) -> HttpResponse:
    """All that is known of a car, and whose it is."""
    car = _car(request, store, vehicle_id)
    viewer, now = request.viewer, datetime.now()
    context = {
        "car": car,
        "cars": [car],
        "customer": car.customer,
        "worth": people.worth([car]),
        "parties": customers.parties(viewer, car.customer) if car.customer else [],
        "open": people.waiting(viewer, store, vehicle_ids=[vehicle_id], customer_id=None, now=now),
    }
    return render(request, "desk/vehicle.html", may(request, store) | _dialogs([car]) | context)


@store_page(Permission.VIEW_CUSTOMERS)
def customer_history(request: StoreRequest, store: Store, customer_id: int) -> HttpResponse:
    """The customer's history, page by page, the newest first."""
    found = _customer(request, store, customer_id)
    held = customers.vehicles_of(request.viewer, found)
    about = About(store, tuple(entry.vehicle for entry in held), found.pk)
    return _history(request, about, found.name)


@store_page(Permission.VIEW_CUSTOMERS)
def vehicle_history(request: StoreRequest, store: Store, vehicle_id: int) -> HttpResponse:
    """The car's history, whoever it belonged to."""
    with missing_is_404():
        found = customers.vehicle(request.viewer, store, vehicle_id)
    return _history(request, About(store, (found.vehicle,)), found.vehicle.plate)


def _history(request: StoreRequest, about: About, whose: str) -> HttpResponse:
    before = _moment(request.GET.get("before", ""))
    kinds = [kind for kind in request.GET.getlist("kind") if kind in timeline.KINDS]
    page = history(request.viewer, about, before=before or datetime.now(), kinds=kinds)
    context = {
        "page": page,
        "kinds": timeline.KINDS.values(),
        "chosen": kinds,
        "is_first": before is None,
        "whose": whose,
        "address": request.path,
    }
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "desk/history.html" if part else "desk/history_page.html", context)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _customer(request: StoreRequest, store: Store, customer_id: int) -> Customer:
    with missing_is_404():
        found = customers.customer(request.viewer, store, customer_id)
    found.store = store  # known already
    return found


def _car(request: StoreRequest, store: Store, vehicle_id: int) -> people.Car:
    with missing_is_404():
        return people.car(request.viewer, store, vehicle_id)


def _dialogs(cars: Sequence[people.Car]) -> dict[str, Any]:
    """What the forms on the page offer."""
    held = [car.vehicle for car in cars]
    return {
        "task_form": NewTaskForm(
            cars=held,
            language=language(),
            initial={"due_on": date.today(), "vehicle": held[0].pk if held else None},
        ),
        "correctable": [(code, column.label) for code, column in CORRECTABLE.items()],
        "channels": CHANNEL_LABELS.items(),
        "purposes": PURPOSE_LABELS.items(),
    }
