"""Stable codes of audits: how an item is scored, how often, whom, and what became of a finding."""

from enum import StrEnum

from careloop.core.kernel.text import Text


class Rhythm(StrEnum):
    """How often a check is due (AUD-02, AUD-03)."""

    DAILY = "daily"
    EVERY_TWO_DAYS = "every_two_days"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


RHYTHM_LABELS = {
    Rhythm.DAILY: Text(zh="每天", en="Daily"),
    Rhythm.EVERY_TWO_DAYS: Text(zh="每两天", en="Every two days"),
    Rhythm.WEEKLY: Text(zh="每周", en="Weekly"),
    Rhythm.MONTHLY: Text(zh="每月", en="Monthly"),
}


class Subject(StrEnum):
    """Who or what one inspection looks at."""

    PLACE = "place"
    ADVISOR = "advisor"
    TECHNICIAN = "technician"


SUBJECT_LABELS = {
    Subject.PLACE: Text(zh="场所", en="The place"),
    Subject.ADVISOR: Text(zh="每位服务顾问", en="Each service advisor"),
    Subject.TECHNICIAN: Text(zh="每位技师", en="Each technician"),
}


class InspectionState(StrEnum):
    """An inspection is begun, then finished, which scores it; one not done by its day is missed."""

    DUE = "due"
    BEGUN = "begun"
    FINISHED = "finished"
    MISSED = "missed"


INSPECTION_LABELS = {
    InspectionState.DUE: Text(zh="待点检", en="Due"),
    InspectionState.BEGUN: Text(zh="进行中", en="Begun"),
    InspectionState.FINISHED: Text(zh="已完成", en="Finished"),
    InspectionState.MISSED: Text(zh="漏检", en="Missed"),
}


class FindingState(StrEnum):
    """A finding is open, its action done, and then checked again: cured, or not and open anew."""

    OPEN = "open"
    ACTED_ON = "acted_on"
    CURED = "cured"


FINDING_LABELS = {
    FindingState.OPEN: Text(zh="待整改", en="Open"),
    FindingState.ACTED_ON: Text(zh="待复查", en="To be checked again"),
    FindingState.CURED: Text(zh="已整改", en="Cured"),
}
