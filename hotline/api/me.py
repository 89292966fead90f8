"""Who am I here, what may I do, and what time is it."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import MAY
from hotline.api.door import Door
from hotline.api.shapes import PersonOut, PlaceOut
from hotline.models import ApiKey
from servicedesk.lib.gate import SIGNED_IN


class Me(Door):
    """The caller."""

    verbs = {"list": SIGNED_IN}

    def list(self, request: Request) -> Response:
        me, key = self.me, request.auth if isinstance(request.auth, ApiKey) else None
        told = {
            **PersonOut(me).data,
            "is_service": me.is_service,
            "company": PlaceOut(me.org).data if me.org else None,
            "roles": sorted(me.roles()),
            "verbs": [verb for verb in MAY if me.may(verb) and (key is None or key.client.covers(verb))],
            "client": client_of(key) if key else None,
            "server_time": timezone.localtime(timezone.now()).isoformat(),
        }
        return Response(told)


def client_of(key: ApiKey) -> dict[str, Any]:
    """What a client may know of itself and of the key it came with."""
    expires = timezone.localtime(key.expires_at).isoformat() if key.expires_at else None
    known = {"name": key.client.name, "source": key.client.source, "scopes": key.client.scopes}
    return known | {"key": str(key), "expires_at": expires}
