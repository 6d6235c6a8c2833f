"""JSON Schema in words, for the reference page."""

from __future__ import annotations

import json
from typing import Any

Schema = dict[str, Any]


def resolve(document: Schema, schema: Schema) -> Schema:
    """The schema itself, behind references and beside `null`."""
    if "$ref" in schema:
        return resolve(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        return {**resolve(document, choices[0]), **{k: v for k, v in schema.items() if k == "description"}}
    return schema


def described(document: Schema, schema: Schema) -> str:
    """What form a value has, such as `string (date-time) or null`."""
    nullable = any(choice.get("type") == "null" for choice in schema.get("anyOf", []))
    found = resolve(document, schema)
    words = _form(document, found)
    return f"{words} or null" if nullable else words


def fields_of(document: Schema, schema: Schema) -> list[dict[str, Any]]:
    """The fields of an object, one row each; those of a nested object under `outer.inner`."""
    found = resolve(document, schema)
    required = found.get("required", [])
    rows: list[dict[str, Any]] = []
    for name, field in found.get("properties", {}).items():
        inner = resolve(document, field)
        meaning = field.get("description") or inner.get("description", "")
        rows.append(
            {
                "name": name,
                "form": described(document, field),
                "required": name in required,
                "meaning": meaning.split("\n\n")[0],
            }
        )
        nested = resolve(document, inner["items"]) if inner.get("type") == "array" else inner
        for which, kind in _kinds(document, nested):
            rows += [{**row, "name": f"{name}{which}.{row['name']}"} for row in fields_of(document, kind)]
    return rows


def example(document: Schema, schema: Schema) -> str:
    """A body with the required fields' examples, as one line of JSON."""
    found = resolve(document, schema)
    fields = {name: resolve(document, found["properties"][name]) for name in found.get("required", [])}
    return json.dumps({name: field.get("examples", [""])[0] for name, field in fields.items()})


def _kinds(document: Schema, schema: Schema) -> list[tuple[str, Schema]]:
    """The object itself, or each of several kinds with its name in brackets."""
    choices = [resolve(document, choice) for choice in schema.get("oneOf", [])]
    return [(f"[{_kind(choice)}]", choice) for choice in choices] or [("", schema)]


def _kind(schema: Schema) -> str:
    return str(schema["properties"]["object"]["const"])


def _form(document: Schema, schema: Schema) -> str:
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " | ".join(f"`{value}`" for value in schema["enum"])
    if "oneOf" in schema:
        return " | ".join(_kind(resolve(document, choice)) for choice in schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {_form(document, resolve(document, schema['items']))}"
    if schema.get("format"):
        return f"{schema.get('type', 'string')} ({schema['format']})"
    return str(schema.get("type", "any"))
