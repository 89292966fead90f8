"""Who stands in for whom: a colleague who is away has a deputy, who sees their cases and may go on with them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Absence, User
from servicedesk.lib.refusals import Refusal
from servicedesk.templatetags.hall import hall_time
from tickets.models import Ticket


class IsAway(Refusal):
    """The person is away just now; it says until when, and who stands in."""

    code = "is_away"
    status = 409

    def __init__(self, absence: Absence) -> None:
        super().__init__(absence)
        self.absence = absence

    def sentence(self) -> str:
        facts = {
            "who": self.absence.person.name,
            "until": hall_time(self.absence.until_at, self.absence.from_at),
        }
        if self.absence.deputy is None:
            return _("%(who)s is away until %(until)s. Choose somebody else.") % facts
        facts["deputy"] = self.absence.deputy.name
        return _("%(who)s is away until %(until)s; %(deputy)s stands in. Choose somebody else.") % facts


def away_for(user: User) -> QuerySet[Absence, object]:
    """The keys of the people for whom this person stands in now, as a part of another question."""
    return Absence.objects.now().filter(deputy=user).values("person_id")


def is_deputy(user: User, ticket: Ticket) -> bool:
    """Whether the case belongs to somebody for whom this person stands in now."""
    return away_for(user).filter(person_id__in=[ticket.handler_id, ticket.first_contact_id]).exists()


def stand_ins(people: Iterable[UUID]) -> dict[UUID, User]:
    """Who stands in now for each of these who is away."""
    rows = Absence.objects.now().filter(person__in=list(people), deputy__is_active=True, deputy__is_service=False)
    return {row.person_id: row.deputy for row in rows.select_related("deputy") if row.deputy}


def refuse_if_away(person: User) -> None:
    """Give nothing to somebody who is not there. Raises IsAway."""
    absence = Absence.objects.now().filter(person=person).select_related("person", "deputy").first()
    if absence is not None:
        raise IsAway(absence)
