"""Input in which every name means something and every value has the kind that was asked for."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from hotline.rest.bodies import Words

# JSON has kinds of its own: a number is no text, and "true" is no yes.
KINDS: tuple[tuple[type[serializers.Field], tuple[type, ...]], ...] = (
    (serializers.BooleanField, (bool,)),
    (serializers.IntegerField, (int, float)),
    (serializers.FloatField, (int, float)),
    (serializers.DecimalField, (str, int, float)),
    (serializers.ChoiceField, (str,)),
    (serializers.CharField, (str,)),
    (serializers.UUIDField, (str,)),
    (serializers.DateTimeField, (str,)),
    (serializers.DateField, (str,)),
)


class Lean(serializers.Serializer):
    """A shape whose fields are taken as they were declared: the usual deep copy of each is a tenth of a request.

    What is bound to its shape stands on the field itself, and that is a new one; only what has a child is copied whole,
    because the child knows its parent.
    """

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: _of_its_own(field) for name, field in self._declared_fields.items()}


def _of_its_own(field: serializers.Field) -> serializers.Field:
    if hasattr(field, "child"):
        return deepcopy(field)
    own = object.__new__(type(field))
    own.__dict__.update(field.__dict__)
    return own


class Strict(Lean):
    """An unknown name is refused, so that a typing error never passes; so is a value of another kind than JSON's own."""

    is_json = True
    is_form_too = False

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            wrong = {str(name): _("There is no such field.") for name in data if name not in self.fields}
            if self.is_json and not wrong and not isinstance(data, Words):
                wrong = {
                    name: _wrong_kind(self.fields[name]) for name, told in data.items() if _is_odd(self, name, told)
                }
            if wrong:
                raise ValidationError(wrong)
        return super().to_internal_value(data)


class Nothing(Strict):
    """Input of a verb that needs none."""


class Asked(Strict):
    """What stands behind the question mark: text, whatever it means."""

    is_json = False


class YesNo(serializers.BooleanField):
    """A yes or no in an address: `true` or `false`, nothing else."""

    def to_internal_value(self, data: Any) -> bool:
        if data not in ("true", "false"):
            raise ValidationError(_("Write true or false."))
        return bool(data == "true")


def _is_odd(shape: Strict, name: str, told: Any) -> bool:
    return told is not None and not _fits(shape.fields[name], told)


def _fits(field: serializers.Field, told: Any) -> bool:
    if isinstance(field, serializers.ListField):
        return not isinstance(told, list) or all(_fits(field.child, one) for one in told if one is not None)
    for kind, known in KINDS:
        if isinstance(field, kind):
            return isinstance(told, known) and isinstance(told, bool) == (known == (bool,))
    return True


def _wrong_kind(field: serializers.Field) -> str:
    words = {
        serializers.BooleanField: _("Write true or false."),
        serializers.IntegerField: _("A whole number, without quotation marks."),
        serializers.FloatField: _("A number, without quotation marks."),
        serializers.ListField: _("A list of texts."),
    }
    return next((word for kind, word in words.items() if isinstance(field, kind)), _("A text, in quotation marks."))
