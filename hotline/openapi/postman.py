"""The description as a Postman collection (format 2.1): one folder a group, one request an operation."""

import json
from typing import Any

from hotline.openapi.page import groups_of

Told = dict[str, Any]
FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(told: Told) -> Told:
    """Every operation with its example; `base` and `key` are variables of the collection."""
    folders: list[Told] = [
        {
            "name": group.name,
            "description": group.text,
            "item": [_request(told, one.path, one.method.lower()) for one in group.operations],
        }
        for group in groups_of(told)
    ]
    return {
        "info": {"name": told["info"]["title"], "description": told["info"]["description"], "schema": FORMAT},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}]},
        "variable": [{"key": "base", "value": "http://127.0.0.1:8000"}, {"key": "key", "value": ""}],
        "item": folders,
    }


def _request(told: Told, path: str, method: str) -> Told:
    row = told["paths"][path][method]
    own = [one for one in row.get("parameters", []) if "$ref" not in one]
    parts = [f":{part[1:-1]}" if part.startswith("{") else part for part in path.strip("/").split("/")]
    query = [
        {"key": one["name"], "value": str(one.get("example", "")), "disabled": True}
        for one in own
        if one["in"] == "query"
    ]
    variables = [{"key": one["name"], "value": str(one.get("example", ""))} for one in own if one["in"] == "path"]
    address = {"raw": "{{base}}/" + "/".join(parts) + "/", "host": ["{{base}}"], "path": [*parts, ""]}
    request: Told = {
        "method": method.upper(),
        "description": row.get("description", ""),
        "header": [],
        "url": address | {"query": query, "variable": variables},
    }
    return {"name": row["operationId"], "request": request | _body(row)}


def _body(row: Told) -> Told:
    """The body of a request: its example as JSON, or the fields of a form."""
    content = row.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        raw = json.dumps(content["application/json"]["example"], ensure_ascii=False, indent=2)
        return {"body": {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}}
    if "multipart/form-data" in content:
        names = content["multipart/form-data"]["example"]
        rows = [{"key": name, "type": "file" if name == "files" else "text", "value": ""} for name in names]
        return {"body": {"mode": "formdata", "formdata": rows}}
    return {}
