"""What may be done to a complaint beside its five sections: each act with its form, its action and when it is offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints import actions, more_forms
from complaints.actions import archiving, coordinating, lessening, outside
from complaints.actions.lessening import waiting_less
from complaints.forms import StepForm
from complaints.models import Complaint, Corrective, OuterCase
from tickets.lifecycle import ENDED, Status
from tickets.models import Ticket


@dataclass(frozen=True)
class Act:
    """One act: what is typed, what is done, what the button and the page afterwards say."""

    form: type[StepForm]
    act: Callable[..., Any]
    word: Promise
    done: Promise
    verb: str = "complaints"


ACTS: dict[str, Act] = {
    "told": Act(more_forms.ToldForm, actions.told_by_word, _("Told by word"), _("It is written down that they know.")),
    "fix": Act(
        more_forms.FixForm, actions.plan_fix, _("Plan a corrective action"), _("The corrective action is planned.")
    ),
    "help": Act(more_forms.HelpForm, coordinating.ask_help, _("Ask a unit to help"), _("The unit is asked.")),
    "less": Act(
        more_forms.LessForm, lessening.ask_less, _("Ask to treat it as less"), _("Asked; somebody else decides.")
    ),
    "decide": Act(
        more_forms.DecideForm, lessening.decide_less, _("Decide"), _("The decision is written down."), "downgrade"
    ),
    "outer": Act(more_forms.OuterForm, outside.name_outer, _("It comes from outside"), _("The outside case is kept.")),
    "extend": Act(
        more_forms.ExtendOuterForm,
        outside.extend_outer,
        _("More time agreed with the source"),
        _("The new limit is kept."),
    ),
    "return": Act(
        more_forms.ReturnOuterForm,
        outside.return_outer,
        _("Return it to the source"),
        _("Returned with its basis."),
        "board",
    ),
    "report": Act(
        more_forms.ReportOuterForm, outside.report_outer, _("Report to the source"), _("The report is written down.")
    ),
    "heard": Act(
        more_forms.HearOuterForm, outside.hear_outer, _("What the source heard"), _("What they heard is written down.")
    ),
    "archive": Act(more_forms.ArchiveForm, archiving.archive, _("Archive"), _("It is on the shelf.")),
}


def offered(ticket: Ticket, file: Complaint | None, outer: OuterCase | None, user: User) -> dict[str, StepForm]:
    """The forms of what this person may do now, by the name of the act."""
    now = _now(ticket, file, outer)
    mine = [name for name in ACTS if name in now and user.may_at(ACTS[name].verb, ticket.unit_id, ticket.queue_id)]
    waits = waiting_less(ticket)
    if "decide" in mine and waits and user.pk in (waits.asked_by_id, ticket.handler_id):
        mine.remove("decide")
    return {name: ACTS[name].form(ticket=ticket) for name in mine}


def _now(ticket: Ticket, file: Complaint | None, outer: OuterCase | None) -> set[str]:
    if file is None:
        return set()
    now = {"fix"} if file.verdict else set()
    if ticket.status not in ENDED:
        now |= {"help"} | ({"decide"} if waiting_less(ticket) else {"less"})
        now |= set() if file.told_at else {"told"}
        now |= set() if outer else {"outer"}
    if outer and not outer.returned_at:
        now |= _of_outer(ticket, outer)
    if ticket.status == Status.CLOSED and not file.archived_at:
        open_fixes = Corrective.objects.filter(ticket=ticket, effect="").exists()
        now |= set() if open_fixes else {"archive"}
    return now


def _of_outer(ticket: Ticket, outer: OuterCase) -> set[str]:
    if outer.reported_at:
        return set() if outer.heard else {"heard"}
    early = ticket.status in (Status.REGISTERED, Status.ACCEPTED, Status.CONTACTED)
    done = ticket.status in (Status.RESOLVED, Status.CLOSED)
    return {"extend"} | ({"return"} if early else set()) | ({"report"} if done else set())
