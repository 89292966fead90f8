"""Who am I here, what may I do, how often, and what time is it."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Grant
from accounts.roles import MAY
from hotline.api.door import Door
from hotline.api.shapes import PersonOut, PlaceOut
from hotline.models import ApiKey
from hotline.rest.caller import caller_of
from hotline.rest.limits import Budget
from servicedesk.lib.gate import SIGNED_IN


class Me(Door):
    """The caller."""

    verbs = {"list": SIGNED_IN}

    def list(self, request: Request) -> Response:
        me, key = self.me, request.auth if isinstance(request.auth, ApiKey) else None
        came = caller_of(request._request)
        places = Grant.objects.live().filter(person=me).select_related("unit").order_by("unit__path")
        told = {
            **PersonOut(me).data,
            "is_service": me.is_service,
            "company": PlaceOut(me.org).data if me.org else None,
            "roles": sorted(me.roles()),
            "places": [PlaceOut(given.unit).data for given in places],
            "verbs": [verb for verb in MAY if me.may(verb) and (key is None or key.covers(verb))],
            "client": client_of(key, came.way if came else "key") if key else None,
            "limits": limits_of(came.budget) if came and came.budget else None,
            "server_time": timezone.localtime(timezone.now()).isoformat(),
        }
        return Response(told)


def client_of(key: ApiKey, way: str) -> dict[str, Any]:
    """What a client may know of itself and of the key it came with."""
    client = key.client
    return {
        "name": client.name,
        "source": client.source,
        "scopes": client.scopes,
        "token_scopes": sorted(key.narrowed),
        "addresses": client.addresses,
        "must_sign": client.must_sign,
        "language": client.language,
        "key": str(key),
        "way": way,
        "expires_at": timezone.localtime(key.expires_at).isoformat() if key.expires_at else None,
    }


def limits_of(budget: Budget) -> dict[str, int]:
    """How often it may come, and how much of that is left."""
    told = budget.headers()
    policy = told["RateLimit-Policy"].rpartition("=")[2]
    return {"per_minute": budget.limit, "burst": int(policy), "remaining": budget.remaining, "reset": budget.reset}
