"""The one adaptor through which texts leave the building: to customers by SMS, to staff by the company's messenger."""

import json
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from servicedesk.lib import mail

TIMEOUT = 5


class NotDelivered(Exception):
    """The gateway did not take the request; all that was in it is to be tried again with the same keys."""


@dataclass(frozen=True)
class Text:
    """One text on its way; `key` lets the gateway drop a repeat."""

    key: str
    to: str
    text: str


@dataclass(frozen=True)
class Gateway:
    """Where texts of one channel are posted, or mailed (then `token` is the sender); without a `url` they leave nobody's letterbox. `batch`: texts in one request."""

    url: str = ""
    token: str = ""
    batch: int = 1


class _Straight(HTTPRedirectHandler):
    """A gateway that points elsewhere has taken nothing: followed, the texts would be lost on the way."""

    def redirect_request(self, *_words: Any) -> None:
        return None


_OPENER = build_opener(_Straight)


def gateway(channel: str) -> Gateway:
    """The gateway of a channel, as it was told to the settings."""
    return Gateway(**settings.GATEWAYS[channel]) if channel in settings.GATEWAYS else Gateway()


def hand_over(texts: Sequence[Text], to: Gateway) -> dict[str, str]:
    """Hand texts to the gateway by one HTTP POST and return, by key, why some were not taken.

    One text: `{"to", "text"}` with its key as `Idempotency-Key`, taken by a 2xx. With a batch larger than one:
    `{"messages": [{"key", "to", "text"}]}`, answered by `{"results": [{"key", "taken", "error"}]}`; what the answer does
    not call taken is not. Raises NotDelivered when there is no such answer within five seconds.
    """
    if to.url.startswith("smtp"):
        (only,) = texts
        return _mailed(only, to)
    if to.batch == 1:
        (only,) = texts
        _post({"to": only.to, "text": only.text}, to, {"Idempotency-Key": only.key})
        return {}
    told = [{"key": one.key, "to": one.to, "text": one.text} for one in texts]
    answer = _post({"messages": told}, to, {})
    try:
        results = {one["key"]: one for one in json.loads(answer)["results"]}
    except (ValueError, KeyError, TypeError) as error:
        raise NotDelivered("not understood") from error
    refused = {one.key: results.get(one.key, {}) for one in texts if results.get(one.key, {}).get("taken") is not True}
    return {key: str(result.get("error") or "not taken")[:80] for key, result in refused.items()}


def _mailed(one: Text, to: Gateway) -> dict[str, str]:
    try:
        mail.send(key=one.key, to=one.to, text=one.text, server=to.url, sender=to.token)
    except (OSError, smtplib.SMTPException) as error:
        code = getattr(error, "smtp_code", "")
        raise NotDelivered(f"{type(error).__name__} {code}".strip()) from error
    return {}


def _post(body: dict[str, Any], to: Gateway, headers: dict[str, str]) -> bytes:
    headers = headers | {"Content-Type": "application/json"}
    if to.token:
        headers["Authorization"] = f"Bearer {to.token}"
    request = Request(to.url, data=json.dumps(body).encode(), headers=headers, method="POST")
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            if not 200 <= answer.status < 300:
                raise NotDelivered(f"HTTP {answer.status}")
            said: bytes = answer.read()
            return said
    except URLError as error:
        code = getattr(error, "code", None)
        raise NotDelivered(f"HTTP {code}" if code else type(error.reason).__name__) from error
    except OSError as error:
        raise NotDelivered(type(error).__name__) from error


def parts_of(text: str) -> int:
    """As how many a network sends and charges a text: 70 signs alone and 67 each of several; 160 and 153 of plain ones."""
    alone, each = (160, 153) if text.isascii() else (70, 67)
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= alone else -(-length // each)
