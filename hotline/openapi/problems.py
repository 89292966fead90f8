"""How the API says no, in OpenAPI's words: one body for all, one entry for each status."""

from typing import Any

Told = dict[str, Any]

SCHEMA: Told = {
    "type": "object",
    "description": "The one shape in which the API says no.",
    "properties": {
        "code": {"type": "string", "description": "stable, for machines"},
        "sentence": {"type": "string", "description": "what happened and what to do next, in the caller's language"},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "the inputs at fault by name, nested ones with dots",
        },
    },
    "required": ["code", "sentence", "fields"],
}
# Status: name, what it means, and an example of code, sentence and fields.
KNOWN: dict[int, tuple[str, str, str, str, dict[str, str]]] = {
    400: ("Invalid", "Wrong shape, an unknown field or parameter: mend the call.", "invalid",
          "Check these fields: text", {"text": "This field is required."}),
    401: ("Unknown", "No key, or none that lives: send a live key.", "not_authenticated",
          "Send an API key: “Authorization: Bearer hl_…”.", {}),
    403: ("Closed", "The role, the scopes or the case do not allow it.", "out_of_scope",
          "The scopes of this API client do not include “close”.", {}),
    404: ("Nowhere", "Not there, or not yours to see: both look the same.", "not_found",
          "There is nothing here. Check the address; it ends with a slash.", {}),
    405: ("Method", "This address does not take that method.", "method_not_allowed",
          "This address does not take that method.", {}),
    406: ("OnlyJson", "The answer can only be JSON.", "not_acceptable", "The answer can only be JSON.", {}),
    409: ("Conflict", "The case has moved, or a key or number was used for something else: look again.", "wrong_moment",
          "Ticket 0316-0001 stands at “Closed”, so this step cannot be taken now.", {}),
    410: ("Gone", "The file is not whole any more.", "file_broken", "This file is damaged and is not sent.", {}),
    411: ("NoLength", "A body in chunks.", "length_required",
          "Send the body in one piece, with its Content-Length.", {}),
    412: ("Changed", "The version in If-Match is not the one that stands; `fields` says what was changed since.",
          "stale_version", "王敏 changed ticket 0316-0001 in the meantime. Look at it and send again; your text is kept.",
          {"4": "王敏 added a note"}),
    413: ("TooLarge", "256 kB of JSON at most; files 20 MB each, those of many rows 512 MB.", "too_large",
          "This request is too large. The limit is 256 kB.", {}),
    415: ("WrongKind", "Only JSON is read; files only as multipart/form-data.", "unsupported_media_type",
          "Send JSON, with “Content-Type: application/json”.", {}),
    416: ("NotThere", "The file has no such part: it is shorter.", "range_not_satisfiable",
          "The file is shorter than that. Ask for it from its beginning.", {}),
    422: ("Rule", "The rules ask for something else; the sentence says what.", "missing",
          "Still missing 1: Cause", {"cause": "Cause"}),
    429: ("Wait", "Too often: wait as long as Retry-After says.", "too_many", "Too many requests. Wait a minute.", {}),
    500: ("OurFault", "An error of ours; it is recorded.", "internal",
          "Something went wrong on our side. It is recorded; send the same again later.", {}),
    503: ("Busy", "Send the same again after Retry-After; under a key or an own number nothing is doubled.", "busy",
          "Too busy just now. Send the same again in a moment.", {}),
}  # fmt: skip
ALWAYS = (400, 401, 403, 406, 429, 500, 503)
CHANGES = (404, 409, 411, 413, 415, 422)


def components() -> Told:
    """Every way of saying no, once."""
    return {
        name: {
            "description": text,
            "headers": _headers(status),
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": {"code": code, "sentence": sentence, "fields": fields},
                }
            },
        }
        for status, (name, text, code, sentence, fields) in KNOWN.items()
    }


def _headers(status: int) -> Told:
    names = ["X-Request-Id", *(["Retry-After"] if status in (429, 503) else [])]
    names += ["WWW-Authenticate"] if status == 401 else []
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def problems_of(method: str, is_one: bool, said: Any) -> Told:
    """The ways in which one operation may say no."""
    known = {*ALWAYS, *(CHANGES if method == "POST" else ())}
    known |= {404} if is_one else set()
    if said.form == "file":
        known |= {410, 413, 422} | ({416} if 206 in said.statuses else set())
    if said.takes is not None and "version" in said.takes._declared_fields:
        known.add(412)
    if method == "GET" and said.form != "file":
        return {"304": {"description": "What If-None-Match names is what stands."}} | _refs(known)
    return _refs(known)


def _refs(known: set[int]) -> Told:
    return {str(status): {"$ref": f"#/components/responses/{KNOWN[status][0]}"} for status in sorted(known)}
