"""Sessions kept as rows: who, since when, from where; dead when unused for too long, dead at their end, dead when taken away.

One statement reads a session, as Django's own store does; at most once a minute another one says that it is alive.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, router, transaction
from django.utils import timezone

from accounts.models import Session
from servicedesk.lib.sealing import token_hash

IDLE = 30 * 60
LONGEST = timedelta(hours=12)
A_STEP = timedelta(seconds=60)


class SessionStore(SessionBase):
    """Django's interface over `accounts.Session`. The key itself stands in the browser alone."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None
        self.is_act = True  # False: a page asks by itself whether something is new, and nobody sits before it for that
        self.told: dict[str, Any] = {}  # what is known of a new session: who, how, from where, how long

    def _of(self, key: str | None) -> "Any":
        return Session.objects.filter(key_hash=token_hash(key or ""))

    def load(self) -> dict[str, Any]:
        row = self._of(self.session_key).first()
        now = timezone.now()
        if row is None or row.idle_at <= now or row.ends_at <= now:
            self._session_key = None
            return {}
        self.row = row
        if self.is_act and row.seen_at + A_STEP <= now:
            self._of(self.session_key).update(seen_at=now, idle_at=_idle_at(now, row.idle_seconds))
        data: dict[str, Any] = self.decode(row.data)
        return data

    def exists(self, session_key: str) -> bool:
        return bool(self._of(session_key).exists())

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self.encode(self._facts(no_load=must_create))
        if must_create:
            self._insert(data)
        elif not self._of(self.session_key).update(data=data, **self._who()):
            raise UpdateError  # it was taken away while the request ran, and does not come back

    def _who(self) -> dict[str, Any]:
        """Whose it is, once somebody has come in by it."""
        user = self._facts(no_load=True).get(SESSION_KEY) if hasattr(self, "_session_cache") else None
        return {"user_id": user} if user else {}

    def _facts(self, *, no_load: bool) -> dict[str, Any]:
        facts: dict[str, Any] = self._get_session(no_load=no_load)  # type: ignore[attr-defined]
        return facts

    def _insert(self, data: str) -> None:
        now = timezone.now()
        told = {"idle_seconds": IDLE, "ends_at": now + LONGEST} | self.told | self._who()
        row = Session(key_hash=token_hash(self.session_key or ""), data=data, began_at=now, seen_at=now, **told)
        row.idle_at = _idle_at(now, row.idle_seconds)
        try:
            with transaction.atomic(using=router.db_for_write(Session)):
                row.save(force_insert=True)
        except IntegrityError:
            raise CreateError from None
        self.row = row

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self._of(key).delete()

    @property
    def key_hash(self) -> str:
        """What is stored of its key: names this session among others of its person."""
        return token_hash(self.session_key) if self.session_key else ""

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(ends_at__lt=timezone.now()).delete()


def _idle_at(now: datetime, seconds: int) -> datetime:
    return now + timedelta(seconds=seconds)
