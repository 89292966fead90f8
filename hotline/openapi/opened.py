"""The addresses that need no key, in OpenAPI's words: the echo of a signature, the list of changes, tokens."""

from typing import Any

from hotline.openapi.problems import KNOWN

Told = dict[str, Any]
TEXT: Told = {"type": "string"}


def _operation(name: str, text: str, answer: Told, example: Any, statuses: tuple[int, ...], **more: Any) -> Told:
    good = {"description": "Done.", "content": {"application/json": {"schema": answer, "example": example}}}
    refs = {str(status): {"$ref": f"#/components/responses/{KNOWN[status][0]}"} for status in statuses}
    shared: Told = {"operationId": name, "description": text, "summary": name.replace("_", " "), "tags": ["door"]}
    return shared | {"parameters": [], "security": [], "responses": {"200": good} | refs} | more


def _form(schema: Told, example: Told) -> Told:
    kind = "application/x-www-form-urlencoded"
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema, "example": example}}}}


ECHO: Told = {
    "type": "object",
    "properties": {
        "string_to_sign": TEXT,
        "lines": {"type": "array", "items": TEXT},
        "body_bytes": {"type": "integer"},
        "matches": {"type": ["boolean", "null"]},
        "why": TEXT,
    },
}
CHANGES: Told = {
    "type": "object",
    "properties": {
        "version": TEXT,
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"on": TEXT | {"format": "date"}, "what": TEXT, "breaks": {"type": "boolean"}},
            },
        },
        "going": {
            "type": "array",
            "items": {"type": "object", "properties": dict.fromkeys(("route", "since", "until", "instead"), TEXT)},
        },
    },
}
TOKEN: Told = {
    "type": "object",
    "properties": {"access_token": TEXT, "token_type": TEXT, "expires_in": {"type": "integer"}, "scope": TEXT},
}
ASK: Told = {
    "type": "object",
    "properties": {
        "grant_type": {"const": "client_credentials"},
        "client_id": TEXT,
        "client_secret": TEXT,
        "scope": TEXT,
    },
    "required": ["grant_type"],
}
BACK: Told = {
    "type": "object",
    "properties": {"token": TEXT, "client_id": TEXT, "client_secret": TEXT},
    "required": ["token"],
}

PATHS: Told = {
    "/api/v1/echo/": {
        "post": _operation(
            "door_echo",
            "The string that a signature of this very request has to be made over, and whether the one that came along fits.",
            ECHO,
            {"string_to_sign": "…", "lines": ["…"], "body_bytes": 0, "matches": None, "why": ""},
            (400, 411, 413, 429, 500, 503),
            requestBody={"required": False, "content": {"application/json": {"schema": {}, "example": {"text": "x"}}}},
        )
    },
    "/api/v1/changes/": {
        "get": _operation(
            "door_changes",
            "What has changed in the API and what will go; a year's notice is given.",
            CHANGES,
            {"version": "v1", "changes": [{"on": "2026-11-22", "what": "…", "breaks": False}], "going": []},
            (406, 429, 500, 503),
        )
    },
    "/api/v1/oauth/token/": {
        "post": _operation(
            "door_token",
            "OAuth 2.0 client credentials: a key (its `hl_…` name and its secret) is exchanged for a token of fifteen minutes.",
            TOKEN,
            {"access_token": "ht_…", "token_type": "Bearer", "expires_in": 900, "scope": "read"},
            (400, 401, 403, 415, 429, 500, 503),
            **_form(
                ASK, {"grant_type": "client_credentials", "client_id": "hl_…", "client_secret": "…", "scope": "read"}
            ),
        )
    },
    "/api/v1/oauth/revoke/": {
        "post": _operation(
            "door_revoke",
            "Give a token back before its time is over.",
            {"type": "object"},
            {},
            (400, 401, 403, 415, 429, 500, 503),
            **_form(BACK, {"token": "ht_…", "client_id": "hl_…", "client_secret": "…"}),
        )
    },
}
