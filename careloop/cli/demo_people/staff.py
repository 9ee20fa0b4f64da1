"""Who holds a post of a store on a day, and the files people hand in."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from careloop.core.kernel.codes import POST
from careloop.demo import papers
from careloop.organisation.models import Employee, Store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Staff:
    """The people of a store, by post, each looked for once."""

    def __init__(self, store: Store, day: date) -> None:
        self.store = store
        on_post = Q(tenures__ended_on=None) | Q(tenures__ended_on__gte=day)
        begun = Q(tenures__started_on=None) | Q(tenures__started_on__lte=day)
        rows = (
            Employee.objects.filter(on_post, begun, store=store)
            .filter(Q(left_on=None) | Q(left_on__gte=day))
            .values_list("tenures__post", "pk")
            .order_by("employee_no")
        )
        self._ids: dict[str, list[int]] = {}
        for post, pk in rows:
            self._ids.setdefault(post, []).append(pk)
        self._people = Employee.objects.in_bulk([pk for _, pk in rows])

    def all(self, post: str) -> list[Employee]:
        return [self._people[pk] for pk in self._ids.get(post, [])]

    def answering(self, post: str) -> tuple[Employee | None, str]:
        """Who answers for a measure: a person, else the post by name."""
        people = self.all(post)
        return (people[0], "") if people else (None, POST.text(post).zh)


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.jpg", papers.photo(name), "image/jpeg")


def workbook(title: str, *rows: tuple[str, ...]) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{title}.xlsx", papers.workbook(title, list(rows)), XLSX)
