"""Our own kinds of field in OpenAPI's words."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension

Told = dict[str, Any]


class NamedRow(OpenApiSerializerFieldExtension):
    """A row named in a body by its code or its id."""

    target_class = "hotline.api.fields.Named"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Told:
        return {"type": "string", "minLength": 1, "maxLength": 80, "description": self.target.told}


class FilledItemField(OpenApiSerializerFieldExtension):
    """A text, or the codes of the ticked items."""

    target_class = "hotline.api.filled.FilledItem"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Told:
        text = {"type": "string", "maxLength": 500}
        return {"oneOf": [text, {"type": "array", "items": text, "maxItems": 20}]}


class WholeSeconds(OpenApiSerializerFieldExtension):
    """A length of time in whole seconds."""

    target_class = "hotline.api.why.SecondsField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Told:
        return {"type": "integer", "description": "seconds on the clock of its limit: a working day counts 86,400"}


class Anything(OpenApiSerializerFieldExtension):
    """What a company has set itself: its keys are data."""

    target_class = "rest_framework.serializers.JSONField"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Told:
        return {}
