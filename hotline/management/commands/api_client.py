"""Let another system in, give it one more key, or shut it out."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Unit
from accounts.roles import Role
from hotline import actions
from hotline.models import ApiClient, ApiKey
from servicedesk.lib.refusals import Refusal


class Command(BaseCommand):
    help = "Make an API client and print its key this once; --another-key and --revoke change it later."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="the name under which its own numbers are unique, such as 95598")
        parser.add_argument("--name", default="", help="what people call it (default: the source)")
        parser.add_argument("--at", default="", help="code of the hall, crew, desk or company it works for")
        parser.add_argument("--role", choices=Role.values, default=Role.HOTLINE)
        parser.add_argument("--scope", action="append", default=[], help="a verb it may use (default: all of its role)")
        parser.add_argument("--days", type=int, help="for how many days the key is good (default: for ever)")
        parser.add_argument("--another-key", action="store_true", help="one more key, to change over")
        parser.add_argument(
            "--signing", metavar="PREFIX", help="print what signs requests under this key (hl_PREFIX_…)"
        )
        parser.add_argument("--revoke", metavar="PREFIX", help="take back one key (hl_PREFIX_…), or `all` of them")

    def handle(self, *args: Any, source: str, **told: Any) -> None:
        try:
            self.stdout.write(self._done(source, **told))
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal

    def _done(self, source: str, **told: Any) -> str:
        if told["signing"]:
            return _key(source, told["signing"]).signing_secret
        if told["revoke"]:
            return self._revoked(source, told["revoke"])
        expires = timezone.now() + timedelta(days=told["days"]) if told["days"] else None
        if told["another_key"]:
            return actions.add_key(_client(source), expires_at=expires)
        unit = _unit(told["at"])
        facts = {"name": told["name"] or source, "role": told["role"], "scopes": tuple(told["scope"])}
        # The query has left out whatever stands above the companies.
        org = cast(Unit, unit.org)
        return actions.make_client(org=org, source=source, unit=unit, expires_at=expires, **facts).key

    def _revoked(self, source: str, prefix: str) -> str:
        keys = ApiKey.objects.filter(client=_client(source), revoked_at__isnull=True)
        chosen = list(keys if prefix == "all" else keys.filter(prefix=prefix.removeprefix("hl_").split("_")[0]))
        for key in chosen:
            actions.revoke_key(key)
        return f"{len(chosen)} revoked"


def _key(source: str, prefix: str) -> ApiKey:
    plain = prefix.removeprefix("hl_").split("_")[0]
    key = ApiKey.objects.live().filter(client=_client(source), prefix=plain).first()
    if key is None:
        raise CommandError(f"There is no live key “{prefix}” of {source}.")
    return key


def _client(source: str) -> ApiClient:
    client = ApiClient.objects.filter(source=source).first()
    if client is None:
        raise CommandError(f"There is no API client “{source}”.")
    return client


def _unit(code: str) -> Unit:
    """The unit of this code; without one the only company there is."""
    inside = Unit.objects.filter(org__isnull=False)
    found = inside.filter(code=code) if code else inside.filter(kind=Unit.Kind.COMPANY)
    if found.count() != 1:
        known = ", ".join(inside.values_list("code", flat=True)[:40])
        raise CommandError(f"--at names one unit out of: {known}")
    return found.get()
