"""Who of ours somebody is elsewhere: linked by an administrator, or, where the company says so, by staff number."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.auditing import audit
from accounts.models import SsoLink, SsoProvider, Unit, User
from accounts.policy import StaleRules
from accounts.sso import COLUMN
from servicedesk.lib.refusals import Invalid, Refusal
from servicedesk.lib.sealing import seal


class NobodyHere(Refusal):
    """The identity is good and is nobody's here."""

    code = "sso_nobody"
    status = 403

    def sentence(self) -> str:
        return _("Nobody here is linked to this identity. Ask your administrator, or sign in with your password.")


@transaction.atomic
def person_of(provider: SsoProvider, claims: dict[str, Any], *, at: datetime) -> User:
    """The member of staff whose identity this is. A claim links once, by an exact staff number of this company. Raises NobodyHere."""
    known = SsoLink.objects.filter(issuer=provider.issuer, subject=claims["sub"]).select_related("user__org").first()
    person = known.user if known else _by_number(provider, claims, at=at)
    if person is None or not person.is_active or person.is_service or person.org_id != provider.org_id:
        raise NobodyHere
    return person


def _by_number(provider: SsoProvider, claims: dict[str, Any], *, at: datetime) -> User | None:
    number = claims.get(provider.staff_claim) if provider.staff_claim else None
    if not isinstance(number, str) or not number:
        return None
    people = User.objects.filter(org=provider.org, staff_number=number, is_active=True, is_service=False)
    found = list(people.exclude(sso_links__issuer=provider.issuer).select_related("org")[:2])
    if len(found) != 1:
        return None
    return link(found[0], provider, subject=claims["sub"], by=None, at=at).user


@transaction.atomic
def link(person: User, provider: SsoProvider, *, subject: str, by: User | None, at: datetime) -> SsoLink:
    """Say who somebody is at the provider; whatever was said before of them there is replaced. Raises Invalid."""
    subject = subject.strip()
    if not subject or person.org_id != provider.org_id or person.is_service:
        raise Invalid(_("Say whose subject it is, and what it is."), fields={"subject": _("missing")})
    taken = SsoLink.objects.filter(issuer=provider.issuer, subject=subject).exclude(user=person).first()
    if taken is not None:
        raise Invalid(
            _("This subject is %(name)s already.") % {"name": taken.user.name}, fields={"subject": _("taken")}
        )
    made, _is_new = SsoLink.objects.update_or_create(
        user=person,
        issuer=provider.issuer,
        defaults={"subject": subject, "org": person.org, "linked_at": at, "linked_by": by},
    )
    audit(what="sso_linked", by=by or person, at=at, facts={"person": str(person.pk), "by_claim": by is None})
    return made


@transaction.atomic
def unlink(held: SsoLink, *, by: User, at: datetime) -> None:
    """Take a link away; their sessions end, for some were begun by it."""
    person = held.user
    held.delete()
    person.sessions.all().delete()
    audit(what="sso_unlinked", by=by, at=at, facts={"person": str(person.pk)})


@transaction.atomic
def set_provider(org: Unit, *, seen: int, words: dict[str, Any], by: User, at: datetime) -> SsoProvider:
    """Say which provider a company trusts; the secret is sealed, and an empty one keeps the old. Raises StaleRules, Invalid."""
    held = SsoProvider.objects.select_for_update().filter(org=org).first()
    if seen != (held.version if held else 0):
        raise StaleRules
    secret = words.pop("secret", "")
    provider = held or SsoProvider(org=org, version=0)
    if not secret and not held:
        raise Invalid(_("The client's secret is missing."), fields={"secret": _("missing")})
    if SsoProvider.objects.exclude(org=org).filter(slug=words["slug"]).exists():
        raise Invalid(_("Another company has this short name."), fields={"slug": _("taken")})
    for name, value in words.items():
        setattr(provider, name, value)
    if secret:
        provider.sealed = seal(secret, column=COLUMN)
    provider.version += 1
    provider.save()
    told = {name: str(value) for name, value in words.items()} | {"secret": "***" if secret else ""}
    audit(what="sso_set", by=by, at=at, facts={"after": told})
    return provider
