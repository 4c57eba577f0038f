"""The phone page in a real browser: by touch, by keyboard, on a line that breaks."""

import os
import re
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from bot.channels import phone_page
from bot.channels.channel import Delivered
from handlers.catalog import catalog
from handlers.conversation import Inbound
from handlers.notice_templates import templates
from storage.database import Database
from storage.outbox import Body, Leased, Part
from tests.bot.conftest import Chromium
from tests.bot.phone import PEOPLE, PhoneService, phone_service
from tests.conversation import BotUnderTest, Someone

PHONE, DESK = (360, 740), (1280, 800)
CLOSED = "net::ERR_CONNECTION_REFUSED"  # what Chromium says while a service is closed
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763607060000000040001c8b5e3f80000000049454e44ae426082"
)
FAULTS = Path(__file__).with_name("phone_faults.js")
word = catalog("id").text


@dataclass
class Held:
    """The page in a tab, and the service behind it."""

    service: PhoneService
    context: BrowserContext
    page: Page

    def one(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def bubbles(self, whose: Literal["own", "bot"]) -> Locator:
        return self.one(f"#log .bubble.{whose} .text")

    async def say(self, text: str) -> None:
        await self.one("#text").fill(text)
        await self.one("#text").press("Enter")

    async def session(self) -> str:
        kept = "JSON.parse(localStorage[`sapa.phone.${localStorage['sapa.phone.holder']}`]).session"
        return str(await self.page.evaluate(kept))

    async def deliver(self, body: Body) -> None:
        row = Leased(
            id=1, epoch=1, token=os.urandom(16), contact_id=1, address=await self.session(),
            kind="reply", body=body, attempts=1, created_at=0.0, error=None,
        )  # fmt: skip
        assert isinstance(await self.service.page.deliver(row), Delivered)


@asynccontextmanager
async def held(
    chromium: Chromium, database: Database, size: tuple[int, int]
) -> AsyncIterator[Held]:
    """At the end: no script failed, nothing broke the policy, no other server was asked."""
    async with phone_service(database) as service:
        context = await chromium.browser.new_context(viewport={"width": size[0], "height": size[1]})
        page, complaints, asked = await context.new_page(), list[str](), set[str]()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text))
        page.on("request", lambda request: asked.add(request.url.split("/phone/")[0]))
        await page.goto(service.url)
        await expect(page.locator("#state.open")).to_be_visible()
        await expect(page.locator("#cards input:checked")).to_have_count(1)
        try:
            yield Held(service, context, page)
        finally:
            await context.close()
        assert [each for each in complaints if CLOSED not in each] == []
        assert {re.sub(r"^data:.*", "data:", url).rstrip("/") for url in asked} <= {
            service.url,
            "data:",
        }


Scenario = Callable[[Held], Coroutine[Any, Any, None]]


def play(
    chromium: Chromium,
    database: Database,
    scenario: Scenario,
    size: tuple[int, int] = PHONE,
) -> None:
    async def whole() -> None:
        async with held(chromium, database, size) as phone:
            await scenario(phone)

    chromium.run(whole())


# ---- talking


