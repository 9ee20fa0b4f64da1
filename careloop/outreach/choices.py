"""Stable codes of contact tasks."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskState(StrEnum):
    """Where a contact stands. Only an open task is on a worklist."""

    RECORDED = "recorded"  # came with an export: others made it
    OPEN = "open"
    DONE = "done"  # the customer was spoken to
    GIVEN_UP = "given_up"  # refused, wrong number, called as often as the rule allows
    GONE = "gone"  # its reason went away: the car came in, the appointment was cancelled
    EXPIRED = "expired"  # its window closed


STATE_LABELS = {
    TaskState.RECORDED: _("From an export"),
    TaskState.OPEN: _("To do"),
    TaskState.DONE: pgettext_lazy("task", "Done"),
    TaskState.GIVEN_UP: _("Given up"),
    TaskState.GONE: _("No longer needed"),
    TaskState.EXPIRED: _("Expired"),
}


class Pool(StrEnum):
    """Who works on a task that nobody owns yet."""

    CALL_AGENTS = "call_agents"
    SERVICE_ADVISORS = "service_advisors"
    SERVICE_MANAGER = "service_manager"  # company cars (CUS-08)
    INSURANCE = "insurance"


POOL_LABELS = {
    Pool.CALL_AGENTS: _("Call agents"),
    Pool.SERVICE_ADVISORS: _("Service advisors"),
    Pool.SERVICE_MANAGER: _("Service manager"),
    Pool.INSURANCE: _("Insurance"),
}


class Tab(StrEnum):
    """The parts of a worklist."""

    TO_CALL = "to_call"  # open, in its window, and not waiting for a re-call
    NOT_REACHED = "not_reached"  # open, waiting after a call that reached nobody
    AGREED = "agreed"  # open, waiting until the moment agreed with the customer
    DONE = "done"  # done today
    REFUSED = "refused"  # given up in the last thirty days


TAB_LABELS = {
    Tab.TO_CALL: _("To call"),
    Tab.NOT_REACHED: _("Not reached"),
    Tab.AGREED: _("Call back agreed"),
    Tab.DONE: _("Done today"),
    Tab.REFUSED: _("Given up"),
}


class Sort(StrEnum):
    """What a worklist is ordered by; the id decides between equals."""

    PRIORITY = "priority"  # the most urgent first, then by due day
    DUE = "due"
    LAST_ATTEMPT = "last_attempt"  # never called first
    ATTEMPTS = "attempts"


SORT_LABELS = {
    Sort.PRIORITY: _("Most urgent first"),
    Sort.DUE: _("By due day"),
    Sort.LAST_ATTEMPT: _("Longest not called first"),
    Sort.ATTEMPTS: _("Fewest attempts first"),
}


class Closed(StrEnum):
    """Why a task is no longer open, where the state alone does not say it."""

    SPOKEN = "spoken"
    REFUSED = "refused"
    CALLED_ENOUGH = "called_enough"
    REASON_GONE = "reason_gone"
    WINDOW_CLOSED = "window_closed"
    BY_HAND = "by_hand"


CLOSED_LABELS = {
    Closed.SPOKEN: _("The customer was spoken to"),
    Closed.REFUSED: _("The customer is not to be called about this again"),
    Closed.CALLED_ENOUGH: _("Called as often as the store allows"),
    Closed.REASON_GONE: _("The reason went away"),
    Closed.WINDOW_CLOSED: _("The window closed"),
    Closed.BY_HAND: _("Closed by hand"),
}

FLAG_LABELS = {
    "short": _("Too short for its answers"),
    "same": _("The same answers in a row"),
    "changed": _("Outcome changed afterwards"),
}
