"""A message that carries the address of a questionnaire."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from careloop.core.kernel.errors import Refused
from careloop.customers.models import Customer
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.messages import fields
from careloop.outreach.messages.fields import About
from careloop.surveys.models import SheetLink

NOW = datetime(2026, 11, 2, 10)


@pytest.fixture
def about(store: Store, as_agent: Viewer) -> About:
    customer = Customer.objects.create(store=store, identity="no:1", name="王小明", changed_at=NOW)
    return About(as_agent, store, customer, None, NOW)


def test_survey_link_is_made_for_the_customer(about: About, settings: Any) -> None:
    settings.CARELOOP_URL = "https://care.example.com"
    link = fields.values("{survey_link}", about)["survey_link"]
    assert link.startswith("https://care.example.com/q/")
    assert SheetLink.objects.get().customer == about.customer


def test_survey_link_of_a_preview_is_not_made(about: About, settings: Any) -> None:
    settings.CARELOOP_URL = "https://care.example.com"
    shown = fields.values("{survey_link}", replace(about, is_preview=True))
    assert shown["survey_link"] == "https://care.example.com/q/…"
    assert not SheetLink.objects.exists()


def test_survey_link_needs_an_address_from_outside(about: About, settings: Any) -> None:
    settings.CARELOOP_URL = ""
    with pytest.raises(Refused):
        fields.values("{survey_link}", about)
    assert not SheetLink.objects.exists()
