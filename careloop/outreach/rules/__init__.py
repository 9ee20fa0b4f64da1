"""Pure decisions about contacts: what an outcome leads to, and whether a contact may be made."""

from careloop.outreach.rules.flagging import is_too_short, runs_of_same
from careloop.outreach.rules.gating import (
    DO_NOT_CONTACT,
    FLEET,
    NO_NUMBER,
    Standing,
    Verdict,
    may_contact,
)
from careloop.outreach.rules.limits import Limits
from careloop.outreach.rules.outcomes import (
    CONNECTED,
    GROUPS,
    NOT_ATTEMPTED,
    OUTCOMES,
    REACHED,
    STOPS,
    Effect,
    Outcome,
    effect,
    outcome_of,
)
from careloop.outreach.rules.refusing import (
    COLLEAGUE,
    OWN_WORK,
    STALE,
    STATES,
    TAKEN,
    Barred,
    StaleTask,
    TakenByAnother,
)
from careloop.outreach.rules.windows import ends_on, opens_on

__all__ = [
    "COLLEAGUE",
    "CONNECTED",
    "DO_NOT_CONTACT",
    "FLEET",
    "GROUPS",
    "NOT_ATTEMPTED",
    "NO_NUMBER",
    "OUTCOMES",
    "OWN_WORK",
    "REACHED",
    "STALE",
    "STATES",
    "STOPS",
    "TAKEN",
    "Barred",
    "Effect",
    "Limits",
    "Outcome",
    "StaleTask",
    "Standing",
    "TakenByAnother",
    "Verdict",
    "effect",
    "ends_on",
    "is_too_short",
    "may_contact",
    "opens_on",
    "outcome_of",
    "runs_of_same",
]
