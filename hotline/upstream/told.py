"""What one message of a hotline above us says."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from hotline.actions.once import digest_of


@dataclass(frozen=True)
class Told:
    """One order, whole, as it stands in one version of theirs."""

    number: str
    message_id: str
    version: int
    sent_at: datetime
    category: str
    description: str
    category_name: str = ""
    area: str = ""
    area_name: str = ""
    urgency: str = ""
    urgency_name: str = ""
    title: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    account_number: str = ""
    is_secret: bool = False
    accept_by: datetime | None = None
    answer_by: datetime | None = None
    additions: list[str] = field(default_factory=list)
    urges: int = 0
    urge_text: str = ""
    withdrawn: str = ""

    @property
    def digest(self) -> str:
        """Equal for equal content; a message sent again may have another id."""
        return digest_of({name: value for name, value in asdict(self).items() if name != "message_id"})
