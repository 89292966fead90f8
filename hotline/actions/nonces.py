"""A signature counts once."""

from datetime import datetime

from django.db import connection

from hotline.models import ApiClient
from hotline.refusals import Replayed
from servicedesk.lib.ids import uuid7
from servicedesk.lib.sealing import token_hash

_USE = """
INSERT INTO hotline_nonce (id, org_id, client_id, nonce, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (client_id, nonce) DO NOTHING RETURNING id
"""


def use_nonce(client: ApiClient, nonce: str, *, at: datetime) -> None:
    """Write down that this client has used this nonce, whatever becomes of its request. Raises Replayed."""
    with connection.cursor() as cursor:
        cursor.execute(_USE, [uuid7(), client.org_id, client.pk, token_hash(nonce), at])
        if cursor.fetchone() is None:
            raise Replayed
