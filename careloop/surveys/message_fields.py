"""What a message may say of questionnaires: the address on which its customer answers one."""

from __future__ import annotations

from django.conf import settings

from careloop.core.kernel.text import Text
from careloop.outreach.messages.fields import About, Field, register
from careloop.surveys.actions.links import make_link
from careloop.surveys.queries import sheet_for

USUAL = "after_repair"  # asked where the message belongs to no contact


def _survey_link(about: About) -> str:
    """A new link for this customer; blank where no sheet is asked or nobody could reach it."""
    sheet = sheet_for(about.store, about.task.contact_type if about.task else USUAL)
    if sheet is None or not settings.CARELOOP_URL:
        return ""
    if about.is_preview:
        return f"{settings.CARELOOP_URL}/q/…"
    return make_link(
        by=about.by,
        store=about.store,
        sheet=sheet,
        now=about.now,
        task=about.task,
        order=about.task.order if about.task else None,
        vehicle=about.vehicle,
        customer=about.customer,
        base_url=settings.CARELOOP_URL,
    )


register(Field("survey_link", Text(zh="问卷链接", en="Survey link"), _survey_link))
