"""A request under the caller's own key is done once: the same again gets the same answer, another one is refused."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from hotline.models import REMEMBERED, IdempotencyKey
from hotline.refusals import SameKeyOtherContent
from servicedesk.lib.ids import uuid7
from servicedesk.lib.sealing import seal, token_hash, unseal

COLUMN = "hotline.answer"
# A key that is still at work elsewhere is waited for; one that has had its seven days begins anew.
_CLAIM = """
INSERT INTO hotline_idempotencykey (id, org_id, user_id, key, digest, status, created_at)
VALUES (%(id)s, %(org)s, %(user)s, %(key)s, %(digest)s, 0, %(at)s)
ON CONFLICT (user_id, key) DO UPDATE
   SET digest = EXCLUDED.digest, status = 0, sealed = NULL, created_at = EXCLUDED.created_at
 WHERE hotline_idempotencykey.created_at < %(forgotten)s
RETURNING id
"""
_ANSWERED = "UPDATE hotline_idempotencykey SET status = %s, sealed = %s WHERE id = %s"


class Answer(NamedTuple):
    """What a caller is answered, and whether it was answered so before."""

    status: int
    body: Any
    is_repeat: bool = False
    headers: Mapping[str, str] = {}


def digest_of(*parts: object) -> str:
    """Return a digest that is equal for equal requests, in whatever order their fields are written; files by their bytes."""
    told = [sorted(part.lists()) if isinstance(part, MultiValueDict) else part for part in parts]
    plain = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(part: object) -> object:
    if not isinstance(part, UploadedFile):
        return str(part)
    digest = hashlib.sha256()
    for chunk in part.chunks():
        digest.update(chunk)
    part.seek(0)
    return [part.name, digest.hexdigest()]


@transaction.atomic
def once(key: str, digest: str, act: Callable[[], Answer], *, by: User, at: datetime) -> Answer:
    """Do `act` under a caller's own key: the same request again gets the same answer, another one is refused.

    A repeat that comes while the first is still at work waits for it; a refused request leaves the key free. Two statements
    beside those of `act`. Raises SameKeyOtherContent.
    """
    row = token_hash(key)
    claimed = _claim(row, digest, by=by, at=at)
    if claimed is None:
        return _remembered(row, digest, by=by)
    answer = act()
    told = json.dumps([answer.body, dict(answer.headers)], ensure_ascii=False)
    sealed = seal(told, column=COLUMN)
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, [answer.status, sealed, claimed])
    return answer


def _claim(row: str, digest: str, *, by: User, at: datetime) -> UUID | None:
    facts = {"id": uuid7(), "org": by.org_id, "user": by.pk, "key": row, "digest": digest}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, facts | {"at": at, "forgotten": at - REMEMBERED})
        found = cursor.fetchone()
    return found[0] if found else None


def _remembered(row: str, digest: str, *, by: User) -> Answer:
    known = IdempotencyKey.objects.get(user=by, key=row)
    if known.digest != digest:
        raise SameKeyOtherContent
    body, headers = json.loads(unseal(bytes(known.sealed or b""), column=COLUMN))
    return Answer(known.status, body, is_repeat=True, headers=headers)
