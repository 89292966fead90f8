"""What is known of one good row: the same for a dry run, for the report and for the database."""

from dataclasses import dataclass, field
from datetime import datetime

from hotline.imports.moments import Moment
from tickets.lifecycle import ENDED


@dataclass(frozen=True)
class Facts:
    """One good row. `due_at` is what the file says; `remarks` are codes of what had to be mended."""

    row: int
    number: str
    kind: str
    type: str
    told_type: str
    status: str
    told_status: str
    channel: str
    title: str
    description: str
    address: str
    name: str
    phone: str
    can_call: bool
    registered_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    digest: str
    kept: dict[str, str]
    closing_is_guessed: bool
    remarks: tuple[str, ...]
    dates: dict[str, Moment] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED
