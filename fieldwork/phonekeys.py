"""Whose phone this is at the moment, and the key under which their queue lies on it."""

from dataclasses import dataclass

from accounts.models import User
from servicedesk.lib.sealing import blind_index, key_for


@dataclass(frozen=True)
class Keys:
    """`person` tells queues on one phone apart and says nothing of anybody; `seal` opens this person's alone."""

    person: str
    seal: str


def keys_of(user: User) -> Keys:
    """The keys of a signed-in person. They stand on their own pages only, and go from the phone with those."""
    return Keys(blind_index(str(user.pk), column="fieldwork.phone.person"), key_for("phone", str(user.pk)))
