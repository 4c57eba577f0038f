"""The phone page over HTTP: who may ask, what is served, under which policy."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels import phone_frames, phone_page
from bot.fakes.agency_feed import ThreeToTry
from bot.pages import local, phone
from tests.bot.phone import lone_page, tab
from tests.conversation import KeysShown


async def got(url: str, path: str, **headers: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{url}{path}", headers=headers) as answer,
    ):
        return answer.status, await answer.text()


# ---- the page


def test_page_has_its_words_and_nothing_inline() -> None:
    shown = phone.page(KeysShown())

    assert 'lang="id"' in shown
    assert not re.search(r"\{[a-z.]+\}", shown)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", shown)


def test_scripts_use_the_words_that_they_get() -> None:
    scripts = "".join(
        file.body.decode() for name, file in phone.files().items() if name.endswith(".js")
    )
    literal = {f"page.{key}" for key in re.findall(r'\bword\(\s*"([a-z_.]+)"', scripts)}
    kinds = phone_frames.Attach.__annotations__["kind"].__args__
    computed = {
        *(f"page.error.{code}" for code in phone_frames.Problem.__args__),  # type: ignore[attr-defined]
        *(f"page.file.{kind}" for kind in kinds),
        *(f"page.who.{who}" for who in ThreeToTry._fields),
        *(f"page.line.{state}" for state in ("open", "closed", "waiting")),
        *(f"page.state.{state}" for state in ("sent", "failed", "waiting")),
    }

    assert literal - set(phone.SCRIPT_KEYS) == set()
    assert computed - set(phone.SCRIPT_KEYS) == set()


def test_page_and_files_are_served_under_a_strict_policy() -> None:
    async def scenario() -> None:
        async with lone_page() as (_, url), aiohttp.ClientSession() as client:
            for path in (
                "/",
                "/phone/templates",
                *(f"/phone/static/{name}" for name in phone.files()),
            ):
                async with client.get(f"{url}{path}") as answer:
                    policy = answer.headers["Content-Security-Policy"]
                    assert answer.status == 200, path
                    assert policy.startswith("default-src 'self'; "), path
                    assert "unsafe" not in policy, path
                    assert answer.headers["X-Content-Type-Options"] == "nosniff"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "name", ["phone.html", "phone.py", "..%2fphone.py", "icons", "icons/../phone.html", ""]
)
def test_other_files_are_not_served(name: str) -> None:
    async def scenario() -> int:
        async with lone_page() as (_, url):
            return (await got(url, f"/phone/static/{name}"))[0]

    assert asyncio.run(scenario()) == 404


# ---- who may ask

STRANGERS = {
    "another name that points here": {"Host": "evil.example"},
    "a name that begins like ours": {"Host": "localhost.evil.example"},
    "this computer's address in the network": {"Host": "192.168.1.7:8080"},
    "no name": {"Host": ""},
    "a proxy": {"X-Forwarded-For": "127.0.0.1"},
    "another proxy": {"Forwarded": "for=127.0.0.1"},
}
PATHS = ("/", "/phone/templates", "/phone/static/phone.js", "/phone/socket")


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_refused(path: str, headers: dict[str, str]) -> None:
    async def scenario() -> tuple[int, str]:
        async with lone_page() as (_, url):
            return await got(url, path, Origin=url, **headers)

    status, body = asyncio.run(scenario())

    assert (status, body) == (403, "403: Forbidden")


PEERS = {"127.0.0.1": 200, "::1": 200, "::ffff:127.0.0.1": 200, "10.0.0.5": 403, "2001:db8::1": 403}


@pytest.mark.parametrize(("peer", "status"), PEERS.items(), ids=PEERS)
def test_only_this_computer_may_ask(peer: str, status: int) -> None:
    @web.middleware
    async def from_peer(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request.clone(remote=peer))

    async def scenario() -> int:
        async with lone_page(middlewares=(from_peer,)) as (_, url):
            return (await got(url, "/phone/static/phone.js"))[0]

    assert asyncio.run(scenario()) == status


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:99"])
def test_own_names(host: str) -> None:
    async def scenario() -> int:
        async with lone_page() as (_, url):
            return (await got(url, "/", Host=host))[0]

    assert asyncio.run(scenario()) == 200


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "http://localhost", "https://{host}"]
)
def test_only_the_page_itself_opens_a_socket(origin: str | None) -> None:
    async def scenario() -> int:
        async with lone_page() as (_, url), aiohttp.ClientSession() as client:
            host = url.removeprefix("http://")
            headers = {"Origin": origin.format(host=host)} if origin else {}
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{url}/phone/socket", headers=headers)
            return refused.value.status

    assert asyncio.run(scenario()) == 403


def test_sockets_are_not_without_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_page, "MOST_SOCKETS", 1)

    async def scenario() -> None:
        async with lone_page() as (_, url), tab(url) as first:
            await first.next("people")
            with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                await tab(url).__aenter__()

    asyncio.run(scenario())


def test_every_file_of_the_folder_is_meant_to_be_served() -> None:
    folder = Path(local.__file__).parent
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert {name for name in there if not name.endswith((".py", ".pyc", ".html"))} == set(
        phone.files()
    )
