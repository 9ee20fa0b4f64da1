"""What the tests of the pages share: the clock, people signed in, a store with figures."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from careloop.organisation.models import User
from tests.mart.books import Books

SignIn = Callable[[User], Client]
BASE = "/stores/S1/improvement"
NOW = datetime(2026, 11, 22, 10, 0)


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def photo(name: str = "现场.jpg") -> SimpleUploadedFile:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "#1a64c4").save(held, "JPEG")
    return SimpleUploadedFile(name, held.getvalue(), "image/jpeg")


def quotes(books: Books, quoted: dict[int, int], orders: int = 40) -> None:
    """That many orders in each month of 2026, of which ``quoted`` wholly at menu price.

    The menu-price quotation rate (target > 60 %) of a month is ``quoted / orders``.
    """
    advisor = books.employee("A5")
    vehicle = books.vehicle()
    for month, hits in quoted.items():
        for number in range(orders):
            books.order(
                vehicle,
                date(2026, month, 1 + number % 28),
                advisor=advisor,
                all_menu_priced=number < hits,
            )
