"""Whether a contact may be made, and every reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from careloop.core.kernel.text import Text
from careloop.outreach.rules.limits import Limits


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one contact before it is made; see :func:`may_contact`."""

    is_requested: bool = False  # the customer asked for it: appointment, complaint
    agreed: bool = False  # the moment was agreed with the customer
    do_not_contact: bool = False
    refused: str | None = None  # why; blank where nothing was written
    is_fleet: bool = False
    has_number: bool = True
    recent_contacts: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a contact may be made, and if not, every reason why."""

    allowed: bool
    reasons: tuple[Text, ...] = ()


DO_NOT_CONTACT = Text(zh="客户要求不要联系", en="The customer asked not to be contacted")
REFUSED = Text(
    zh="客户不同意为此联系：{why}", en="The customer does not agree to this contact: {why}"
)
REFUSED_UNSAID = Text(
    zh="客户不同意为此联系", en="The customer does not agree to this kind of contact"
)
FLEET = Text(
    zh="出租车或营运车，不作提醒和招揽", en="A taxi or fleet car: no reminders or invitations"
)
NO_NUMBER = Text(zh="没有可用的电话号码", en="There is no number that can be called")
HOURS = Text(
    zh="现在不在联系时间（{start:02d}:00–{end:02d}:00）",
    en="Outside contact hours ({start:02d}:00–{end:02d}:00)",
)
CAP = Text(
    zh="近 {days} 天已联系 {made} 次，上限 {most} 次",
    en="{made} contacts in the last {days} days; at most {most} are allowed",
)


def may_contact(standing: Standing, now: datetime, limits: Limits) -> Verdict:
    """The one gate before every contact: consent, do-not-contact, hours, cap, fleet, number."""
    reasons = [*_standing_reasons(standing)]
    if not standing.has_number:
        reasons.append(NO_NUMBER)
    if not standing.agreed:
        reasons += _moment_reasons(standing, now, limits)
    return Verdict(not reasons, tuple(reasons))


def _standing_reasons(standing: Standing) -> list[Text]:
    """Reasons that will hold tomorrow, too. What the customer asked for needs no consent."""
    if standing.is_requested:
        return []
    reasons = []
    if standing.do_not_contact:
        reasons.append(DO_NOT_CONTACT)
    if standing.refused is not None:
        reasons.append(
            _filled(REFUSED, why=standing.refused) if standing.refused else REFUSED_UNSAID
        )
    if standing.is_fleet:
        reasons.append(FLEET)
    return reasons


def _moment_reasons(standing: Standing, now: datetime, limits: Limits) -> list[Text]:
    reasons = []
    if not limits.allows_hour(now):
        reasons.append(_filled(HOURS, start=limits.from_hour, end=limits.until_hour))
    if not standing.is_requested and standing.recent_contacts >= limits.cap_contacts:
        made, days = standing.recent_contacts, limits.cap_days
        reasons.append(_filled(CAP, days=days, made=made, most=limits.cap_contacts))
    return reasons


def _filled(text: Text, **params: object) -> Text:
    return Text(zh=text.say("zh", **params), en=text.say("en", **params))
