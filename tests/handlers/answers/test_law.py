"""Every provision is quoted by its number and met by a plain question; what is not held is said."""

import re
from collections.abc import Callable

import pytest

from handlers.law import Quote
from handlers.law_topics import about, resting_on
from handlers.programme import Programme, load
from handlers.programme_facts import Instrument, Provision
from tests.conversation import BotUnderTest

WAKATOBI = load("wakatobi")
UU, INPRES, PERBUP = "uu_24_2011", "inpres_2_2021", "perbup_21_2023"


def named(quote: Quote) -> str:
    return f"{quote.instrument.code} {quote.provision.address}"


def shown(address: str) -> str:
    """`pasal 5 ayat 2` as the test language shows it."""
    words = address.split()
    return " ".join(
        f"law.{part}(value={value})" for part, value in zip(words[::2], words[1::2], strict=True)
    )


PROVISIONS = {
    f"{instrument.code} {provision.address}": (instrument, provision)
    for instrument in WAKATOBI.law
    for provision in instrument.provisions
}


def _as_published(instrument: Instrument, provision: Provision) -> str:
    """`Undang-Undang Nomor 24 Tahun 2011 Pasal 5 ayat (2)`."""
    address = re.sub(r"ayat (\d+)", r"ayat (\1)", provision.address)
    return f"{instrument.title} {address.replace('pasal', 'Pasal')}"


def _in_a_hurry(instrument: Instrument, provision: Provision) -> str:
    """`uu 24 thn 2011 psl 5 ayat 2`."""
    address = provision.address.replace("pasal", "psl")
    return f"{instrument.kind} {instrument.number} thn {instrument.year} {address}"


def _with_a_slash(instrument: Instrument, provision: Provision) -> str:
    """`apa isi pasal 5 ayat 2 uu 24/2011`."""
    number = f"{instrument.kind} {instrument.number}/{instrument.year}"
    return f"apa isi {provision.address} {number}"


NUMBERS = (_as_published, _in_a_hurry, _with_a_slash)


@pytest.mark.parametrize("written", NUMBERS, ids=lambda written: written.__name__)
@pytest.mark.parametrize(("instrument", "provision"), PROVISIONS.values(), ids=PROVISIONS)
def test_every_provision_is_quoted_by_its_number(
    bot: BotUnderTest,
    instrument: Instrument,
    provision: Provision,
    written: Callable[[Instrument, Provision], str],
) -> None:
    texts = bot.texts(written(instrument, provision))

    line = f"address={shown(provision.address)}, text={provision.text})"
    assert any(line in text for text in texts)


PLAIN_QUESTIONS = {
    f"{UU} pasal 1 angka 2": "apa itu jaminan sosial",
    f"{UU} pasal 1 angka 4": "apa itu peserta",
    f"{UU} pasal 1 angka 6": "iuran itu apa",
    f"{UU} pasal 1 angka 7": "apa itu bantuan iuran",
    f"{UU} pasal 5 ayat 2": "bpjs itu ada apa saja",
    f"{UU} pasal 18 ayat 1": "siapa yang mendaftarkan kami",
    f"{UU} pasal 51 ayat 1": "aturan kerja sama bpjs dan pemerintah apa",
    f"{INPRES} bagian kedua angka 25": "menurut inpres apa tugas bupati",
    f"{INPRES} bagian kedua angka 25 huruf a": "menurut aturan bupati menyediakan anggaran kah",
    f"{INPRES} bagian kedua angka 25 huruf b": "apakah menurut aturan semua pekerja jadi peserta",
    f"{INPRES} bagian kedua angka 25 huruf c": "apa BUMD ikut juga menurut aturan",
    f"{INPRES} bagian kedua angka 25 huruf d": "dasar hukum syarat izin",
    f"{PERBUP} pasal 1 angka 15": "apa itu kartu peserta",
    f"{PERBUP} pasal 5 ayat 1": "siapa yang boleh ikut",
    f"{PERBUP} pasal 5 ayat 2": "siapa yang diprioritaskan menurut perbup",
    f"{PERBUP} pasal 17": "kapan kepesertaan berakhir menurut aturan",
    f"{PERBUP} pasal 17 huruf a": "kalau bukan lagi pekerja rentan bagaimana menurut aturan",
    f"{PERBUP} pasal 17 huruf b": "kalau nota kesepakatan berakhir bagaimana menurut aturan",
    f"{PERBUP} pasal 17 huruf c": "kalau dana habis bagaimana menurut perbup",
}


