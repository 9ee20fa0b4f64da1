"""Everything that happened in the three stores between two days, before it is written down."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from careloop.demo import insurance, surveys
from careloop.demo.appointments import Appointment, BookingDesk
from careloop.demo.calls import Call, CallDesk
from careloop.demo.complaints import Complaint, ComplaintDesk, Suggestion, hurt_visits, suggestions
from careloop.demo.dice import Dice
from careloop.demo.fleet import Showroom, Vehicle
from careloop.demo.insurance import Policy
from careloop.demo.orders import Order, OrderDesk
from careloop.demo.people import Registry, Staff
from careloop.demo.seasons import OpenDays
from careloop.demo.stores import STORES, Profile
from careloop.demo.surveys import Answer, Score
from careloop.demo.visits import Journey, Visit, Workshops, house_cars

YEARS = 3
YEARS_BEFORE = 5  # cars sold before the period still come
BOOKED_AHEAD = 6  # days for which visits are booked already
DORMANT_KEPT = 0.07  # of the cars that never came in the period, still on file


@dataclass(slots=True)
class Period:
    """Years of whole months before this one, and this month up to yesterday."""

    first: date
    last: date
    years: int

    @staticmethod
    def before(today: date, years: int) -> Period:
        return Period(date(today.year - years, today.month, 1), today - timedelta(1), years)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.last, time(23, 59))

    @property
    def months(self) -> list[date]:
        """First days of the months, the running one included when it has begun."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [
            date(
                self.first.year + (self.first.month - 1 + n) // 12,
                (self.first.month - 1 + n) % 12 + 1,
                1,
            )
            for n in range(count)
        ]

    @property
    def whole_months(self) -> list[date]:
        return self.months[: self.years * 12]


@dataclass(slots=True)
class Books:
    """What one store has on file."""

    store: Profile
    staff: Staff
    period: Period
    journeys: list[Journey]  # of the cars it sold or holds on file
    orders: list[Order] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)

    @property
    def sold(self) -> list[Vehicle]:
        """The cars sold within the period."""
        cars = (journey.vehicle for journey in self.journeys)
        return [car for car in cars if car.sold_on >= self.period.first]


def live_through(today: date, seed: int, years: int = YEARS) -> list[Books]:
    """Let the group live up to the day before ``today``; one book per store."""
    period = Period.before(today, years)
    registry = Registry()
    long_ago = date(period.first.year - YEARS_BEFORE, period.first.month, 1)
    days = OpenDays(long_ago, period.last)
    staff = {s.code: Staff(s, period.first, period.last, registry, seed) for s in STORES}
    workshops = Workshops({s.code: s for s in STORES}, staff, days, seed)
    journeys: dict[str, list[Journey]] = {}
    for store in STORES:
        cars = Showroom(store, registry, seed).sell(days, period.first)
        journeys[store.code] = [workshops.travel(car, store, period.last) for car in cars]
    here = _visits_by_store(itertools.chain(*journeys.values()), period.first)
    group = []
    for store in STORES:
        on_file = _on_file(store, journeys[store.code], period.first, seed)
        books = Books(store, staff[store.code], period, on_file)
        _keep(books, here[store.code], seed)
        group.append(books)
    return group


def _visits_by_store(journeys: Iterable[Journey], first: date) -> dict[str, list[Visit]]:
    here: dict[str, list[Visit]] = defaultdict(list)
    for journey in journeys:
        for visit in journey.visits:
            if visit.day >= first:
                here[visit.store.code].append(visit)
    return here


def _keep(books: Books, visits: list[Visit], seed: int) -> None:
    """Write down what these visits led to."""
    store, staff, period = books.store, books.staff, books.period
    open_days = OpenDays(period.first, period.last)
    cars = [journey.vehicle for journey in books.journeys[:6]]
    visits = [*visits, *house_cars(store, staff, cars, open_days, seed)]
    hurt = hurt_visits(visits)
    _receive(books, visits, open_days, seed)
    _call(books, hurt, seed)
    _ask(books, seed)
    desk = ComplaintDesk(store, staff, period.now, seed)
    books.complaints = list(desk.receive(books.orders, books.calls, hurt))
    books.suggestions = list(suggestions(store, period.months, period.last, seed))
    books.policies = list(
        insurance.policies(store, staff, books.journeys, (period.first, period.last), seed)
    )


