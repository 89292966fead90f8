"""Two imports of the same thing wait for each other, until the end of the transaction they are in."""

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from hotline.imports.refusals import Unusable


def wait_for_turn(name: str) -> None:
    """Take the lock of that name for this transaction; whoever waits longer than a minute gives up. Raises Unusable."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        except OperationalError as error:
            raise Unusable(
                _("Another import is under way. Try again when it is done; no row comes in twice.")
            ) from error
