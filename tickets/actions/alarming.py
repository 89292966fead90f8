"""Somebody is in danger: those who lead and send are told at once, before anything is saved."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions import tell
from accounts.models import Unit, User
from accounts.roles import Role
from tickets.actions.telling import with_role
from tickets.asking import asked, words_of
from tickets.choosing import Choice

TOLD = (Role.SUPERVISOR, Role.DISPATCHER)


@transaction.atomic
def raise_alarm(choice: Choice, answers: dict[str, str], *, sheet: UUID, hall: Unit, by: User, at: datetime) -> bool:
    """Tell the supervisors and dispatchers of the hall what is dangerous, once for each sheet; False if nothing is.

    The notice names hall, category and the dangerous answers, and nobody: what is typed is not in it.
    """
    if choice.category is None or not choice.face.is_hazard(answers):
        return False
    people = {person.pk: person for role in TOLD for person in with_role(role, hall) if person != by}
    facts = {"hall": hall.name, "category": choice.category.name, "danger": _dangers(choice, answers), "by": by.name}
    tell(people.values(), key=f"hazard:{sheet}", what="hazard", at=at, path="/notices/", facts=facts)
    return True


def _dangers(choice: Choice, answers: dict[str, str]) -> str:
    questions = choice.face.questions
    told = [(one, answers.get(one.code, "")) for one in asked(questions, answers)]
    return "；".join(
        f"{one.label}：{words_of(one, given)}" for one, given in told if [one.code, given] in choice.face.hazards
    )
