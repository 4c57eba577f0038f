"""Checks calls, answers and updates against the cut schema of the Bot API."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.fakes.telegram_calls import Call

SPEC = Path(__file__).parents[1] / "specs" / "telegram.json"
_ARRAY = "Array of "
_PRIMITIVES: dict[str, type | tuple[type, ...]] = {
    "Integer": int,
    "Float": (int, float),
    "String": str,
    "Boolean": bool,
}


@cache
def spec() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SPEC.read_text())
    return loaded


def call_problems(call: Call) -> list[str]:
    """Empty for a call that the real server would read; form fields are decoded by their type."""
    if call.method not in spec()["methods"]:
        return [f"{call.method}: unknown method"]
    known = spec()["methods"][call.method]["parameters"]
    attached = {value for value in call.parameters.values() if str(value).startswith("attach://")}
    uploads = set(call.files) - {each.removeprefix("attach://") for each in attached}
    given = {**call.parameters, **dict.fromkeys(uploads, "an upload")}
    return list(_fields(call.method, given, known, form=True))


def result_problems(method: str, result: Any) -> list[str]:
    return list(_value(method, result, spec()["methods"][method]["returns"], form=False))


def update_problems(update: Any) -> list[str]:
    return list(_value("Update", update, ["Update"], form=False))


def _fields(
    path: str, given: Mapping[str, Any], known: Mapping[str, Any], *, form: bool
) -> Iterator[str]:
    for name, value in given.items():
        if name not in known:
            yield f"{path}.{name}: unknown"
        else:
            yield from _value(f"{path}.{name}", value, known[name]["types"], form=form)
    for name, rule in known.items():
        if rule["required"] and name not in given:
            yield f"{path}.{name}: missing"


def _value(path: str, value: Any, types: list[str], *, form: bool) -> Iterator[str]:
    """The problems of the type that fits best."""
    found = [list(_one(path, value, each, form=form)) for each in types]
    if all(found):
        yield from min(found, key=len)


def _one(path: str, value: Any, kind: str, *, form: bool) -> Iterator[str]:
    if form and isinstance(value, str) and kind not in ("String", "InputFile"):
        try:
            value = json.loads(value)
        except ValueError:
            yield f"{path}: not JSON for {kind}"
            return
    if kind.startswith(_ARRAY):
        if not isinstance(value, list):
            yield f"{path}: not an {kind}"
            return
        for index, each in enumerate(value):
            yield from _value(f"{path}[{index}]", each, [kind.removeprefix(_ARRAY)], form=False)
    elif kind == "InputFile":
        if value != "an upload" and not str(value).startswith("attach://"):
            yield f"{path}: no upload"
    elif kind in _PRIMITIVES:
        is_bool = isinstance(value, bool)
        if not isinstance(value, _PRIMITIVES[kind]) or is_bool != (kind == "Boolean"):
            yield f"{path}: not a {kind}"
    else:
        yield from _object(path, value, spec()["types"][kind])


def _object(path: str, value: Any, rule: dict[str, Any]) -> Iterator[str]:
    if "one_of" in rule:
        yield from _value(path, value, rule["one_of"], form=False)
    elif not isinstance(value, dict):
        yield f"{path}: not an object"
    else:
        yield from _fields(path, value, rule["fields"], form=False)
