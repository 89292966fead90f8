"""@: a colleague is called to a case by a note; only one who may see it."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from servicedesk.lib.refusals import Invalid
from tickets.actions.telling import path_of
from tickets.models import Ticket

# A sign inside a word is part of an address, not a call.
CALLED = re.compile(r"(?<![\w.])[@＠]([A-Za-z]{2,20}|[\u3400-\u9fff·]{2,12})")
LONGEST_NAME = 6


def called_in(text: str, ticket: Ticket) -> list[User]:
    """The colleagues whom a text calls by name, sign-in name or initials (`@何琳`, `@hl`); an unknown one is just text.

    Raises Invalid where several are meant, or where the one who is meant may not see the case.
    """
    found: dict[object, User] = {}
    for word in CALLED.findall(text):
        person = _person(word, ticket)
        if person is None:
            continue
        if not Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists():
            said = _(
                "%(name)s may not see this ticket, so they cannot be called to it. Pass it on, or ask the shift leader."
            )
            raise Invalid(said % {"name": person.name}, fields={"text": person.name})
        found[person.pk] = person
    return list(found.values())


def _person(word: str, ticket: Ticket) -> User | None:
    people = User.objects.filter(org_id=ticket.org_id, is_active=True, is_service=False)
    if word.isascii():
        rows = list(people.filter(login=word.lower())[:1] or people.filter(initials=word.lower())[:2])
    else:
        # Chinese goes on without a space: the longest beginning that is somebody's name.
        named = people.filter(name__in=[word[:n] for n in range(2, LONGEST_NAME + 1)])
        rows = sorted(named, key=lambda one: -len(one.name))
        rows = [one for one in rows if len(one.name) == len(rows[0].name)][:2]
    if len(rows) > 1:
        names = "、".join(f"{one.name} {one.staff_number}" for one in rows)
        said = _("“@%(word)s” fits several: %(names)s. Write the sign-in name instead.") % {
            "word": word,
            "names": names,
        }
        raise Invalid(said, fields={"text": names})
    return rows[0] if rows else None


def tell_called(ticket: Ticket, people: list[User], *, by: User, at: datetime) -> None:
    """One notice to each of them about this note."""
    facts = {"number": ticket.number, "short": ticket.short_number, "by": by.name}
    others = [user for user in people if user.pk != by.pk]
    tell(others, key=f"mention:{ticket.pk}:{ticket.seq}", what="mention", at=at, path=path_of(ticket), facts=facts)
