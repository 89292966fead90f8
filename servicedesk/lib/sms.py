"""The one adaptor through which text messages leave the building."""

import json
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

TIMEOUT = 5


class NotDelivered(Exception):
    """The gateway did not take the message; it is to be tried again with the same key."""


def send(number: str, text: str, *, key: str) -> None:
    """Hand one text to the gateway at SMS_GATEWAY_URL by HTTP POST; `key` lets it drop a repeat.

    Without a gateway the message stays in the letterbox, where `/manage/messages/` shows it as the customer would see it.
    Raises NotDelivered when the gateway does not answer 2xx within five seconds.
    """
    if not settings.SMS_GATEWAY_URL:
        return
    body = json.dumps({"to": number, "text": text}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if settings.SMS_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    request = Request(settings.SMS_GATEWAY_URL, data=body, headers=headers, method="POST")
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            if not 200 <= answer.status < 300:
                raise NotDelivered(f"HTTP {answer.status}")
    except (URLError, OSError) as error:
        raise NotDelivered(type(error).__name__) from error
