"""One box to find a customer: what was typed is counted and kept nowhere, and nobody learns by it what a mask hides."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actions import count_lookup
from accounts.models import User
from customers.models import Customer, CustomerQuerySet, Secrecy
from customers.searching import fitting
from customers.words import TAIL, Word, groups_of, meant, words_of
from servicedesk.lib.pinyin import sort_key
from servicedesk.lib.refusals import Invalid

MOST_HITS = 9
MOST_COUNTED = 300


@dataclass(frozen=True)
class Found:
    """The customers whom a search fits, in the order of their names: at most nine, and how many there are in all.

    `restricted` are keys of secret customers, where nobody else fits: that there is one may be known, and nothing more.
    `meant` is what somebody seems to have looked for, so that not finding it can be told in its words.
    """

    words: list[Word]
    count: int = 0
    customers: list[Customer] = field(default_factory=list)
    restricted: list[UUID] = field(default_factory=list)

    @property
    def is_many(self) -> bool:
        return self.count > MOST_HITS

    @property
    def is_over_counted(self) -> bool:
        """Whether there are more than anybody counts."""
        return self.count > MOST_COUNTED

    @property
    def meant(self) -> str:
        return meant(self.words)


def look_up(typed: str, *, by: User, at: datetime) -> Found:
    """Find customers by phone, account, meter, ID, name, initials or address, whole or by the parts people say.

    Figures need at least 4. Whoever may not see numbers in full finds by the last 4, which every mask shows, or by the
    whole number: with anything between, a mask could be guessed away figure by figure.
    """
    words = words_of(typed)
    if not words:
        raise Invalid(_("Type a phone, an account number, its last 4 digits, a name or its pinyin initials."))
    sees_all = by.may("reveal")
    _check(words, sees_all=sees_all)
    is_partial = not all(word.is_whole for word in words)
    count_lookup(by, at=at, facts={"length": len(typed.strip()), "partial": is_partial}, sees_all=sees_all)
    orgs = by.orgs()
    found = _found(words, by, orgs, sees_all=sees_all)
    groups = groups_of(typed)
    if not found and len(groups) > len(words) and all(len(word.text) >= TAIL for word in groups):
        _check(groups, sees_all=sees_all)
        found = _found(groups, by, orgs, sees_all=sees_all)
    if not found:
        return Found(words, restricted=_restricted(typed, by))
    return Found(words, len(found), _people(found[:MOST_HITS]))


def _restricted(typed: str, by: User) -> list[UUID]:
    """Secret customers whom the words fit and this person may not see; a machine is not even told that there are any."""
    if not by.may("secrecy_ask"):
        return []
    secret = Customer.objects.known_to(by).listed().filter(secrecy=Secrecy.SECRET)
    return list(among(secret, typed, by=by).values_list("pk", flat=True)[:MOST_HITS])


def among(customers: CustomerQuerySet, typed: str, *, by: User) -> CustomerQuerySet:
    """Of `customers` those whom the words fit, by the same rule; for a second list beside a search that was counted."""
    return fitting(customers, words_of(typed), orgs=by.orgs(), whole_only=not by.may("reveal"))


def _check(words: list[Word], *, sees_all: bool) -> None:
    """Refuse what is too little to search by, or more than this person may find out."""
    for word in words:
        if word.kind == "figures" and len(word.text) < TAIL:
            raise Invalid(_("Type at least 4 digits, or a name."))
        if word.kind == "figures" and not sees_all and len(word.text) != TAIL and not word.is_whole:
            raise Invalid(_("You see numbers masked, so they are found by their last 4 digits or by the whole number."))
    if len(words) == 1 and words[0].kind == "letters" and len(words[0].text) < 2:
        raise Invalid(_("Type at least 2 letters, or add the last digits of a phone."))


def _found(words: list[Word], by: User, orgs: set[UUID], *, sees_all: bool) -> list[UUID]:
    visible = Customer.objects.visible_to(by).listed()
    fits = fitting(visible, words, orgs=orgs, whole_only=not sees_all, most=MOST_COUNTED + 1)
    return list(fits.values_list("pk", flat=True)[: MOST_COUNTED + 1])


def _people(keys: list[UUID]) -> list[Customer]:
    people = Customer.objects.filter(pk__in=keys).prefetch_related("phones", "holdings__supply_point")
    return sorted(people, key=lambda one: (*sort_key(one.name), one.pk))
