"""What closing asks for, as a caller tells it."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

LONGEST, MOST_ITEMS = 500, 20


class FilledItem(serializers.Field):
    """A text, or the codes of the ticked items."""

    def to_internal_value(self, data: Any) -> Any:
        texts = data if isinstance(data, list) else [data]
        if len(texts) > MOST_ITEMS or not all(isinstance(one, str) and len(one) <= LONGEST for one in texts):
            raise ValidationError(_("A text, or a list of the ticked items."))
        return data


class Filled(serializers.DictField):
    """What closing asks for: `{"cause": "fuse", "measure": "…", "checks": ["tested", …]}`; see the category's `to_close`."""

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {"child": FilledItem(), "default": dict}
        super().__init__(**usual | options)
