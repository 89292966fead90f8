"""Whether an answer is what the description says: every call of the API's tests is held against it."""

import json
import re
from functools import cache
from typing import Any

from django.http import HttpResponse
from jsonschema_rs import Draft202012Validator

from hotline.openapi.whole import document

ROOT = "/api/v1/"


@cache
def described() -> dict[str, Any]:
    """The description, with every answer closed: what it does not name must not be in one."""
    told = json.loads(json.dumps(document("en")))
    for shape in told["components"]["schemas"].values():
        if "properties" in shape:
            shape.setdefault("additionalProperties", False)
    return told


@cache
def routes() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    found = [
        (re.compile("".join(_part(part) for part in re.split(r"(\{\w+\})", path))), methods)
        for path, methods in described()["paths"].items()
    ]
    return sorted(found, key=lambda row: row[0].pattern.count("[^/]+"))


def _part(text: str) -> str:
    return "[^/]+" if text.startswith("{") else re.escape(text)


@cache
def validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema) | {"components": described()["components"]})


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    for pattern, methods in routes():
        if pattern.fullmatch(path):
            return methods.get(method)
    return None


def conform(method: str, path: str, answer: HttpResponse) -> None:
    """Fail unless status and body are among what the description promises of this operation."""
    operation = operation_of(method.lower(), path.partition("?")[0])
    if operation is None or answer.status_code == 405 or operation["tags"] == ["door"]:
        return
    told = operation["responses"].get(str(answer.status_code))
    assert told is not None, f"{method} {path}: {answer.status_code} is not described: {answer.content[:300]!r}"
    if "$ref" in told:
        told = described()["components"]["responses"][told["$ref"].rsplit("/", 1)[1]]
    content = told.get("content", {}).get("application/json")
    if content:
        errors = [
            f"{'.'.join(map(str, error.instance_path))}: {error.message}"
            for error in validator(json.dumps(content["schema"])).iter_errors(json.loads(answer.content))
        ]
        assert not errors, f"{method} {path} {answer.status_code}: {errors[:5]}"
