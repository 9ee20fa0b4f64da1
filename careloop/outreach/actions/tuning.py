"""A store's own settings: its rules, the delays after outcomes, its limits, its festivals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import settings
from careloop.outreach.kinds import registry
from careloop.outreach.models import ContactLimits, ContactRule, Festival, OutcomeRule
from careloop.outreach.rules import OUTCOMES, Limits, outcome_of

LONGEST_DELAY = 90 * 24 * 60  # minutes
# Each limit with the least and the most it may be.
BOUNDS = {
    "from_hour": (0, 23),
    "until_hour": (1, 24),
    "cap_contacts": (1, 50),
    "cap_days": (1, 90),
    "claim_minutes": (1, 480),
    "most_attempts": (1, 30),
    "short_seconds": (1, 600),
    "same_answers": (2, 100),
    "daily_target": (1, 500),
}

NO_SUCH_KIND = Text(
    zh="没有回访规则“{code}”。可用规则：{known}。",
    en="There is no contact rule “{code}”. Rules: {known}.",
)


WRONG_DELAY = Text(
    zh="“{outcome}”的再拨间隔不能是 {minutes} 分钟。请填写 1 到 {most} 之间的整数，"
    "不再拨打则留空。",
    en="The delay after “{outcome}” cannot be {minutes} minutes. Give a whole number from 1 to "
    "{most}, or nothing where nobody calls again.",
)
WRONG_LIMIT = Text(
    zh="“{name}”不能是 {value}。请填写 {least} 到 {most} 之间的整数。",
    en="“{name}” cannot be {value}. Give a whole number from {least} to {most}.",
)
WRONG_HOURS = Text(
    zh="联系时间不能从 {start} 点到 {end} 点。结束必须晚于开始。",
    en="Contact hours cannot run from {start} to {end}. The end must be later than the beginning.",
)
LIMIT_NAMES: dict[str, Text] = {
    "from_hour": Text(zh="联系时间从（点）", en="Contacts from (hour)"),
    "until_hour": Text(zh="联系时间到（点）", en="Contacts until (hour)"),
    "cap_contacts": Text(zh="上限次数", en="Most unasked contacts"),
    "cap_days": Text(zh="上限天数", en="in so many days"),
    "claim_minutes": Text(zh="锁定分钟数", en="A claim holds (minutes)"),
    "most_attempts": Text(zh="最多拨打次数", en="Most attempts"),
    "short_seconds": Text(zh="过短通话（秒）", en="Too short a call (seconds)"),
    "same_answers": Text(zh="连续相同答案（次）", en="Same answers in a row"),
    "daily_target": Text(zh="每人每日目标（位客户）", en="Daily target of an agent (customers)"),
}
NO_NAME = Text(zh="请填写节日名称。", en="Give the festival a name.")


@transaction.atomic
def set_rule(
    *,
    by: Viewer,
    store: Store,
    kind: str,
    is_on: bool,
    parameters: Mapping[str, int],
    now: datetime,
    model_line: str = "",
) -> ContactRule:
    """Switch and tune a kind of contact for the store's cars, or for one model line of them.

    Raises:
        Refused: no permission, no such kind, a parameter outside its limits (an interval of
            nought, a window that does not end).
    """
    by.require(Permission.TUNE_CONTACT_RULES, store.pk)
    found = registry.KINDS.get(kind)
    if found is None:
        raise Refused(NO_SUCH_KIND, code=kind, known="、".join(registry.KINDS))
    base = settings.kinds(store.pk)[kind].values if model_line else found.defaults()
    found.checked({**base, **parameters})
    own = {code: value for code, value in parameters.items() if value != base.get(code)}
    rule, _ = ContactRule.objects.update_or_create(
        store=store,
        kind=kind,
        model_line=model_line,
        defaults={"is_on": is_on, "parameters": own, "changed_at": now},
    )
    _audit(by, "contact.rule", rule, store, kind=kind, is_on=is_on, model_line=model_line)
    return rule


@transaction.atomic
def set_outcome(
    *, by: Viewer, store: Store, outcome: str, minutes: int | None
) -> OutcomeRule | None:
    """Tune the delay until the next call after an outcome; ``None``: the task ends with it.

    What holds without any setting needs no row: ``None`` is returned then.

    Raises:
        Refused: no permission, no such outcome, a delay of nought or beyond ninety days.
    """
    by.require(Permission.TUNE_CONTACT_RULES, store.pk)
    usual = outcome_of(outcome)
    if minutes is not None and not 1 <= minutes <= LONGEST_DELAY:
        raise Refused(WRONG_DELAY, outcome=usual.text, minutes=minutes, most=LONGEST_DELAY)
    own = OutcomeRule.objects.filter(store=store, outcome=outcome)
    if minutes == OUTCOMES[outcome].minutes:
        own.delete()
        return None
    rule, _ = OutcomeRule.objects.update_or_create(
        store=store, outcome=outcome, defaults={"minutes": minutes}
    )
    _audit(by, "contact.outcome", rule, store, outcome=outcome, minutes=minutes)
    return rule


@transaction.atomic
def set_limits(*, by: Viewer, store: Store, limits: Limits) -> ContactLimits:
    """Set the store's hours, cap and numbers of attempts.

    Raises:
        Refused: no permission, a number outside its bounds, hours that end before they begin.
    """
    by.require(Permission.TUNE_CONTACT_RULES, store.pk)
    values = asdict(limits)
    for name, (least, most) in BOUNDS.items():
        if not least <= values[name] <= most:
            raise Refused(
                WRONG_LIMIT, name=LIMIT_NAMES[name], value=values[name], least=least, most=most
            )
    if limits.until_hour <= limits.from_hour:
        raise Refused(WRONG_HOURS, start=limits.from_hour, end=limits.until_hour)
    own, _ = ContactLimits.objects.update_or_create(store=store, defaults=values)
    _audit(by, "contact.limits", own, store, **values)
    return own


@transaction.atomic
def add_festival(*, by: Viewer, store: Store, name: str, celebrated_on: date) -> Festival:
    """Add a day of the store's own to those on which greetings are sent.

    Raises:
        Refused: no permission, no name.
    """
    by.require(Permission.TUNE_CONTACT_RULES, store.pk)
    if not name.strip():
        raise Refused(NO_NAME)
    festival, _ = Festival.objects.update_or_create(
        store=store, celebrated_on=celebrated_on, defaults={"name": name.strip()[:64]}
    )
    _audit(by, "contact.festival", festival, store, day=celebrated_on.isoformat())
    return festival


@transaction.atomic
def drop_festival(*, by: Viewer, festival: Festival) -> None:
    """Take a day off the store's list.

    Raises:
        Refused: no permission.
    """
    by.require(Permission.TUNE_CONTACT_RULES, festival.store_id)
    _audit(by, "contact.festival_dropped", festival, festival.store)
    festival.delete()


def _audit(by: Viewer, action: str, subject: models.Model, store: Store, **detail: Any) -> None:
    audit.record(
        actor_id=by.user_id, action=action, subject=subject, store_id=store.pk, detail=detail
    )