def _on_file(store: Profile, journeys: list[Journey], first: date, seed: int) -> list[Journey]:
    dice = Dice(seed, store.code, "on file")
    return [
        journey
        for journey in journeys
        if journey.vehicle.sold_on >= first
        or any(visit.day >= first for visit in journey.visits)
        or dice.chance(DORMANT_KEPT)
    ]


def _receive(books: Books, visits: list[Visit], days: OpenDays, seed: int) -> None:
    """Appointments, then orders in the order cars arrive, then the customers who did not come."""
    store, period = books.store, books.period
    bookings = BookingDesk(store, books.staff, period.first, period.last, seed)
    desk = OrderDesk(store.code, seed, period.now)
    arrivals = []
    for visit in sorted(visits, key=lambda one: (one.day, one.vehicle.vin)):
        booking = bookings.book(visit)
        moment = booking.arrived_at if booking else None
        arrived = moment or datetime.combine(visit.day, time()) + timedelta(minutes=desk.arrival())
        arrivals.append((arrived, visit.vehicle.vin, visit, booking))
    for arrived, _, visit, booking in sorted(arrivals, key=lambda one: one[:2]):
        order = desk.open(visit, arrived + timedelta(minutes=6 if booking else 0))
        books.orders.append(order)
        if booking:
            order.appointment, booking.order = booking.number, order.number
            books.appointments.append(booking)
    books.appointments += _missed(books, bookings, days, seed)
    books.appointments += _expected(books, bookings, seed)


def _missed(books: Books, desk: BookingDesk, days: OpenDays, seed: int) -> list[Appointment]:
    dice = Dice(seed, books.store.code, "missed")
    invited = sum(booking.origin == "主动" for booking in books.appointments)
    calendar = list(days)
    cars = [journey.vehicle for journey in books.journeys]
    count = int(invited * desk.misses_per_visit())
    missed = []
    for day in sorted(dice.choices(calendar, k=count)):
        car = dice.choice(cars)
        if car.delivered_on < day - timedelta(60):
            missed.append(desk.miss(car, day))
    return missed


def _expected(books: Books, desk: BookingDesk, seed: int) -> list[Appointment]:
    """What is booked for the days to come: fewer the farther ahead, no car twice."""
    dice = Dice(seed, books.store.code, "expected")
    cars = [journey.vehicle for journey in books.journeys if journey.visits]
    last = books.period.last
    days = [last + timedelta(n) for n in range(1, BOOKED_AHEAD + 1) for _ in range(8 - n)]
    chosen = dice.sample(cars, len(days))
    return [desk.expect(car, day, last) for car, day in zip(chosen, days, strict=True)]


def _call(books: Books, hurt: set[Visit], seed: int) -> None:
    period = books.period
    desk = CallDesk(books.store, books.staff, period.last, seed)
    books.calls += desk.after_repair(books.orders, hurt)
    books.calls += desk.after_sale(books.sold)
    for journey in books.journeys:
        at_home = [visit for visit in journey.visits if visit.store is books.store]
        books.calls += desk.reminders(at_home, journey.vehicle, period.first)
        books.calls += desk.lost(at_home, journey.vehicle, period.first)


def _ask(books: Books, seed: int) -> None:
    by_month: dict[date, list[Order]] = defaultdict(list)
    for order in books.orders:
        by_month[order.opened_at.date().replace(day=1)].append(order)
    interviewers = surveys.Interviewers(books.store, books.period.last, seed)
    for month in books.period.months:
        books.answers += interviewers.ask(by_month[month])
    external = {
        (answer.response, answer.answered_at) for answer in books.answers if answer.is_external
    }
    samples = Counter(moment.date().replace(day=1) for _, moment in external)
    books.scores = list(surveys.scores(books.store, books.period.whole_months, samples, seed))
