"""Other systems are let in, changed and shut out; every change stands in the audit as it was and as it is."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from ipaddress import ip_network
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, end_grant, grant
from accounts.models import Grant, Unit, User
from accounts.roles import MAY, Role
from hotline.actions.keys import add_key
from hotline.models import ApiClient
from hotline.refusals import ClientChanged, SourceTaken
from servicedesk.lib.refusals import Invalid
from tickets.actions.spine import database_time
from tickets.models import Ticket

FIELDS = ("name", "scopes", "addresses", "per_minute", "language", "must_sign")
# What a machine may be trusted with; who manages the product is a person.
MACHINE_ROLES = (
    *(Role.HOTLINE, Role.CLERK, Role.DISPATCHER, Role.CREW, Role.COMPLAINTS, Role.CALLBACK),
    *(Role.SUPERVISOR, Role.AUDITOR),
)
MOST_A_MINUTE = 1_000_000
MOST_NETWORKS = 20


class Issued(NamedTuple):
    """A client and the text of a key of its, which can be read nowhere afterwards."""

    client: ApiClient
    key: str


@transaction.atomic
def make_client(
    *,
    org: Unit,
    name: str,
    source: str,
    by: User | None = None,
    secret: str | None = None,
    scopes: tuple[str, ...] = (),
    role: str = Role.HOTLINE,
    unit: Unit | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """Let another system in as its own service user, with a role (the hotline's) at a unit (None: the whole company).

    The secret is made here and returned this once. With a `secret` of one's own (a key, or its secret part) the same call
    again gives the same client and key. Raises SourceTaken, Invalid.
    """
    client = ApiClient.objects.select_for_update().filter(source=source).first()
    if client is None:
        client = let_in(org=org, name=name, source=source, role=role, places=[unit or org], scopes=scopes, by=by)
    elif client.org_id != org.pk or secret is None:
        raise SourceTaken(source)
    return Issued(client, add_key(client, by=by, secret=secret, expires_at=expires_at))


@transaction.atomic
def let_in(
    *,
    org: Unit,
    name: str,
    source: str,
    role: str,
    places: Iterable[Unit],
    scopes: Iterable[str] = (),
    language: str = "",
    by: User | None = None,
) -> ApiClient:
    """Make a client that holds no key yet, and so opens nothing. Raises SourceTaken, Invalid."""
    chosen = _known_verbs(scopes)
    if (
        ApiClient.objects.filter(source=source).exists()
        or Ticket.objects.filter(source=source).exclude(org=org).exists()
    ):
        raise SourceTaken(source)
    login = f"api-{secrets.token_hex(6)}"
    user = User.objects.create_user(login, None, name=name, org=org, home=org, is_service=True)
    client = ApiClient(org=org, user=user, name=name, source=source, scopes=chosen, language=language, created_by=by)
    client.save(force_insert=True)
    for place in places:
        grant(user, role=role, unit=place)
    facts = {"client": str(client.pk), "after": state_of(client)}
    audit(what="api_client_made", by=by, at=database_time(), facts=facts)
    return client


@transaction.atomic
def change_client(
    client: ApiClient,
    *,
    told: Mapping[str, object],
    role: str,
    places: Iterable[Unit],
    version: int,
    by: User,
    at: datetime,
) -> ApiClient:
    """Change what a client may do, from where, how often and where in the company; it holds from its next request on.

    Raises ClientChanged where somebody was quicker, Invalid.
    """
    locked = ApiClient.objects.select_for_update().select_related("user", "org").get(pk=client.pk)
    if locked.version != version:
        raise ClientChanged
    before = state_of(locked)
    for field in FIELDS:
        setattr(locked, field, told[field])
    locked.scopes = [verb for verb in _known_verbs(locked.scopes) if role in MAY[verb]]
    locked.addresses = networks(locked.addresses)
    locked.version += 1
    locked.save(update_fields=[*FIELDS, "version"])
    User.objects.filter(pk=locked.user_id).update(name=locked.name)
    _place(locked.user, role=role, places=places, at=at)
    after = state_of(locked)
    if after != before:
        facts = {"client": str(locked.pk), **_differences(before, after)}
        audit(what="api_client_changed", by=by, at=at, facts=facts)
    return locked


@transaction.atomic
def switch_client(client: ApiClient, *, on: bool, by: User, at: datetime) -> None:
    """Shut a client out at its next request, or let it in again with the keys that are still good; twice is once."""
    if ApiClient.objects.filter(pk=client.pk, is_active=not on).update(is_active=on):
        what = "api_client_opened" if on else "api_client_shut"
        audit(what=what, by=by, at=at, facts={"client": str(client.pk), "before": {"on": not on}, "after": {"on": on}})


def state_of(client: ApiClient) -> dict[str, object]:
    """What stands in the audit of a client: its settings, its role and where it holds it."""
    grants = list(Grant.objects.live().filter(person_id=client.user_id).select_related("unit"))
    told: dict[str, object] = {field: getattr(client, field) for field in FIELDS}
    roles = sorted({given.role for given in grants})
    return told | {"role": ", ".join(roles), "places": sorted(given.unit.code for given in grants)}


def networks(told: Iterable[object]) -> list[str]:
    """Return addresses and networks as networks, each once. Raises Invalid on what is none."""
    found: list[str] = []
    for text in told:
        try:
            network = str(ip_network(str(text).strip(), strict=False))
        except ValueError:
            sentence = _("“%(text)s” is no address and no network. Write 203.0.113.7 or 203.0.113.0/24.")
            raise Invalid(sentence % {"text": str(text)[:60]}, fields={"addresses": str(text)[:60]}) from None
        found += [network] if network not in found else []
    if len(found) > MOST_NETWORKS:
        raise Invalid(_("At most %(most)d networks.") % {"most": MOST_NETWORKS}, fields={"addresses": str(len(found))})
    return found


def _known_verbs(scopes: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(scopes))
    unknown = [verb for verb in chosen if verb not in MAY]
    if unknown:
        raise Invalid(_("There is no such verb: %(verb)s") % {"verb": unknown[0]}, fields={"scopes": unknown[0]})
    return chosen


def _place(user: User, *, role: str, places: Iterable[Unit], at: datetime) -> None:
    wanted = {place.pk: place for place in places}
    for given in Grant.objects.live().filter(person=user):
        if given.role == role and given.unit_id in wanted:
            wanted.pop(given.unit_id)
        else:
            end_grant(given, at=at)
    for place in wanted.values():
        grant(user, role=role, unit=place)


def _differences(before: dict[str, object], after: dict[str, object]) -> dict[str, dict[str, object]]:
    changed = [name for name in after if before[name] != after[name]]
    return {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
