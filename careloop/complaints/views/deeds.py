"""The deeds of a complaint as forms in place: what each asks for and which action does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from careloop.complaints import actions, deed_forms
from careloop.complaints.choices import State
from careloop.complaints.deed_form import DeedForm, Offered, levels_for
from careloop.complaints.models import Complaint
from careloop.complaints.rules import Deed, Facts
from careloop.organisation.rules import Viewer

Act = Callable[..., Complaint]


@dataclass(frozen=True, slots=True)
class Doing:
    """One deed on the page: its form, its button, what is said when it is done."""

    deed: Deed
    form: type[DeedForm]
    act: Act
    button: Promise
    done: Promise
    hint: Promise | str = ""

    def suits(self, offered: Offered) -> bool:
        """Whether there is a choice: two faults to split, a level, somebody to give it to."""
        if self.deed is Deed.SPLIT:
            return len(offered.faults) > 1
        if self.deed is Deed.RAISE_LEVEL:
            return bool(levels_for(offered))
        others = [user for user in offered.owners if user.pk != offered.complaint.owner_id]
        return self.deed is not Deed.GIVE or bool(others)

    def do(self, by: Viewer, complaint: Complaint, form: DeedForm, now: datetime) -> Complaint:
        """Raises what the action raises."""
        given: dict[str, Any] = form.given
        revision = form.cleaned_data["revision"]
        return self.act(by=by, complaint=complaint, revision=revision, now=now, **given)


# In the order of a complaint's life: the first one possible is what comes next.
DOINGS = {
    doing.deed.value: doing
    for doing in (
        Doing(
            Deed.TAKE_OVER,
            deed_forms.NothingForm,
            actions.take_over,
            _("Take it over"),
            _("The complaint is yours now."),
            _("You answer for it from now on; the customer's reply is due by the clock above."),
        ),
        Doing(
            Deed.REPLY,
            deed_forms.NoteForm,
            actions.reply,
            _("Store the reply"),
            _("The reply is on record."),
            _("Tell the complainant how it is handled; this stops the clock of the first reply."),
        ),
        Doing(
            Deed.INVESTIGATE,
            deed_forms.InvestigateForm,
            actions.investigate,
            _("Store the investigation"),
            _("The investigation is stored."),
        ),
        Doing(
            Deed.PLAN_OF_REGION,
            deed_forms.RegionForm,
            actions.plan_of_region,
            _("Store the plan"),
            _("The region's plan is stored."),
        ),
        Doing(
            Deed.SOLVE,
            deed_forms.SolveForm,
            actions.solve,
            _("It is solved"),
            _("Solved. Somebody else calls the customer back within three days."),
        ),
        Doing(
            Deed.CALL_BACK,
            deed_forms.CallBackForm,
            actions.call_back,
            _("Store the call-back"),
            _("The call-back is stored."),
            _("Ask whether the solution holds. A customer who is not satisfied opens it again."),
        ),
        Doing(
            Deed.ROOT_CAUSE,
            deed_forms.RootCauseForm,
            actions.root_cause,
            _("Store the root cause"),
            _("The root cause is stored."),
            _("Ask “why?” until the answer is something the store can change."),
        ),
        Doing(
            Deed.ARCHIVE,
            deed_forms.NothingForm,
            actions.archive,
            _("Archive it"),
            _("The complaint is archived."),
            _("Closes the complaint for good."),
        ),
        Doing(
            Deed.RESUME,
            deed_forms.NothingForm,
            actions.resume,
            _("Start the clocks again"),
            _("The clocks run again."),
            _("What was waited for is here: the time of waiting is added to each due moment."),
        ),
        Doing(
            Deed.PAUSE,
            deed_forms.PauseForm,
            actions.pause,
            _("Pause the clocks"),
            _("The clocks wait."),
        ),
        Doing(
            Deed.RAISE_LEVEL,
            deed_forms.RaiseForm,
            actions.raise_level,
            _("Change the level"),
            _("The level is changed."),
            _("Store, then management, then the manufacturer's region, one at a time."),
        ),
        Doing(
            Deed.GIVE,
            deed_forms.GiveForm,
            actions.take_over,
            _("Give it over"),
            _("The complaint has a new owner."),
        ),
        Doing(
            Deed.CORRECT,
            deed_forms.CorrectForm,
            actions.correct,
            _("Save"),
            _("The complaint is corrected."),
        ),
        Doing(
            Deed.ATTACH,
            deed_forms.AttachForm,
            actions.attach,
            _("Attach it"),
            _("The paper is attached."),
            _("Photos, PDF, Office files and recordings up to 20 MB."),
        ),
        Doing(
            Deed.SPLIT,
            deed_forms.SplitForm,
            actions.split,
            _("Split it"),
            _("The faults are a complaint of their own now."),
        ),
        Doing(
            Deed.MERGE,
            deed_forms.MergeForm,
            actions.merge,
            _("Merge it"),
            _("The complaint is merged; its number stays readable."),
        ),
    )
}


def next_deed(complaint: Complaint, possible: frozenset[str], facts: Facts) -> str:
    """The deed that comes next where a complaint stands; blank where it is somebody else's."""
    wanted = {
        Deed.RESUME: True,
        Deed.TAKE_OVER: True,
        Deed.REPLY: complaint.first_reply_at is None,
        Deed.INVESTIGATE: complaint.state == State.TAKEN_OVER,
        Deed.PLAN_OF_REGION: not complaint.region_plan,
        Deed.SOLVE: complaint.is_valid is not False,
        Deed.CALL_BACK: True,
        Deed.ROOT_CAUSE: not facts.has_root_cause and complaint.state != State.SOLVED,
        Deed.ARCHIVE: True,
    }
    return next((deed.value for deed, is_due in wanted.items() if is_due and deed in possible), "")
