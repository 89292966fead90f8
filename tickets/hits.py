"""What a search found, as it is listed: masked, in the order of the names, and names of one character's difference together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.models import User
from customers.lookup import MOST_COUNTED, Found
from customers.models import Customer
from customers.words import Word
from servicedesk.lib.hanzi import characters, only_difference
from servicedesk.lib.masks import mask_name
from servicedesk.lib.phones import digits
from tickets.finding import Finding

MASK = "*"


@dataclass(frozen=True)
class Part:
    """A piece of a name; `differs` where its neighbour has another character."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class Hit:
    """One customer of a list, with the digit that chooses them."""

    customer: Customer
    digit: int
    parts: list[Part]


def told_of(finding: Finding, *, user: User, at: datetime) -> dict[str, Any]:
    """What the pages say of a search, and what is kept of it: that names were shown further than a mask shows them."""
    groups = side_by_side(finding.customers, sees_all=user.may("reveal"))
    twins = [hit.customer for group in groups for hit in group if len(group) > 1]
    if twins:
        audit(what="twins", by=user, at=at, facts={"customers": [str(one.pk) for one in twins]})
    found = finding.found or Found([])
    return {
        "searched": True,
        "finding": finding,
        "none": not_found(found.words, is_ticket=finding.is_number) if finding.is_nothing else "",
        "many": how_many(found) if found.is_many else "",
        "groups": groups,
        "is_choice": len(finding.customers) > 1,
    }


def side_by_side(customers: list[Customer], *, sees_all: bool) -> list[list[Hit]]:
    """The customers in groups: alone, or with those whose name differs from theirs in exactly one character."""
    groups: list[list[Customer]] = []
    for one in customers:
        kin = next((group for group in groups if any(_are_twins(one, other) for other in group)), None)
        if kin is None:
            groups.append([one])
        else:
            kin.append(one)
    digit, listed = 0, []
    for group in groups:
        names = [one.name for one in group]
        listed.append(
            [
                Hit(one, digit + place, parts_of(one.name, names, sees_all=sees_all))
                for place, one in enumerate(group, start=1)
            ]
        )
        digit += len(group)
    return listed


def _are_twins(one: Customer, other: Customer) -> bool:
    return only_difference(one.name, other.name) is not None


def parts_of(name: str, names: list[str], *, sees_all: bool) -> list[Part]:
    """A masked name among others, marked where it differs. A mask that would hide just that is moved to what they share.

    Only for people who may see names in full (`sees_all`): two masks of one name, laid over each other, hide nothing.
    """
    shown, masked = characters(name), characters(mask_name(name))
    places = {place for other in names if (place := only_difference(name, other)) is not None}
    if not places or len(masked) != len(shown):
        return [Part(mask_name(name))]
    hidden = [place for place, text in enumerate(masked) if text == MASK]
    if sees_all and places & set(hidden):
        shared = [place for place in range(len(shown)) if place not in places]
        hidden = sorted(shared, key=lambda place: (place not in hidden, -place))[: len(hidden)] or hidden
    return [Part(MASK if place in hidden else text, place in places) for place, text in enumerate(shown)]


def how_many(found: Found) -> str:
    """How many fit, and what helps."""
    if found.is_over_counted:
        return _("More than %(n)d customers fit. Add the last 4 digits of a phone.") % {"n": MOST_COUNTED}
    return _("%(n)d customers fit. Add the last 4 digits of a phone.") % {"n": found.count}


def not_found(words: list[Word], *, is_ticket: bool) -> str:
    """That nobody was found, in the words of what seems to have been looked for, and what to look at again."""
    if is_ticket:
        return _("No ticket of this number that you may see. Check the digits.")
    found = Found(words)
    number = grouped(" ".join(word.said or word.text for word in words))
    told = {
        "phone": _("No phone %(number)s. Check the last digits, or press N for somebody new."),
        "short phone": _("A mobile number has 11 digits, this one 10. Check it, or press N for somebody new."),
        "account": _("No account %(number)s. Check the last digit, or press N for somebody new."),
        "meter": _("No meter %(number)s. Check the digits, or press N for somebody new."),
        "identity": _("No ID number %(number)s. Check the digits, or press N for somebody new."),
        "tail": _("No phone and no account ends in %(number)s. Check the digits, or press N for somebody new."),
        "figures": _("No phone and no account ends in %(number)s. Check the digits, or press N for somebody new."),
        "letters": _("Nobody has the initials “%(number)s”. Take fewer letters, or press N for somebody new."),
    }
    sentence = told.get(found.meant) or _("Nobody fits “%(number)s”. Take fewer words, or press N for somebody new.")
    return sentence % {"number": number}


def grouped(number: str) -> str:
    """A long number in groups of four, as it is read out; a telephone as 3-4-4."""
    if digits(number) != number or len(number) <= 6:
        return number
    if len(number) == 11 and number.startswith("1"):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
