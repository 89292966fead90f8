"""核实: what was found, what it rests on, the verdict, and who answers for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from complaints.actions.correcting import plan_fix
from complaints.actions.dues import begin, finish
from complaints.actions.files import file_of
from complaints.actions.recoveries import propose
from complaints.actions.writing import moment
from complaints.lifecycle import EVIDENCE, FILE, OURS, Cause, Verdict
from complaints.models import Complaint, Corrective, RecoveryRule
from complaints.steps import Step
from servicedesk.lib.refusals import Invalid
from tickets.actions.barring import bar
from tickets.actions.spine import step
from tickets.models import Attachment, Ticket
from tickets.refusals import Needed, NotYours


@transaction.atomic
def verify(
    ticket: Ticket,
    *,
    verdict: str,
    finding: str,
    by: User,
    cause: str = "",
    responsible_unit: Unit | None = None,
    responsible_person: User | None = None,
    corrective: str = "",
    owner: User | None = None,
    evidence: Sequence[Mapping[str, str]] = (),
    at: datetime | None = None,
    **more: Any,
) -> Ticket:
    """Write down what was found, what it rests on, and the verdict. Where it is upheld, even in part, a unit has to
    answer for it. Whoever is found responsible has nothing more to do with the case. I25.

    `evidence` are `{"kind": "file"|"recording"|"record", "id": …}`; `corrective` with its `owner` begins a corrective action.
    """
    found = evidence_of(ticket, evidence)
    _check_verdict(ticket, verdict, finding, responsible_unit, responsible_person, found, by=by)
    facts = {"verdict": verdict, "cause": cause, "text": finding.strip(), "corrective": corrective.strip()}
    if responsible_unit:
        facts["unit"] = responsible_unit.name
    given = {name: value for name, value in facts.items() if value}
    ticket = step(ticket, "verify", by=by, at=at, facts=given, **more)
    file_of(ticket)
    at = moment(ticket)
    Complaint.objects.filter(ticket=ticket).update(
        verdict=verdict,
        cause=cause,
        finding=finding.strip(),
        evidence=found,
        corrective=corrective.strip(),
        responsible_unit=responsible_unit,
        responsible_person=responsible_person,
        verified_at=at,
        verified_by=by,
    )
    finish(ticket, Step.VERIFY, at=at)
    begin(ticket, Step.HANDLE, at=at)
    if responsible_person is not None:
        ticket = bar(ticket, [responsible_person], at=at)
    if corrective.strip() and not Corrective.objects.filter(ticket=ticket, round=ticket.round).exists():
        ticket = plan_fix(ticket, measure=corrective, owner=owner or by, by=by, at=at)
    if cause == Cause.CUTOFF and verdict in OURS:
        propose(ticket, RecoveryRule.Why.CUTOFF, key=f"cutoff:{ticket.round}", at=at, is_found=True)
    return ticket


def evidence_of(ticket: Ticket, told: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """What the finding rests on, as it is kept; a file has to be one of this case."""
    found = [{"kind": one["kind"], "id": str(one["id"]).strip()[:80]} for one in told if str(one["id"]).strip()]
    files = {str(pk) for pk in Attachment.objects.of_case(ticket).shown().values_list("pk", flat=True)}
    for one in found:
        if one["kind"] not in EVIDENCE or (one["kind"] == FILE and one["id"] not in files):
            text = _("This is no evidence of this case.")
            raise Invalid(text, fields={"evidence": text})
    return found


def _check_verdict(
    ticket: Ticket, verdict: str, finding: str, unit: Unit | None, person: User | None, found: object, *, by: User
) -> None:
    if person is not None and person == by:
        raise NotYours
    missing = {
        name: words
        for name, words, is_there in (
            ("verdict", _("the verdict"), verdict),
            ("finding", _("what was found"), finding.strip()),
            ("evidence", _("the evidence"), found),
            ("responsible_unit", _("the unit responsible"), unit or verdict not in OURS),
        )
        if not is_there
    }
    if missing:
        raise Needed(fields=missing)
    if verdict not in Verdict.values:
        raise Invalid(_("There is no such verdict."), fields={"verdict": verdict})
    for named, which in ((unit, "responsible_unit"), (person, "responsible_person")):
        if named is not None and named.org_id != ticket.org_id:
            text = _("Choose a unit and a person of this company.")
            raise Invalid(text, fields={which: text})