def test_conversation_by_touch(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        suggested = phone.one("#tries button").first
        text = await suggested.inner_text()
        await suggested.click()
        await expect(phone.one("#welcome")).to_be_hidden()
        await expect(phone.bubbles("own")).to_have_text(text)
        await phone.one(".choices button").get_by_text("menu.menu").click()
        await expect(phone.bubbles("own").last).to_contain_text("menu.menu")
        await expect(phone.bubbles("bot").last).to_have_text("menu")
        await expect(phone.one(".state.sent")).to_have_count(2)
        await expect(phone.one("#typing")).to_be_hidden()

    play(chromium, database, scenario)


def test_conversation_by_keyboard_alone(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        keyboard = phone.page.keyboard
        await keyboard.press("Tab")
        await keyboard.press("Enter")  # the skip link
        await expect(phone.one("#text")).to_be_focused()
        await keyboard.type("halo")
        await keyboard.press("Shift+Enter")
        await keyboard.type("apa kabar")
        await keyboard.press("Enter")
        await expect(phone.bubbles("own")).to_have_text("halo\napa kabar")
        await expect(phone.one(".choices button").last).to_be_visible()
        await keyboard.press("Shift+Tab")
        await expect(phone.one("#more")).to_be_focused()
        await keyboard.press("Shift+Tab")
        await expect(phone.one(".choices button").last).to_be_focused()
        await keyboard.press("Enter")
        await expect(phone.bubbles("own").last).to_contain_text("menu.menu")

    play(chromium, database, scenario)


def test_menu_by_keyboard(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        keyboard, more = phone.page.keyboard, phone.one("#more")
        await more.focus()
        await keyboard.press("Enter")
        await expect(more).to_have_attribute("aria-expanded", "true")
        await expect(phone.one("#kinds button").first).to_be_focused()
        await keyboard.press("Escape")
        await expect(phone.one("#menu")).to_be_hidden()
        await expect(more).to_be_focused()
        await keyboard.press("Enter")
        await keyboard.press("Tab")
        await keyboard.press("Enter")
        await expect(phone.bubbles("own")).to_have_text(word("page.file.voice"))
        await expect(phone.bubbles("bot")).to_have_text("file.voice")
        await expect(more).to_have_attribute("aria-expanded", "false")

    play(chromium, database, scenario)


def test_numbers_can_be_typed_for_a_person_and_shared(
    chromium: Chromium, database: Database
) -> None:
    async def scenario(phone: Held) -> None:
        acts = phone.one("#own button")
        for place, text in ((0, PEOPLE[0].nik), (1, "29 Mei 1969")):
            await phone.one("#more").click()
            await acts.nth(place).click()
            await expect(phone.one("#text")).to_have_value(text)
            await phone.one("#text").fill("")
        await phone.one("#more").click()
        await acts.nth(2).click()
        await expect(phone.bubbles("bot")).to_have_text("phone.unknown")
        await expect(phone.one("#menu")).to_be_hidden()

    play(chromium, database, scenario)


def test_number_is_shared_where_it_is_asked_for(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        await phone.say("kartu saya masih aktif?")
        await phone.one(".bot > button.way").click()
        await expect(phone.bubbles("own").last).to_contain_text(
            word("page.shared", phone=PEOPLE[0].phone)
        )
        await expect(phone.bubbles("bot")).to_have_count(2)

    play(chromium, database, scenario)


def test_another_person_has_another_conversation(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        await phone.say("terima kasih")
        await expect(phone.bubbles("bot")).to_have_text("thanks")
        first = await phone.session()
        await phone.page.get_by_role("radio", name=PEOPLE[1].name).check()
        await expect(phone.one("#log .bubble")).to_have_count(0)
        await expect(phone.one("#state.open")).to_be_visible()
        await phone.say("menu")
        await expect(phone.bubbles("bot")).to_have_text("menu")
        assert await phone.session() != first
        await phone.page.keyboard.press("Tab")
        await phone.page.get_by_role("radio", name=PEOPLE[0].name).check()
        await expect(phone.bubbles("bot")).to_have_text("thanks")
        await phone.one("#restart").click()
        await expect(phone.one("#log .bubble")).to_have_count(0)
        await phone.say("menu")
        await expect(phone.bubbles("bot")).to_have_text("menu")
        assert await phone.session() != first

    play(chromium, database, scenario, DESK)


def test_nothing_of_a_real_store_stays_in_the_browser(
    chromium: Chromium, database: Database, bot: BotUnderTest
) -> None:
    bot.knows(Someone("7407052905695013", "1969-05-29"))

    async def scenario(phone: Held) -> None:
        await phone.say("kartu saya masih aktif?")
        await expect(phone.bubbles("bot")).to_have_count(1)
        await expect(phone.one(".bot > button.way")).to_have_count(0)
        await expect(phone.one("#cards .acts button:disabled")).to_have_count(1)
        assert await phone.page.evaluate("localStorage.length") == 0
        await phone.page.reload()
        await expect(phone.bubbles("bot")).to_have_count(1)

    play(chromium, database, scenario, DESK)


# ---- a line that breaks


def test_message_written_without_a_line_is_sent_later(
    chromium: Chromium, database: Database
) -> None:
    async def scenario(phone: Held) -> None:
        await phone.page.clock.install()
        await phone.page.clock.pause_at(time.time() + 60)  # only the button tries again
        await phone.service.close()
        await expect(phone.one("#broken")).to_be_visible()
        for text in ("terima kasih", "menu"):
            await phone.say(text)
        await expect(phone.one(".state.waiting")).to_have_count(2)
        await phone.service.open()
        await phone.one("#retry").click()
        await expect(phone.bubbles("bot")).to_have_text(["thanks", "menu"])
        await expect(phone.one(".state.sent")).to_have_count(2)
        await expect(phone.one("#broken")).to_be_hidden()

    play(chromium, database, scenario)


def test_page_that_was_closed_catches_up_once(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        await phone.say("terima kasih")
        await expect(phone.bubbles("bot")).to_have_text("thanks")
        session = await phone.session()
        await phone.page.goto("about:blank")
        await phone.service.receive(Inbound("phone", session, "later", time.time(), "menu"))
        await phone.page.goto(phone.service.url)
        await expect(phone.bubbles("bot")).to_have_text(["thanks", "menu"])
        await phone.page.reload()
        await expect(phone.bubbles("bot")).to_have_text(["thanks", "menu"])
        await phone.say("halo")
        await expect(phone.bubbles("bot")).to_have_count(3)

    play(chromium, database, scenario)


def test_two_tabs_show_the_same(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        second = await phone.context.new_page()
        await second.goto(phone.service.url)
        await expect(second.locator("#state.open")).to_be_visible()
        await phone.say("terima kasih")
        for page in (phone.page, second):
            await expect(page.locator("#log .bubble .text")).to_have_text(
                ["terima kasih", "thanks"]
            )

    play(chromium, database, scenario)


def test_message_that_came_too_fast_is_sent_again(
    chromium: Chromium, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone_page, "BURST", 1)
    monkeypatch.setattr(phone_page, "BURST_SECONDS", 1000.0)

    async def scenario(phone: Held) -> None:
        for text in ("terima kasih", "menu"):
            await phone.say(text)
        await expect(phone.one("#notice")).to_have_text(word("page.error.too_fast"))
        monkeypatch.setattr(phone_page, "BURST_SECONDS", 0.0)
        await expect(phone.bubbles("bot")).to_have_text(["thanks", "menu"])
        await expect(phone.one("#notice")).to_be_hidden()

    play(chromium, database, scenario)


# ---- what is shown


def test_files_are_shown_and_can_be_kept(chromium: Chromium, database: Database) -> None:
    parts = (Part("photo", "kartu.png", PNG), Part("document", "berkas.pdf", b"%PDF-1.4 isi"))

    async def scenario(phone: Held) -> None:
        await phone.deliver(Body("Ini berkasnya", parts=parts))
        picture = phone.one("#log img")
        await expect(picture).to_have_attribute("alt", f"{word('page.file.photo')}: kartu.png")
        assert await picture.evaluate("image => image.naturalWidth") == 1
        async with phone.page.expect_download() as download:
            await phone.page.get_by_role("link", name="berkas.pdf").click()
        file = await download.value
        assert file.suggested_filename == "berkas.pdf"
        assert (await file.path()).read_bytes() == b"%PDF-1.4 isi"

    play(chromium, database, scenario)


NINE = tuple((f"Pilihan ke-{number}", f"go:{number}") for number in range(1, 10))


def test_message_looks_as_on_each_platform(chromium: Chromium, database: Database) -> None:
    """By keyboard alone; the choice is kept for the session."""

    async def scenario(phone: Held) -> None:
        await phone.deliver(Body("Pilih", NINE))
        buttons = phone.one("#log .choices button")
        await expect(buttons).to_have_text([f"{n}. Pilihan ke-{n}" for n in range(1, 10)])
        await phone.page.get_by_role("radio", name=word("page.view.telegram")).focus()
        await phone.page.keyboard.press("ArrowRight")
        await expect(phone.one("#log details .choices")).to_be_hidden()
        await phone.one("#log summary").focus()
        await phone.page.keyboard.press("Enter")
        await expect(buttons).to_have_text([label for label, _ in NINE])
        await phone.page.keyboard.press("Tab")
        await phone.page.keyboard.press("Enter")
        await expect(phone.bubbles("own")).to_have_text("Pilihan ke-1")
        await phone.page.get_by_role("radio", name=word("page.view.whatsapp")).focus()
        await phone.page.keyboard.press("ArrowRight")
        await expect(buttons).to_have_count(0)
        await expect(phone.bubbles("bot").first).to_contain_text("9. Pilihan ke-9")
        await phone.page.reload()
        await expect(phone.bubbles("bot").first).to_contain_text("9. Pilihan ke-9")
        plain = phone.page.get_by_role("radio", name=word("page.view.plain"))
        await expect(plain).to_be_checked()

    play(chromium, database, scenario)


def test_templates_are_shown(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        await phone.page.get_by_role("link", name=word("page.templates")).click()
        await expect(phone.one("h2")).to_have_count(len(templates()))
        await expect(phone.one("main")).to_contain_text("sampai 31 Desember 2027")
        width = "document.scrollingElement.scrollWidth <= innerWidth"
        assert await phone.page.evaluate(width)
        await phone.page.get_by_role("link", name=word("page.templates.back")).click()
        await expect(phone.one("#state.open")).to_be_visible()

    play(chromium, database, scenario)


def test_text_is_never_markup(chromium: Chromium, database: Database) -> None:
    wicked = "<img src=x onerror=alert(1)> <b>tebal</b>"

    async def scenario(phone: Held) -> None:
        await phone.deliver(Body(wicked, ((wicked, "go:menu"),), (Part("photo", wicked, b""),)))
        await expect(phone.bubbles("bot")).to_have_text(wicked)
        await expect(phone.one(".choices button")).to_have_text(f"1. {wicked}")
        await phone.say(wicked)
        await expect(phone.bubbles("own")).to_have_text(wicked)
        await expect(phone.one("#log b")).to_have_count(1)  # the file's name, ours
        await expect(phone.one("#log img")).to_have_count(0)

    play(chromium, database, scenario)


async def begun(phone: Held) -> None:
    await expect(phone.one("#welcome")).to_be_visible()


async def menu(phone: Held) -> None:
    await phone.one("#more").click()


async def answered(phone: Held) -> None:
    await phone.say("kartu saya masih aktif?")
    await expect(phone.bubbles("bot")).to_have_count(1)
    file = Part("document", "y" * 90, b"")
    await phone.deliver(Body("x" * 400, (("Pilihan " * 12, "go:menu"),), (file,)))
    await phone.say("https://" + "z" * 300)


async def people(phone: Held) -> None:
    if await phone.one("#holder").is_enabled():
        await phone.one("#holder").click()
        await expect(phone.one("#sheet")).to_be_visible()


async def as_on_whatsapp(phone: Held) -> None:
    await phone.page.keyboard.press("Escape")
    await phone.page.get_by_role("radio", name=word("page.view.whatsapp")).check()
    await phone.deliver(
        Body(
            "Pilih satu", tuple((f"Pilihan ke-{n} yang agak panjang", f"go:{n}") for n in range(9))
        )
    )
    await phone.one("#log summary").last.click()


async def broken(phone: Held) -> None:
    await phone.page.keyboard.press("Escape")
    await phone.page.evaluate("document.getElementById('notice').textContent = 'Maaf'")
    await phone.service.close()
    await expect(phone.one("#broken")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_everything_can_be_seen_read_and_touched(
    chromium: Chromium, database: Database, size: tuple[int, int]
) -> None:
    async def scenario(phone: Held) -> None:
        for state in (begun, menu, answered, people, as_on_whatsapp, broken):
            await state(phone)
            for scheme in SCHEMES:
                await phone.page.emulate_media(color_scheme=scheme)
                faults = await phone.page.evaluate(FAULTS.read_text())
                assert faults == [], f"{state.__name__}, {scheme}"
        await phone.service.open()

    play(chromium, database, scenario, size)


def test_screen_reader_is_told_everything(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        await phone.say("halo")
        await expect(phone.one(".choices button").last).to_be_visible()
        log = phone.page.get_by_role("log")
        await expect(log).to_have_attribute("aria-live", "polite")
        spoken = await log.aria_snapshot()
        assert f"{word('page.me')}:" in spoken
        assert f"{word('page.bot')}:" in spoken
        assert word("page.state.sent") in spoken
        assert re.search(r'button "1. menu\.', spoken)
        await expect(phone.page.get_by_role("status")).to_have_text(word("page.line.open"))
        for size in (PHONE, DESK):
            await phone.page.set_viewport_size({"width": size[0], "height": size[1]})
            whole = await phone.one("body").aria_snapshot()
            nameless = re.findall(r"- (?:button|link|textbox|radio)\b(?! \").*", whole)
            assert nameless == []

    play(chromium, database, scenario)


WATCH = """addEventListener("DOMContentLoaded", () => {
    window.liveness = [];
    const note = (changes) => changes.forEach(({ target, addedNodes }) =>
        addedNodes.forEach((node) => node.matches(".bubble") && liveness.push(target.ariaLive)));
    new MutationObserver(note).observe(document.getElementById("log"), { childList: true });
})"""


def test_old_messages_are_not_read_out_again(chromium: Chromium, database: Database) -> None:
    async def scenario(phone: Held) -> None:
        await phone.say("terima kasih")
        await expect(phone.bubbles("bot")).to_have_text("thanks")
        await phone.page.add_init_script(WATCH)
        await phone.page.reload()
        await expect(phone.bubbles("bot")).to_have_text("thanks")
        await expect(phone.one("#log")).to_have_attribute("aria-live", "polite")
        await phone.say("menu")
        await expect(phone.bubbles("bot")).to_have_text(["thanks", "menu"])
        assert await phone.page.evaluate("liveness") == ["off", "off", "polite", "polite"]

    play(chromium, database, scenario)