def test_there_is_a_plain_question_for_each() -> None:
    assert set(PLAIN_QUESTIONS) == set(PROVISIONS)
    assert all(provision.plain for _, provision in PROVISIONS.values())


@pytest.mark.parametrize(("address", "said"), PLAIN_QUESTIONS.items(), ids=PLAIN_QUESTIONS)
def test_every_provision_answers_a_plain_question(
    bot: BotUnderTest, address: str, said: str
) -> None:
    """With its number; nobody is asked who they are."""
    texts = bot.texts(said)

    assert shown(address.split(maxsplit=1)[1]) in " ".join(texts)
    assert not any(text.startswith("identity.") for text in texts)
    assert len(texts) <= 3


SAID = {
    "the list": ("dasar hukumnya apa", ["law.list"]),
    "an article": ("pasal 17", ["law.meaning", "Peraturan Bupati Wakatobi Nomor 21 Tahun 2023"]),
    "a whole instrument": (
        "isi perbup 21 tahun 2023",
        ["law.titles", "Peraturan Bupati Wakatobi Nomor 21 Tahun 2023"],
    ),
    "sloppy": ("perbup 21 thn 2023 psl 5 ayat 2", ["law.meaning", "Peraturan Bupati"]),
    "not held": ("perbup 21/2023 pasal 18", ["law.not_held(reference=perbup 21/2023 pasal 18)"]),
    "another number": ("perbup 12/2023 pasal 17", ["law.not_held"]),
    "named, without its text": ("pp 44/2015 pasal 40", ["law.not_held"]),
    "held and not held": (
        "pasal 17 dan pasal 99 perbup 21/2023",
        ["law.meaning", "Peraturan Bupati"],
    ),
}


@pytest.mark.parametrize(("said", "begins"), SAID.values(), ids=SAID)
def test_answer(bot: BotUnderTest, said: str, begins: list[str]) -> None:
    texts = bot.texts(said)

    assert len(texts) == len(begins)
    assert all(text.startswith(begin) for text, begin in zip(texts, begins, strict=True)), texts


def test_where_to_read_what_is_not_held(bot: BotUnderTest) -> None:
    (text,) = bot.texts("pp 44/2015 pasal 40")
    assert "law.read_at(" in text
    (text,) = bot.texts("perbup 21/2023 pasal 18")
    assert f"provisions={', '.join(shown(f'pasal {number}') for number in (1, 5, 17))}" in text


def test_what_is_not_held_is_said_below_what_is(bot: BotUnderTest) -> None:
    _, texts = bot.texts("pasal 17 dan pasal 99 perbup 21/2023")
    assert "law.not_held(reference=perbup 21/2023 pasal 99)" in texts


def test_the_longest_phrase_decides() -> None:
    said = {"apa itu iuran": "angka 6", "apa itu bantuan iuran": "angka 7"}
    for question, ending in said.items():
        (quote,) = about(WAKATOBI, question)
        assert quote.provision.address.endswith(ending)


def test_an_article_brings_its_letters() -> None:
    found = [named(quote) for quote in about(WAKATOBI, "apa syarat kepesertaan")]
    assert found == [f"{PERBUP} pasal 17{part}" for part in ("", *map(" huruf {}".format, "abc"))]


@pytest.fixture(params=("wakatobi", "contoh"))
def programme(request: pytest.FixtureRequest) -> Programme:
    return load(request.param)


def test_every_regency_tells_what_its_list_of_members_rests_on(programme: Programme) -> None:
    assert resting_on(programme, "eligibility")
    assert about(programme, "siapa yang boleh ikut")
    assert not about(programme, "harga ikan hari ini berapa")


def test_meanings_are_short(speaking_bot: BotUnderTest) -> None:
    for said in PLAIN_QUESTIONS.values():
        assert len(speaking_bot.texts(said)[0]) <= 600, said
