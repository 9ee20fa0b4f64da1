"""Group › store › department › employee; posts with from and to; users, roles, targets."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Coalesce

from careloop.common.crypto import EncryptedTextField
from careloop.common.models import IMPORT_MARKS, Imported
from careloop.core.kernel.calendar import SHUT, Day, clock


class Group(models.Model):
    """A dealer group (集团)."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"code", "name"})

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """One dealership (门店, 4S店): the unit of data access."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="stores")
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"group", "code", "name"})

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department of a store, by its stable code (front_desk, workshop, parts, …)."""

    store = models.ForeignKey(
        Store, on_delete=models.CASCADE, related_name="departments", db_index=False
    )
    code = models.CharField(max_length=32)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "code"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="department_once_a_store")
        ]


class Employee(Imported):
    """A person on the staff, identified by staff number, never by name (GEN-09)."""

    store = models.ForeignKey(
        Store, on_delete=models.PROTECT, related_name="employees", db_index=False
    )
    employee_no = models.CharField(max_length=64)
    name = models.CharField(max_length=128, blank=True)
    phone = EncryptedTextField(blank=True, default="")
    hired_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    is_stub = models.BooleanField(default=False)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"name", "phone"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "employee_no",
        "hired_on",
        "left_on",
        "is_stub",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "employee_no"], name="employee_no_once_a_store"
            )
        ]


class Tenure(Imported):
    """A post held from one day to another (任期). ``post`` is a code of ``core.kernel.codes``."""

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="tenures")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True)
    post = models.CharField(max_length=64)
    group_code = models.CharField(max_length=64, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "employee",
        "department",
        "post",
        "group_code",
        "started_on",
        "ended_on",
    }


class User(AbstractUser):
    """One who signs in. ``employee`` links to the staff file where there is one."""

    language = models.CharField(max_length=8, default="zh-hans")
    employee = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.SET_NULL)

    personal_fields: ClassVar[frozenset[str]] = frozenset(
        {"username", "first_name", "last_name", "email", "password"}
    )
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "language",
            "employee",
            "last_login",
            "is_superuser",
            "is_staff",
            "is_active",
            "date_joined",
        }
    )


class RoleGrant(models.Model):
    """A role held by a user in one store, or in every store of a group."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=32)
    store = models.ForeignKey(Store, null=True, on_delete=models.CASCADE)
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"user", "role", "store", "group"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(store__isnull=False) ^ models.Q(group__isnull=False),
                name="role_in_a_store_or_a_group",
            ),
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("store", 0),
                Coalesce("group", 0),
                name="role_granted_once",
            ),
        ]


class Target(Imported):
    """A target value of a KPI (目标值), for one store or for all of a group.

    It lies here, below ``kpis``, because imports write it. ``period`` is a month or a year as
    ``Period`` writes it; ``comparator`` one of > >= = <= <, blank where the catalogue's holds.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE)
    store = models.ForeignKey(Store, null=True, on_delete=models.CASCADE)
    kpi = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    comparator = models.CharField(max_length=2, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "group",
        "store",
        "kpi",
        "period",
        "value",
        "comparator",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "group", Coalesce("store", 0), "kpi", "period", name="target_once"
            )
        ]


class Hours(models.Model):
    """Hours of a day in minutes since midnight: none where the store is shut, lunch if kept."""

    opens = models.IntegerField(null=True)
    closes = models.IntegerField(null=True)
    lunch_starts = models.IntegerField(null=True)
    lunch_ends = models.IntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def intervals(self) -> Day:
        """The open intervals of the day."""
        if self.opens is None or self.closes is None:
            return SHUT
        if self.lunch_starts is None or self.lunch_ends is None:
            return ((self.opens, self.closes),)
        return ((self.opens, self.lunch_starts), (self.lunch_ends, self.closes))

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """The intervals as clock times."""
        return [(clock(start), clock(end)) for start, end in self.intervals]

    @staticmethod
    def fields_of(hours: Day) -> dict[str, int | None]:
        """The fields that hold these intervals: two leave lunch between them."""
        opens, closes = (hours[0][0], hours[-1][1]) if hours else (None, None)
        lunch = (hours[0][1], hours[1][0]) if len(hours) > 1 else (None, None)
        return {
            "opens": opens,
            "closes": closes,
            "lunch_starts": lunch[0],
            "lunch_ends": lunch[1],
        }


HOURS_FIELDS: frozenset[str] = frozenset({"opens", "closes", "lunch_starts", "lunch_ends"})


class OpeningHours(Hours):
    """The hours of a weekday (1 Monday … 7 Sunday), or of legal holidays (8)."""

    HOLIDAY: ClassVar[int] = 8

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    weekday = models.IntegerField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = HOURS_FIELDS | {"store", "weekday"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "weekday"], name="opening_hours_once")
        ]


class DayException(Hours):
    """A day whose hours differ from its week and from the legal calendar, and why."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    note = models.CharField(max_length=128, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = HOURS_FIELDS | {"store", "day", "note"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "day"], name="day_exception_once")]
        ordering = ["day"]
