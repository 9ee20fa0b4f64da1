"""How much is asked: the quota of interviews an advisor, and how long links live."""

from __future__ import annotations

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.surveys.models import SurveySettings

MOST_QUOTA, MOST_DAYS = 500, 90
OUT_OF_RANGE = Text(
    zh="{what}须在 {least} 到 {most} 之间，现在是 {value}。",
    en="{what} must be from {least} to {most}; it is {value}.",
)
QUOTA = Text(zh="每位顾问每月的样本配额", en="The quota of interviews an advisor and month")
DAYS = Text(zh="链接有效天数", en="The days a link lives")


@transaction.atomic
def set_survey_settings(*, by: Viewer, store: Store, advisor_quota: int, link_days: int) -> None:
    """Raises :class:`Refused`: a quota below 0 or a life of no days."""
    by.require(Permission.MANAGE_QUESTIONNAIRES, store.pk)
    _require_within(QUOTA, advisor_quota, 0, MOST_QUOTA)
    _require_within(DAYS, link_days, 1, MOST_DAYS)
    settings, _ = SurveySettings.objects.update_or_create(
        store=store, defaults={"advisor_quota": advisor_quota, "link_days": link_days}
    )
    audit.record(
        actor_id=by.user_id,
        action="survey.settings",
        subject=settings,
        store_id=store.pk,
        detail={"advisor_quota": advisor_quota, "link_days": link_days},
    )


def _require_within(what: Text, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refused(OUT_OF_RANGE, what=what, value=value, least=least, most=most)
