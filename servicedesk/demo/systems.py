"""The other systems that the demo company has let in: the hotline's own key is in logins.py."""

from collections.abc import Mapping

from accounts.models import Unit, User
from accounts.roles import Role
from hotline.actions import change_client
from hotline.actions.clients import FIELDS, let_in
from hotline.models import ApiClient
from tickets.actions.spine import database_time

SYSTEMS: tuple[tuple[str, str, str, tuple[str, ...], dict[str, object]], ...] = (
    ("12345 政务热线", "12345", Role.HOTLINE, ("C1",), {"addresses": ["203.0.113.0/24"], "must_sign": True}),
    ("配网抢修指挥", "pms", Role.DISPATCHER, ("C1",), {"scopes": ["read", "dispatch", "note"], "per_minute": 300}),
    ("城南排队机", "queue-cn", Role.HOTLINE, ("CN",), {"scopes": ["take_number", "cancel_number", "queue"]}),
)


def let_them_in(units: Mapping[str, Unit], *, by: User) -> int:
    """Let them in, each once; none of them has a key yet."""
    made = 0
    for name, source, role, places, walls in SYSTEMS:
        if ApiClient.objects.filter(source=source).exists():
            continue
        where = [units[place] for place in places]
        client = let_in(org=units["C1"], name=name, source=source, role=role, places=where, by=by)
        told = {field: getattr(client, field) for field in FIELDS} | walls
        at = database_time()
        change_client(client, told=told, role=role, places=where, version=1, by=by, at=at)
        made += 1
    return made
