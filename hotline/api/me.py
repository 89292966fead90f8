"""Who am I here, what may I do, how often, and what time is it."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Grant
from accounts.roles import MAY
from hotline.api.door import Door
from hotline.api.says import says
from hotline.api.shapes import Out, PersonOut, PlaceOut
from hotline.models import ApiKey
from hotline.rest.caller import caller_of
from hotline.rest.limits import Budget
from servicedesk.lib.gate import SIGNED_IN


class ClientOut(Out):
    """What a client may know of itself and of the key it came with."""

    name = serializers.CharField(source="at.client.name")
    source = serializers.CharField(source="at.client.source")  # type: ignore[assignment]
    scopes = serializers.ListField(source="at.client.scopes", child=serializers.CharField())
    token_scopes = serializers.SerializerMethodField()
    addresses = serializers.ListField(source="at.client.addresses", child=serializers.CharField())
    must_sign = serializers.BooleanField(source="at.client.must_sign")
    language = serializers.CharField(source="at.client.language")
    key = serializers.CharField(source="at.__str__")
    way = serializers.CharField()
    expires_at = serializers.DateTimeField(source="at.expires_at", allow_null=True)

    def get_token_scopes(self, came: dict[str, Any]) -> list[str]:
        return sorted(came["at"].narrowed)


class LimitsOut(Out):
    """How often it may come, and how much of that is left."""

    per_minute = serializers.IntegerField()
    burst = serializers.IntegerField()
    remaining = serializers.IntegerField()
    reset = serializers.IntegerField()


class MeOut(PersonOut):
    """The caller: `verbs` are what it may do, role and scopes together; `places` where."""

    is_service = serializers.BooleanField()
    company = PlaceOut(allow_null=True)
    roles = serializers.ListField(child=serializers.CharField())
    places = PlaceOut(many=True)
    verbs = serializers.ListField(child=serializers.CharField())
    client = ClientOut(allow_null=True)
    limits = LimitsOut(allow_null=True)
    server_time = serializers.DateTimeField()


class Me(Door):
    """The caller."""

    verbs = {"list": SIGNED_IN}

    @says(gives=MeOut)
    def list(self, request: Request) -> Response:
        """Who am I here, what may I do, and what time is it."""
        me, key = self.me, request.auth if isinstance(request.auth, ApiKey) else None
        came = caller_of(request._request)
        places = Grant.objects.live().filter(person=me).select_related("unit").order_by("unit__path")
        told = {
            "id": me.pk,
            "name": me.name,
            "staff_number": me.staff_number,
            "is_service": me.is_service,
            "company": me.org,
            "roles": sorted(me.roles()),
            "places": [given.unit for given in places],
            "verbs": [verb for verb in MAY if me.may(verb) and (key is None or key.covers(verb))],
            "client": key and {"way": came.way if came else "key", "at": key},
            "limits": limits_of(came.budget) if came and came.budget else None,
            "server_time": timezone.now(),
        }
        return self.one(told)


def limits_of(budget: Budget) -> dict[str, int]:
    """How often it may come, and how much of that is left."""
    told = budget.headers()
    policy = told["RateLimit-Policy"].rpartition("=")[2]
    return {"per_minute": budget.limit, "burst": int(policy), "remaining": budget.remaining, "reset": budget.reset}
