"""Show an integrator what a signature has to be made over. Nothing is looked up but the key, nothing is changed."""

import time
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from hotline.api.door import Opened
from hotline.models import ApiKey
from hotline.refusals import TooFast
from hotline.rest import MOST_BYTES, TooLarge
from hotline.rest.doorkeeper import signed_parts
from hotline.rest.limits import LIMITS
from hotline.signing import GIVEN, SCHEME, Signed
from servicedesk.lib.sealing import blind_index

ECHOES_A_MINUTE = 60


class Echo(Opened):
    """Open to everybody: it tells only what was sent, and whether the signature that came along fits it."""

    def post(self, request: Request) -> Response:
        address = blind_index(request.META.get("REMOTE_ADDR", ""), column="hotline.echo")
        budget = LIMITS.take(f"echo:{address}", ECHOES_A_MINUTE)
        if not budget.passes:
            raise TooFast(max(1, budget.wait))
        plain = request._request
        if len(plain.body) > MOST_BYTES:
            raise TooLarge
        told = signed_parts(plain)
        scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
        verdict = judged(told, given.strip()) if scheme.upper() == SCHEME else {"matches": None, "why": ""}
        lines = told.text().split("\n")
        return Response({"string_to_sign": told.text(), "lines": lines, "body_bytes": len(told.body), **verdict})


def judged(told: Signed, given: str) -> dict[str, Any]:
    """Whether a signature fits, and if not, what is wrong with it; a nonce is not used up."""
    shape = GIVEN.fullmatch(given)
    key = ApiKey.objects.named(shape["prefix"]) if shape else None
    if shape is None or key is None or not told.is_signed_by(key.signing_secret, shape["signature"]):
        return {"matches": False, "why": _("The signature does not fit, or the key is not good.")}
    if not told.is_fresh(time.time()):
        return {
            "matches": False,
            "why": _("The timestamp is more than five minutes off, or the nonce has a wrong shape."),
        }
    return {"matches": True, "why": ""}
