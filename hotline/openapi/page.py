"""What the readable pages show of the description: groups, operations, fields; references followed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

Told = dict[str, Any]
DEEPEST = 3


@dataclass(frozen=True)
class Field:
    """One line of a shape; `depth` says how far inside."""

    name: str
    kind: str
    text: str
    needed: bool
    depth: int = 0


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    key: str
    method: str
    path: str
    text: str
    verb: str
    parameters: list[Field]
    takes: list[Field]
    gives: list[Field]
    example: str
    answer: str
    curl: str
    statuses: list[tuple[str, str]] = field(default_factory=list)
    english: str = ""

    @property
    def line(self) -> str:
        """The first sentence."""
        return self.text.partition("\n")[0]

    @property
    def said(self) -> str:
        """What a search looks in."""
        fields = " ".join(one.name for one in (*self.parameters, *self.takes))
        return f"{self.method} {self.path} {self.verb} {self.text} {self.english} {fields}".lower()


@dataclass(frozen=True)
class Group:
    """The operations of one kind of thing."""

    name: str
    title: str
    text: str
    operations: list[Operation]


def groups_of(told: Told) -> list[Group]:
    """The whole description, ready to be shown."""
    rows = [
        (row["tags"][0], _operation(told, path, method, row))
        for path, methods in told["paths"].items()
        for method, row in methods.items()
    ]
    return [
        Group(tag["name"], tag["name"], tag["description"], [row for name, row in rows if name == tag["name"]])
        for tag in told["tags"]
    ]


def _operation(told: Told, path: str, method: str, row: Told) -> Operation:
    body: Told = next(iter(row.get("requestBody", {}).get("content", {}).values()), {})
    good = next(one for status, one in row["responses"].items() if status.startswith("2"))
    answer: Told = next(iter(good.get("content", {}).values()), {})
    statuses = [(status, _followed(told, one)["description"]) for status, one in row["responses"].items()]
    return Operation(
        key=row["operationId"],
        method=method.upper(),
        path=path,
        text=row.get("description", ""),
        verb=row.get("x-verb", ""),
        parameters=[_parameter(_followed(told, one)) for one in row.get("parameters", [])],
        takes=list(_fields(told, body.get("schema", {}))),
        gives=list(_fields(told, answer.get("schema", {}))),
        example=_pretty(body.get("example")),
        answer=_pretty(answer.get("example")),
        curl=_curl(method, path, row),
        statuses=statuses,
    )


def _curl(method: str, path: str, row: Told) -> str:
    """The call in a shell, with the examples filled in; `BASE` and `KEY` are the reader's."""
    known = {one["name"]: str(one.get("example", "")) for one in row.get("parameters", []) if one.get("in") == "path"}
    words = [f'curl -sS "$BASE{path.format(**known)}"']
    if row.get("security") != []:
        words.append('-H "Authorization: Bearer $KEY"')
    content = row.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        told = json.dumps(content["application/json"]["example"], ensure_ascii=False).replace("'", "'\\''")
        words += ['-H "Content-Type: application/json"', f"-d '{told}'"]
    elif "multipart/form-data" in content:
        words.append("-F files=@photo.jpg")
    elif content:
        sent = next(iter(content.values()))["example"]
        words += [f"-d {name}={value}" for name, value in sent.items()]
    elif method == "post":
        words.append("-X POST")
    return " \\\n  ".join(words)


def found_in(groups: list[Group], asked: str) -> list[Group]:
    """The operations in which each of these words occurs: address, verb or text."""
    words = asked.lower().split()
    chosen = [
        replace(group, operations=[row for row in group.operations if all(word in row.said for word in words)])
        for group in groups
    ]
    return [group for group in chosen if group.operations]


def _pretty(example: Any) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)


def _parameter(one: Told) -> Field:
    text = one.get("description", "")
    return Field(one["name"], f"{one['in']} · {kind_of(one['schema'])}", text, one.get("required", False))


def _followed(told: Told, schema: Told) -> Told:
    """What a reference leads to."""
    while "$ref" in schema:
        _root, _components, sort, name = schema["$ref"].split("/")
        schema = told["components"][sort][name]
    return schema


def _inside(told: Told, schema: Told) -> Told:
    """The object in a schema that may be an array of it, or null."""
    schema = _followed(told, schema)
    for one in (*schema.get("oneOf", ()), *schema.get("allOf", ()), *schema.get("anyOf", ())):
        if one.get("type") != "null":
            return _inside(told, one)
    return _inside(told, schema["items"]) if "items" in schema else schema


def _fields(told: Told, schema: Told, depth: int = 0) -> Iterator[Field]:
    whole = _inside(told, schema)
    needed = whole.get("required", ())
    for name, one in whole.get("properties", {}).items():
        plain = _followed(told, one)
        text = one.get("description", "") or ("" if "properties" in plain else plain.get("description", ""))
        yield Field(name, kind_of(plain), text, name in needed, depth)
        if depth < DEEPEST:
            yield from _fields(told, one, depth + 1)


def kind_of(schema: Told) -> str:
    """The kind of a value in few words."""
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value not in ("", None))
    kind = schema.get("type", "")
    if isinstance(kind, list):
        kind = " or ".join(kind)
    if kind == "array":
        inside = schema["items"]
        return f"list of {kind_of(inside)}" if "$ref" not in inside else "list"
    if not kind:
        return "object or null" if "oneOf" in schema else "anything"
    limit = f" ≤ {schema['maxLength']}" if "maxLength" in schema else ""
    return f"{schema.get('format', '') or kind}{limit}"
