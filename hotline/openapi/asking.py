"""What may stand behind the question mark and in the headers, in OpenAPI's words."""

from typing import Any

import django_filters
from drf_spectacular.plumbing import force_instance

from hotline.openapi.examples import BY_NAME

Told = dict[str, Any]
MOMENT = {"type": "string", "format": "date-time"}
PAGING: dict[str, tuple[Told, str]] = {
    "cursor": ({"type": "string"}, "from `next` or `previous`"),
    "page_size": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 50}, "rows a page"),
    "total": ({"type": "boolean", "default": False}, "count them too, up to 10,000"),
}


def query_of(schema: Any) -> list[Told]:
    """The query parameters of one operation."""
    said, view, rows = schema.said, schema.view, []
    if said.asks:
        asks = force_instance(said.asks)
        rows += [_query(name, schema._map_serializer_field(field, "request")) for name, field in asks.fields.items()]
    if said.form == "page":
        filters = getattr(view.filterset_class, "base_filters", {})
        rows += [_query(name, _of_filter(one)) for name, one in filters.items()]
        rows += [_query(name, told, text) for name, (told, text) in PAGING.items()]
        orderings = list(view.pagination_class.orderings)
        rows.append(_query("ordering", {"type": "string", "enum": orderings, "default": orderings[0]}))
    if schema.method == "GET" and said.gives and said.form != "file":
        names = "|".join(force_instance(said.gives).fields)
        told = {"type": "string", "pattern": f"^({names})(,({names}))*$"}
        rows.append(_query("fields", told, "only these fields of each row, by commas"))
    return rows


def _query(name: str, told: Told, text: str = "") -> Told:
    more: Told = {"description": text} if text else {}
    if name in BY_NAME and told.get("type") == "string" and "enum" not in told:
        more["example"] = BY_NAME[name]
    if told.get("type") == "array":
        more |= {"style": "form", "explode": True}
    return {"name": name, "in": "query", "schema": told} | more


def _of_filter(one: Any) -> Told:
    """What a filter takes."""
    if isinstance(one, django_filters.MultipleChoiceFilter):
        return {"type": "array", "items": {"type": "string", "enum": _choices(one)}}
    if isinstance(one, django_filters.ChoiceFilter):
        return {"type": "string", "enum": _choices(one)}
    if isinstance(one, django_filters.UUIDFilter):
        return {"type": "string", "format": "uuid"}
    if isinstance(one, django_filters.IsoDateTimeFilter):
        return dict(MOMENT)
    if isinstance(one, django_filters.DateFilter):
        return {"type": "string", "format": "date"}
    return {"type": "string", "maxLength": one.extra.get("max_length", 80)}


def _choices(one: Any) -> list[str]:
    return [str(value) for value, _label in one.extra["choices"]]


def headers_of(schema: Any) -> list[Told]:
    """The headers that an operation reads."""
    names = ["Accept-Language"]
    if schema.method == "GET" and schema.said.form != "file":
        names.append("If-None-Match")
    if schema.method == "POST" and schema.view.action not in schema.view.unkept:
        names.append("Idempotency-Key")
    takes = schema.said.takes
    if takes is not None and "version" in takes._declared_fields:
        names.append("If-Match")
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def components() -> Told:
    """The headers that are read, once."""

    def header(name: str, text: str, **told: Any) -> Told:
        return {"name": name, "in": "header", "description": text, "schema": {"type": "string"} | told}

    return {
        "Accept-Language": header("Accept-Language", "the language of sentences: `zh-hans` unless said, or `en`"),
        "If-None-Match": header("If-None-Match", "an ETag that the caller has: 304 if it still holds"),
        "If-Match": header("If-Match", "the ETag of what the caller saw: 412 if it has changed since"),
        "Idempotency-Key": header(
            "Idempotency-Key", "the same key and body again: the same answer, for 7 days; empty is none", maxLength=100
        ),
    }


def answered() -> Told:
    """The headers of answers, once."""
    text = {"type": "string"}
    return {
        "X-Request-Id": {"description": "names this request in our log; tell it when you ask us", "schema": text},
        "Content-Language": {"description": "the language of the sentences in it", "schema": text},
        "ETag": {"description": "marks what was said; of a row with versions its version comes first", "schema": text},
        "Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 1}},
        "WWW-Authenticate": {"description": "what is asked for", "schema": text},
    }
