"""One operation in OpenAPI's words, made of what its handler says that it takes and gives."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_basic_type, build_parameter_type
from rest_framework import serializers

from accounts.roles import MAY
from accounts.verbs import WORDS
from hotline.api.paging import MOST_LISTED, MOST_ROWS
from hotline.openapi import fields as _fields  # noqa: F401  teaches the generator our own kinds of field
from hotline.openapi.asking import headers_of, query_of
from hotline.openapi.examples import example_of, example_of_shape
from hotline.openapi.problems import problems_of
from hotline.rest.bodies import BoundedForm
from servicedesk.lib.gate import SIGNED_IN

Told = dict[str, Any]
NEEDS = "\n\nNeeds the verb "
DONE = {200: "Done; or what was asked for.", 201: "Made anew.", 206: "The part that `Range` asks for."}


class DoorSchema(AutoSchema):
    """Describes the operations of a `Door`."""

    view: Any

    @property
    def said(self) -> Any:
        return getattr(getattr(self.view, self.view.action, None), "says", None)

    @property
    def verb(self) -> str:
        """The right that opens it; empty where signing in is enough."""
        named = self.view.verbs.get(self.view.action, "")
        return "" if named == SIGNED_IN else named

    def get_operation_id(self) -> str:
        return f"{self._tokenize_path()[0]}_{self.view.action}".replace("-", "_")

    def get_tags(self) -> list[str]:
        return self._tokenize_path()[:1]

    def get_summary(self) -> str:
        return f"{self._tokenize_path()[0]}: {self.view.action.replace('_', ' ')}"

    def get_description(self) -> str:  # type: ignore[override]
        text = super().get_description()
        if not self.verb:
            return text
        roles = ", ".join(f"`{role}`" for role in sorted(MAY[self.verb]))
        return f"{text}{NEEDS}`{self.verb}` ({WORDS.get(self.verb, self.verb)}), which these roles have: {roles}."

    def get_extensions(self) -> Told:
        return {"x-verb": self.verb} if self.verb else {}

    def get_auth(self) -> list[Told]:
        return [{"key": []}, {"basic": []}, {"page": []}]

    def _get_parameters(self) -> list[Told]:
        path = self._resolve_path_parameters(self._variables())
        for one in path:
            one["example"] = example_of(serializers.CharField(), one["name"])
        return [*path, *query_of(self), *headers_of(self)]

    def _variables(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    def get_request_serializer(self) -> Any:
        return self.said.takes if self.said else None

    def map_parsers(self) -> list[Any]:
        takes = self.said.takes if self.said else None
        return ["application/json"] if takes is None or takes.is_json else ["multipart/form-data"]

    def _get_request_body(self, direction: Any = "request") -> Told | None:
        takes = self.get_request_serializer()
        if self.method != "POST" or takes is None:
            return None
        (kind,) = self.map_parsers()
        schema = self.resolve_serializer(takes, "request")
        content = {"schema": schema.ref if schema else build_basic_type(dict), "example": example_of_shape(takes)}
        bytes_: Told = {"schema": {"type": "string", "format": "binary"}, "example": "…"}
        files = dict.fromkeys(self.said.raw, bytes_)
        forms = {BoundedForm.media_type: content} if takes.is_form_too else {}
        return {"content": {kind: content} | forms | files, "required": bool(schema and schema.schema.get("required"))}

    def _get_response_bodies(self, direction: Any = "response") -> Told:
        good = {str(status): self._good(status) for status in self.said.statuses}
        return good | problems_of(self.method, bool(self._variables()), self.said)

    def _good(self, status: int) -> Told:
        headers: Told = {
            name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", "Content-Language")
        }
        if self.said.form == "file":
            kept = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
            return {"description": "The bytes.", "content": kept}
        shape = self.said.gives or self.view.gives
        if self.method == "GET" or self.said.takes:
            headers["ETag"] = {"$ref": "#/components/headers/ETag"}
        schema, example = self._whole(shape)
        content = {"application/json": {"schema": schema, "example": example}}
        return {"description": DONE[status], "headers": headers, "content": content}

    def _whole(self, shape: type[serializers.Serializer]) -> tuple[Told, Any]:
        """The schema of the whole answer and an example of it."""
        one, sample = self._ref(shape), example_of_shape(shape)
        if self.said.form == "one":
            return one, sample
        most = MOST_ROWS if self.said.form == "page" else MOST_LISTED
        properties: Told = {"results": {"type": "array", "items": one, "maxItems": most}}
        example: Told = {"results": [sample]}
        if self.said.form == "page":
            properties |= {name: {"type": ["string", "null"], "format": "uri"} for name in ("next", "previous")}
            properties |= {
                "total": {"type": "integer", "minimum": 0, "maximum": 10_000},
                "is_more": {"type": "boolean"},
            }
            example = {"next": None, "previous": None} | example
        if self.said.beside:
            beside = self.said.beside()
            properties |= {name: self._map_serializer_field(field, "response") for name, field in beside.fields.items()}
            example |= example_of_shape(self.said.beside)
        needed = [name for name in properties if name not in ("total", "is_more")]
        return {"type": "object", "properties": properties, "required": sorted(needed)}, example

    def _ref(self, shape: type[serializers.Serializer]) -> Told:
        ref: Told = self.resolve_serializer(shape, "response").ref
        return ref

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Told:
        """What an answer lacks is null; what a body leaves out has its default."""
        meta: Told = super()._get_serializer_field_meta(field, direction)
        if direction == "response":
            meta.pop("default", None)
            if field.default is None:
                meta["nullable"] = True
        return meta

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Told:
        """Input is closed: an unknown name is refused. Of an answer every field is there that was not left out by `fields`."""
        schema: Told = super()._map_basic_serializer(serializer, direction)
        if direction == "request":
            schema["additionalProperties"] = False
        else:
            schema.pop("required", None)
        return schema


__all__ = ["DoorSchema", "build_parameter_type"]
