"""Links on which one customer answers one sheet once, without signing in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.sheets import Sheet
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactTask
from careloop.service.models import RepairOrder
from careloop.surveys import tokens
from careloop.surveys.actions.questionnaires import version_of
from careloop.surveys.actions.responses import record_response
from careloop.surveys.choices import LinkState, Mode
from careloop.surveys.models import Response, SheetLink
from careloop.surveys.queries import survey_settings
from careloop.surveys.rules import link_state

CLOSED = Text(
    zh="这个链接已经用过或已过期，答案没有保存。",
    en="This link was used already or has expired; nothing was stored.",
)


class LinkClosed(Refused):
    """The link takes no answer any more."""


@transaction.atomic
def make_link(
    *,
    by: Viewer,
    store: Store,
    sheet: Sheet,
    now: datetime,
    task: ContactTask | None = None,
    order: RepairOrder | None = None,
    vehicle: Vehicle | None = None,
    customer: Customer | None = None,
    base_url: str = "",
) -> str:
    """The address of a new link: ``base_url`` and its path. It cannot be read again later.

    Raises:
        Forbidden: the viewer makes no contacts in the store.
    """
    by.require(Permission.MAKE_CONTACTS, store.pk)
    token = tokens.new_token()
    link = SheetLink.objects.create(
        store=store,
        token_digest=tokens.digest(token),
        version=version_of(store, sheet, now),
        made_at=now,
        made_by_id=by.user_id,
        expires_at=now + timedelta(days=survey_settings(store).link_days),
        task=task,
        order=order,
        vehicle=vehicle,
        customer=customer,
    )
    audit.record(
        actor_id=by.user_id,
        action="link.make",
        subject=link,
        store_id=store.pk,
        detail={"sheet": sheet.code},
    )
    return base_url.rstrip("/") + reverse("sheets:answer", args=[token])


@transaction.atomic
def answer_link(*, link: SheetLink, answers: Mapping[str, str], now: datetime) -> Response:
    """Store the one answer of a link. Whoever holds the address may give it.

    Raises:
        LinkClosed: it was used or expired in the meantime.
        Incomplete: the sheet is not answered completely; the link stays open.
    """
    locked = SheetLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link_state(locked.expires_at, locked.used_at, now) is not LinkState.OPEN:
        raise LinkClosed(CLOSED)
    response = record_response(
        by=Viewer.system(),
        store=locked.store,
        sheet=locked.version.sheet,
        answers=answers,
        mode=Mode.LINK,
        now=now,
        task=locked.task,
        order=locked.order,
        vehicle=locked.vehicle,
        customer=locked.customer,
    )
    locked.used_at, locked.response = now, response
    locked.save(update_fields=["used_at", "response"])
    return response
