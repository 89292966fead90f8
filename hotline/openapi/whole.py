"""The whole description, made once a process and language."""

from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from hotline.openapi import asking, opened, problems
from hotline.openapi.words import GROUPS, OPENING

Told = dict[str, Any]
VERSION = "1.1.0"


class Generator(SchemaGenerator):
    """Walks the routes of version 1; the address itself needs no `api/` in the names of the operations."""

    def _initialise_endpoints(self) -> None:
        super()._initialise_endpoints()
        found: Any = self.endpoints
        self.endpoints = [row for row in found if row[0].startswith("/api/v1/") and hasattr(row[3].cls, "verbs")]


@cache
def document(language: str) -> Told:
    """The API in OpenAPI 3.1, its labels in this language."""
    with translation.override(language), patched_settings({"OAS_VERSION": "3.1.0", "POSTPROCESSING_HOOKS": []}):
        told: Told = Generator().get_schema(public=True)
    told["info"] = {"title": "营业厅服务台 API", "version": VERSION, "description": OPENING}
    told["paths"] |= opened.PATHS
    told["servers"] = [{"url": "/"}]
    named = {row["tags"][0] for path in told["paths"].values() for row in path.values()}
    told["tags"] = [{"name": name, "description": text} for name, text in GROUPS.items() if name in named]
    parts = told.setdefault("components", {})
    parts["schemas"]["Problem"] = problems.SCHEMA
    parts["responses"] = problems.components()
    parts["parameters"] = asking.components()
    parts["headers"] = asking.answered()
    parts["securitySchemes"] = SCHEMES
    return told


SCHEMES: Told = {
    "key": {"type": "http", "scheme": "bearer", "description": "an API key, `hl_…`"},
    "basic": {"type": "http", "scheme": "basic", "description": "any name, and the API key as its password"},
    "page": {
        "type": "apiKey",
        "in": "cookie",
        "name": "desk_session",
        "description": "the product's own pages; each change needs the `X-CSRFToken` header",
    },
}
