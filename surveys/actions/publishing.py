"""A questionnaire is edited as a draft and published as a new version; the plan of callbacks likewise."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import Unit, User
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.models import CallPlan, Questionnaire
from surveys.plans import plan_of
from surveys.questions import parse
from surveys.refusals import Stale
from tickets.actions.desk import required
from tickets.lifecycle import Kind

OWN_RULES = (
    *("tries", "gap_minutes", "quiet", "parts", "shares", "answer_spares_call", "second_share", "survey_days"),
    *("remind_after_days", "words_at", "follow_at", "follow_hours", "settle_hours", "target", "months_below"),
)


def newest(org: Unit, code: str) -> Questionnaire | None:
    """The version that holds."""
    return Questionnaire.objects.published().filter(org=org, code=code).order_by("-version").first()


def draft_of(org: Unit, code: str) -> Questionnaire | None:
    """What is being written."""
    return Questionnaire.objects.drafts().filter(org=org, code=code).first()


@transaction.atomic
def keep_draft(
    org: Unit, code: str, *, name: str, purpose: str, questions: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> Questionnaire:
    """Write the draft of a questionnaire; whatever it says, it can be asked. Raises Invalid."""
    if not by.may("questionnaires"):
        raise NotAllowed("questionnaires")
    parse(questions)
    held = newest(org, code)
    version = held.version + 1 if held else 1
    row = {
        "name": required(name, "name")[:60],
        "purpose": purpose,
        "questions": list(questions),
        "by": by,
        "changed_at": at,
    }
    draft, _is_new = Questionnaire.objects.update_or_create(
        org=org, code=code, from_at=None, defaults=row | {"version": version}
    )
    return draft


@transaction.atomic
def publish(org: Unit, code: str, *, by: User, at: datetime) -> Questionnaire:
    """Let the draft hold from now on; answers that were given keep the version they were given to."""
    if not by.may("questionnaires"):
        raise NotAllowed("questionnaires")
    draft = Questionnaire.objects.drafts().select_for_update().filter(org=org, code=code).first()
    if draft is None:
        raise Invalid(_("There is no draft to be published."))
    first = parse(draft.questions)[0]
    if draft.purpose == "case" and first.kind != "five":
        raise Invalid(_("After a case the first question is the one of five levels."))
    draft.from_at, draft.by = at, by
    draft.save(update_fields=["from_at", "by"])
    audit(what="questionnaire_published", by=by, at=at, facts={"code": code, "version": draft.version})
    return draft


@transaction.atomic
def keep_plan(org: Unit, *, seen: int, rules: Mapping[str, Any], by: User, at: datetime) -> CallPlan:
    """A new version of the plan, in the place of the one that was seen. Raises Stale, Invalid."""
    if not by.may("questionnaires"):
        raise NotAllowed("questionnaires")
    held = plan_of(org.pk)
    if held.version != seen:
        raise Stale
    _check(rules)
    kept = {name: getattr(held, name) for name in OWN_RULES} | dict(rules)
    try:
        with transaction.atomic():
            return CallPlan.objects.create(org=org, version=seen + 1, by=by, at=at, **kept)
    except IntegrityError as error:
        raise Stale from error


def _check(rules: Mapping[str, Any]) -> None:
    for begin, end in [*rules.get("quiet", ()), *rules.get("parts", ())]:
        try:
            time.fromisoformat(begin), time.fromisoformat(end)
        except ValueError as error:
            raise Invalid(_("Write times as 08:00–12:00, one span a line.")) from error
    shares = rules.get("shares", {})
    if not all(kind in Kind.values and 0 <= share <= 100 for kind, share in shares.items()):
        raise Invalid(_("A share lies between 0 and 100 per cent."))
    if shares.get(Kind.COMPLAINT, 100) != 100:
        raise Invalid(_("Whoever complains is always called back."))
