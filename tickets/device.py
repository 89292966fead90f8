"""What a phone says of one of its actions."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


class Device(NamedTuple):
    """The phone's own id of the action, its time, and what was found out about that time."""

    client_id: UUID
    device_at: datetime | None = None
    found: dict[str, Any] | None = None
