"""Stable codes of imports."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class RunState(StrEnum):
    """How far a run is.

    ``draft``: the file is here and its mapping is being looked at. ``refused``: the file can be
    mended; ``failed``: we could not.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    REVERTED = "reverted"


RUN_STATE_LABELS = {
    RunState.DRAFT: _("Draft"),
    RunState.WAITING: _("Waiting"),
    RunState.READING: _("Reading"),
    RunState.DONE: _("Done"),
    RunState.REFUSED: _("Refused"),
    RunState.FAILED: _("Failed"),
    RunState.REVERTED: _("Reverted"),
}
