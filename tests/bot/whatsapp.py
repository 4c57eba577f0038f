"""The service in front of a fake Graph API, and the oracle that its requests are held against."""

import io
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import select

from bot.composition import running
from bot.fakes.graph import VERIFY_TOKEN, FakeGraph, serving
from bot.fakes.graph_people import PHONE_NUMBER_ID
from bot.fakes.graph_webhook import SIGNATURE, signature
from bot.settings import Settings
from handlers.programme import load
from storage.database import Database
from storage.tables import outbox

SPECS = Path(__file__).parents[1] / "specs" / "whatsapp"
ANA, BUDI = "6281234500001", "6281234500002"
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


def settings_for(fake: FakeGraph, **more: object) -> Settings:
    values: dict[str, object] = {
        "whatsapp_token": fake.token,
        "whatsapp_phone_number_id": PHONE_NUMBER_ID,
        "whatsapp_app_secret": fake.webhook.secret,
        "whatsapp_verify_token": VERIFY_TOKEN,
        "whatsapp_api_url": fake.address,
        "host": "127.0.0.1",
        "port": 0,
    }
    return Settings(**(values | more))  # type: ignore[arg-type]


@asynccontextmanager
async def whatsapp_bot(
    database: Database, fake: FakeGraph | None = None, **more: object
) -> AsyncIterator[tuple[FakeGraph, str]]:
    """Yields the platform and the bot's webhook; at the end every request must fit the spec."""
    async with serving(fake or FakeGraph()) as graph:
        settings = settings_for(graph, **more)
        async with running(settings, database, load(), serves=True, delivers=True) as address:
            url = f"{address}/whatsapp"
            graph.webhook.listens_at(url)
            yield graph, url
    assert [problem for call in graph.calls for problem in request_problems(call.body)] == []


async def post(fake: FakeGraph, url: str, body: bytes | dict[str, Any]) -> int:
    """The status of a webhook that is signed as Meta signs it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await posted(url, raw, {SIGNATURE: signature(fake.webhook.secret, raw)})


async def posted(url: str, raw: bytes | AsyncIterator[bytes], headers: dict[str, str]) -> int:
    data = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    async with aiohttp.ClientSession() as client:
        try:
            async with client.post(url, data=data, headers=headers) as answer:
                return answer.status
        except aiohttp.ClientConnectionError:  # refused before all was sent
            return 413


def rows(database: Database) -> list[tuple[str, str | None]]:
    """State and error of each message, oldest first."""
    with database.read() as connection:
        found = connection.execute(select(outbox.c.state, outbox.c.error).order_by(outbox.c.id))
        return [(row.state, row.error) for row in found]


def states(database: Database) -> set[str]:
    return {state for state, _ in rows(database)}


@cache
def spec(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SPECS / name).read_text(encoding="utf-8"))
    return loaded


@cache
def schemas() -> dict[str, Any]:
    """Meta's schemas under the reviewed overlay: `allOf` is meant as one object."""
    found: dict[str, Any] = dict(spec("openapi.json")["schemas"])
    for change in spec("overlay.json")["changes"]:
        target = found[change["schema"]]
        for step in change["path"]:
            target = target.setdefault(step, {})
        target.update(change["set"])
        for name in change.get("remove", []):
            target.pop(name)
    return found


def request_problems(body: dict[str, Any]) -> list[str]:
    """Empty for a body that Meta's OpenAPI allows; says where it does not."""
    kind = f"{str(body.get('type')).capitalize()}Message"
    if kind not in spec("openapi.json")["messages"]:
        return [f"{kind}: unknown"]
    return list(problems(kind, body, schemas()[kind]))


def problems(path: str, value: Any, rule: dict[str, Any]) -> Iterator[str]:
    rule = _whole(rule)
    if "oneOf" in rule:
        found = [list(problems(path, value, each)) for each in rule["oneOf"]]
        if all(found):
            yield from min(found, key=len)
    kind = rule.get("type")
    if kind and not isinstance(value, _TYPES[kind]):
        yield f"{path}: no {kind}"
        return
    yield from _of_text(path, value, rule)
    if isinstance(value, list):
        if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
            yield f"{path}: {len(value)} elements"
        for place, each in enumerate(value):
            yield from problems(f"{path}[{place}]", each, rule.get("items", {}))
    if isinstance(value, dict):
        yield from _of_object(path, value, rule)


def _whole(rule: dict[str, Any]) -> dict[str, Any]:
    """References followed, and what `allOf` lists made one."""
    if "$ref" in rule:
        return _whole(schemas()[rule["$ref"]])
    if "allOf" not in rule:
        return rule
    whole: dict[str, Any] = {"properties": {}, "required": []}
    for part in map(_whole, rule["allOf"]):
        merged = {"properties": {**whole["properties"], **part.get("properties", {})}}
        required = [*whole["required"], *part.get("required", [])]
        whole = {**whole, **part, **merged, "required": required}
    return whole


def _of_text(path: str, value: Any, rule: dict[str, Any]) -> Iterator[str]:
    if isinstance(value, str) and len(value) > rule.get("maxLength", len(value)):
        yield f"{path}: longer than {rule['maxLength']}"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{path}: not in the enum"


def _of_object(path: str, value: dict[str, Any], rule: dict[str, Any]) -> Iterator[str]:
    known = rule.get("properties", {})
    for name in rule.get("required", []):
        if name not in value:
            yield f"{path}.{name}: missing"
    for name, each in value.items():
        if name in known:
            yield from problems(f"{path}.{name}", each, known[name])
        elif rule.get("additionalProperties") is False:
            yield f"{path}.{name}: unknown"
