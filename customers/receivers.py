"""What customers' letterbox hears from below: words for staff that leave by the company's messenger."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.signals import code_owed
from customers.models import Message


@receiver(code_owed)
def tell_code(sender: Any, user: User, code: str, at: datetime, **kwargs: Any) -> None:
    """A code for a new password goes to its person, once; whoever belongs to no company has no messenger."""
    if user.org_id is None:
        return
    with translation.override(user.language or settings.LANGUAGE_CODE):
        text = _("Your code for a new password: %(code)s. It opens once, for 15 minutes. Nobody will ask you for it.")
    Message.objects.create(
        org_id=user.org_id,
        key=f"reset:{user.pk}:{at.isoformat()}",
        channel=Message.Channel.STAFF,
        template="reset_code",
        address=user.staff_number or user.login,
        text=text % {"code": code},
        created_at=at,
        available_at=at,
    )
