"""A crew's phone for the tests: it numbers its actions, and sends them over a network that may fail."""

import io
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from fieldwork.phonekeys import keys_of

NEAR = {"latitude": "30.25001", "longitude": "120.16500", "accuracy": "12"}
FAR = {"latitude": "30.26500", "longitude": "120.16500", "accuracy": "15"}


def picture(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


class Phone:
    """One person's phone. `wrong`: by how much its clock is behind; what it measures puts that right."""

    def __init__(self, user: User, *, wrong: timedelta = timedelta(0)) -> None:
        self.client, self.user, self.wrong = Client(), user, wrong
        self.client.force_login(user)
        self.seq, self.device = 0, uuid4()

    def action(self, verb: str, number: str, at: datetime | None = None, **fields: Any) -> dict[str, Any]:
        """What the phone keeps in its queue until it is confirmed."""
        self.seq += 1
        told = {"id": str(uuid4()), "verb": verb, "number": number, "seq": self.seq, "device": str(self.device)}
        told |= {"person": keys_of(self.user).person, "off": round(self.wrong.total_seconds() * 1000)}
        if at is not None:
            told["device_at"] = (at - self.wrong).isoformat()
        return told | fields

    def photo(self, number: str, data: bytes, at: datetime | None = None, **fields: Any) -> dict[str, Any]:
        told = {"sha256": sha256(data).hexdigest(), "file": data} | fields
        return self.action("photo", number, at, **told)

    def send(self, action: dict[str, Any]) -> Any:
        told = dict(action)
        if isinstance(told.get("file"), bytes):
            told["file"] = SimpleUploadedFile("photo.jpg", told["file"], content_type="image/jpeg")
        return self.client.post("/m/sync/", told)

    def does(self, verb: str, number: str, at: datetime | None = None, **fields: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.send(self.action(verb, number, at, **fields)).json()
        return answer
