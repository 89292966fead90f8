"""A bad answer is followed up by somebody, by a time; nobody's silence makes it go away."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import Unit, User
from accounts.roles import Role
from servicedesk.lib.refusals import Invalid, NotAllowed
from surveys.models import CallPlan, FollowUp, HallAsked, Survey
from surveys.refusals import FollowedUp
from tickets.actions import closing
from tickets.actions.desk import required
from tickets.actions.telling import not_barred, with_role
from tickets.lifecycle import Status
from tickets.models import Ticket, Visit

PATH = "/satisfaction/follow-ups/"


def open_follow_up(survey: Survey, *, plan: CallPlan, wants_call: bool, at: datetime) -> FollowUp:
    """Open the follow-up of a bad rating, once: for the lead of the hall with the fewest, never for whom it is about."""
    ticket = survey.ticket
    facts = {"org_id": survey.org_id, "unit": ticket.unit, "ticket": ticket, "opened_at": at}
    facts |= {"due_at": at + timedelta(hours=plan.follow_hours), "score": survey.score, "wants_call": wants_call}
    owner = _owner(ticket.unit, ticket)
    found, is_new = FollowUp.objects.get_or_create(survey=survey, defaults=facts | {"owner": owner})
    if is_new:
        _tell(found, [owner] if owner else [], what="low_score", at=at)
    return found


def follow_hall(asked: HallAsked, *, plan: CallPlan, at: datetime) -> FollowUp:
    """The same for a bad answer about a hall."""
    facts = {"org_id": asked.org_id, "unit": asked.hall, "opened_at": at, "score": asked.overall}
    facts |= {"due_at": at + timedelta(hours=plan.follow_hours)}
    owner = _owner(asked.hall, None)
    found, is_new = FollowUp.objects.get_or_create(asked=asked, defaults=facts | {"owner": owner})
    if is_new:
        _tell(found, [owner] if owner else [], what="low_score", at=at)
    return found


def follow_visit(visit: Visit, *, plan: CallPlan, at: datetime) -> FollowUp:
    """The same for a bad tap on the pad; never for whoever served them."""
    facts = {"org_id": visit.org_id, "unit": visit.hall, "opened_at": at, "score": visit.score}
    facts |= {"due_at": at + timedelta(hours=plan.follow_hours)}
    owner = _owner(visit.hall, None, besides=visit.clerk_id)
    found, is_new = FollowUp.objects.get_or_create(visit=visit, defaults=facts | {"owner": owner})
    if is_new:
        _tell(found, [owner] if owner else [], what="low_score", at=at)
    return found


def _owner(unit: Unit, ticket: Ticket | None, *, besides: UUID | None = None) -> User | None:
    heads = [one for one in with_role(Role.SUPERVISOR, unit) if one.pk != besides]
    if ticket is not None:
        heads = [one for one in not_barred(ticket, heads) if one.pk != ticket.handler_id]
    counted = FollowUp.objects.open().filter(owner__in=heads).values_list("owner").annotate(Count("pk"))
    loads = dict(counted)
    return min(heads, key=lambda one: (loads.get(one.pk, 0), one.pk), default=None)


def _tell(one: FollowUp, people: list[User], *, what: str, at: datetime) -> None:
    facts = {"unit": one.unit.name, "score": one.score, "short": one.ticket.short_number if one.ticket else ""}
    tell(people, key=f"follow_up:{one.pk}:{what}", what=what, at=at, path=PATH, facts=facts)


@transaction.atomic
def escalate(one: FollowUp, *, at: datetime) -> bool:
    """What is overdue goes up once: to whoever stands above, and again to its owner."""
    if not FollowUp.objects.overdue(at).filter(pk=one.pk).update(escalated_at=at):
        return False
    one = FollowUp.objects.select_related("unit", "ticket", "owner").get(pk=one.pk)
    above = with_role(Role.DIRECTOR, one.unit) or with_role(Role.SUPERVISOR, one.unit)
    people = {person.pk: person for person in [*above, *([one.owner] if one.owner else [])]}
    _tell(one, list(people.values()), what="low_score_late", at=at)
    return True


@transaction.atomic
def settle(one: FollowUp, *, way: str, words: str, by: User, at: datetime) -> FollowUp:
    """Say what was done about a bad answer; one way opens the case again, in the same save."""
    held = FollowUp.objects.select_for_update(of=("self",)).select_related("ticket", "unit").get(pk=one.pk)
    if not by.may_at("satisfaction", held.unit_id):
        raise NotAllowed("satisfaction")
    if held.done_at:
        raise FollowedUp
    if way not in FollowUp.Way.values:
        raise Invalid(_("Choose how it was settled."), fields={"way": _("Choose how it was settled.")})
    said = required(words, "words")
    if way == FollowUp.Way.REOPENED:
        if held.ticket is None or held.ticket.status != Status.CLOSED:
            raise Invalid(_("Only a closed ticket can be opened again."), fields={"way": way})
        closing.reopen(held.ticket, reason=said, by=by, at=at)
    held.done_at, held.done_by, held.way, held.words = at, by, way, said[:500]
    held.save(update_fields=["done_at", "done_by", "way", "words"])
    return held
