"""Is it really ours: a code, a notice that is forwarded whole, one that somebody changed."""

from datetime import datetime

import msgspec
import pytest
from sqlalchemy import insert

from storage.tables import broadcasts
from tests.conversation import BotUnderTest, Someone

SITI = Someone("7407054506720001", "1972-06-05")
NOTICE = (
    "Masa berlaku kartu hampir habis. Bawa KTP ke kantor desa. Kami tidak pernah meminta kode OTP."
)
CODE = "SJ-4K7QP"
SENT = datetime.fromisoformat("2026-11-23T23:30:00+08:00").timestamp()


@pytest.fixture
def told_bot(bot: BotUnderTest) -> BotUnderTest:
    keep(bot, CODE, ["village=74.07.01.2005"], text=NOTICE)
    keep(bot, "SJ-DRAFT", [], started_at=None, text="Belum dikirim")
    keep(bot, "SJ-GR2EF", ["village=74.07.01.2005", "claim=paid"], text="Klaim")
    keep(bot, "SJ-FEW22", ["claim=paid"], text="Klaim")
    keep(bot, "SJ-HA3LT", [], state="cancelled", text="Salah")
    keep(bot, "SJ-TEMPA", [], text=None, template="coverage_ending")
    return bot


def keep(
    bot: BotUnderTest,
    code: str,
    conditions: list[str],
    *,
    state: str = "done",
    started_at: float | None = SENT,
    text: str | None,
    template: str | None = None,
) -> None:
    token = code.encode()
    contents = {"title": "t", "text": text, "template": template}
    with bot.database.write() as connection:
        row = {
            "token": token,
            "sealed": bot.database.sealer.seal("broadcast", token, contents),
            "code": code,
            "kind": "notice",
            "purpose": "own_coverage",
            "state": state,
            "conditions": msgspec.json.encode(conditions).decode(),
            "author": "officer:1",
            "created_at": SENT,
            "started_at": started_at,
        }
        connection.execute(insert(broadcasts).values(row))


GENUINE = "notice_code.genuine(code={}, regency=Kabupaten Wakatobi, day=2026-11-23, whom={})"
SOMBU = "segment.people(which=segment.place(what=segment.village(name=Sombu)))"
EVERYONE = "segment.everyone(regency=Kabupaten Wakatobi)"
ANSWERS = {
    "the code": ("sj 4k7qp", GENUINE.format(CODE, SOMBU)),
    "a question with it": ("apakah SJ-4K7QP ini asli?", GENUINE.format(CODE, SOMBU)),
    "the whole notice": (f"{NOTICE}\n\nKode kabar: {CODE}.", GENUINE.format(CODE, SOMBU)),
    "claims are not told of": (
        "SJ-GR2EF", GENUINE.format("SJ-GR2EF", f"notice_code.some(whom={SOMBU})"),
    ),
    "claims only": (
        "SJ-FEW22",
        GENUINE.format("SJ-FEW22", "notice_code.some_here(regency=Kabupaten Wakatobi)"),
    ),
    "stopped": ("SJ-HA3LT", GENUINE.format("SJ-HA3LT", EVERYONE)),
    "a template": ("SJ-TEMPA", GENUINE.format("SJ-TEMPA", EVERYONE)),
    "one that has not left": ("SJ-DRAFT", "notice_code.unknown(code=SJ-DRAFT, call_centre="),
    "made up": ("kode SJ-10001", "notice_code.unknown(code=SJ-10001, call_centre="),
    "a link put in": (f"{NOTICE} Daftar di bit.ly/abc {CODE}", f"notice_code.changed(code={CODE}"),
    "money put in": (
        f"{NOTICE} Transfer biaya admin dulu. {CODE}", f"notice_code.changed(code={CODE}",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("said", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_first_answer(told_bot: BotUnderTest, said: str, answer: str) -> None:
    told_bot.say("halo")

    assert told_bot.texts(said)[0].startswith(answer)


MORE = {
    "genuine": ("sj 4k7qp", "notice_code.never", 1),
    "stopped": ("SJ-HA3LT", "notice_code.stopped", 1),
    "changed": (f"{NOTICE} Klik bit.ly/abc {CODE}", "scam(", 2),
    "unknown with the marks of a fraud": ("kode SJ-22222 klik bit.ly/abc", "scam.found(", 3),
}


@pytest.mark.parametrize(("said", "key", "count"), MORE.values(), ids=MORE)
def test_what_is_said_beside_it(told_bot: BotUnderTest, said: str, key: str, count: int) -> None:
    told_bot.say("halo")
    texts = told_bot.texts(said)

    assert len(texts) == count
    assert any(key in text for text in texts)


def test_what_the_genuine_notice_warns_of_is_no_change(told_bot: BotUnderTest) -> None:
    (text,) = told_bot.texts(f"ini asli? {NOTICE} {CODE}")

    assert text.startswith("notice_code.genuine(")


def test_beside_an_open_form(told_bot: BotUnderTest) -> None:
    told_bot.knows(SITI)
    told_bot.say("nomor kartu saya berapa")

    answer, again = told_bot.texts(CODE)
    assert answer.startswith("notice_code.genuine(")
    assert again.startswith("form.back_to(")
    assert told_bot.texts(SITI.nik) == ["identity.birth_date.ask"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_messages_stay_short(speaking_bot: BotUnderTest, language: str) -> None:
    keep(speaking_bot, CODE, ["village=74.07.01.2005", "coverage_end<=2026-12-31"], text=NOTICE)
    speaking_bot.say(choice=f"lang:{language}")

    lines = (CODE, "SJ-22222", f"{NOTICE} Transfer ke bit.ly/abc {CODE}", "ini penipuan bukan?")
    texts = [text for line in lines for text in speaking_bot.texts(line)]
    assert max(map(len, texts)) <= 600
    assert not any("{" in text for text in texts)
