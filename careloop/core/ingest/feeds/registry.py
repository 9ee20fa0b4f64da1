"""The one list of feeds, in the order in which a dealer would import them."""

from __future__ import annotations

from careloop.core.ingest.feeds.care import (
    CALLS,
    COMPLAINTS,
    SUGGESTIONS,
    SURVEY_RESPONSES,
    SURVEY_SCORES,
    TARGETS,
)
from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.feeds.orders import (
    APPOINTMENTS,
    LABOUR_LINES,
    PART_LINES,
    PARTS_REQUESTS,
    REPAIR_ORDERS,
    TIME_RECORDS,
)
from careloop.core.ingest.feeds.people import CUSTOMERS, EMPLOYEES
from careloop.core.ingest.feeds.vehicles import INSURANCE_POLICIES, VEHICLE_SALES, VEHICLES
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

FEEDS: dict[str, Feed] = {
    feed.code: feed
    for feed in (
        EMPLOYEES,
        CUSTOMERS,
        VEHICLES,
        VEHICLE_SALES,
        REPAIR_ORDERS,
        LABOUR_LINES,
        PART_LINES,
        APPOINTMENTS,
        TIME_RECORDS,
        PARTS_REQUESTS,
        CALLS,
        SURVEY_RESPONSES,
        SURVEY_SCORES,
        COMPLAINTS,
        SUGGESTIONS,
        INSURANCE_POLICIES,
        TARGETS,
    )
}

NO_SUCH_FEED = Text(
    zh="没有名为“{code}”的数据类型。可用的有:{known}。",
    en="There is no feed called “{code}”. There are: {known}.",
)


def feed(code: str) -> Feed:
    """The feed called ``code``.

    Raises:
        Refused: there is none; the sentence lists those there are.
    """
    if code not in FEEDS:
        raise Refused(NO_SUCH_FEED, code=code, known=", ".join(FEEDS))
    return FEEDS[code]
