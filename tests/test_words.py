"""What people read: short messages and sentences, no unexplained jargon, no figures of the law."""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from handlers.programme import load
from tests.conversation import BotUnderTest, message_of
from tests.test_transcripts import FILES, set_scene
from tests.test_whole import sentences

LONGEST_MESSAGE = 600
MOST_MESSAGES, MOST_FIRST_MESSAGES = 3, 2
LONGEST_SENTENCE, USUAL_SENTENCE = 35, 22
# Each word must be explained in the same message by what the pattern finds.
JARGON = {
    r"\bJKK\b": r"[Kk]ecelakaan [Kk]erja|santunan|dasar",
    r"\bJKM\b": r"[Kk]ematian|meninggal|santunan|dasar",
    r"\bJHT\b": r"[Hh]ari [Tt]ua",
    r"\bKPJ\b": r"kartu",
    r"\bAPB[DN]\b": r"daerah|pemerintah|membayar sendiri",
    r"\bASN\b": r"honorer",
    r"\bSTMB\b": r"belum mampu bekerja",
    r"\bNPWP\b": r"pajak",
    r"\bBasarnas\b": r"\b115\b|hilang|pencarian",
    r"\bKK\b": r"Kartu Keluarga|KTP",
    r"\b[Nn]ota [Kk]esepakatan\b": r"[Pp]erjanjian|pemerintah daerah",
    r"\bvisum\b": r"dokter",
    r"\bkronologi\b": r"kejadian",
    r"\bsantunan berkala\b": r"bulan",
    r"\bberkas\b": r".",
    r"\bPerbup\b": r"[Pp]eraturan [Bb]upati",
    r"\b[Tt]autan(?:nya)?\b": r"link",
    r"\bOTP\b": r"kode|PIN",
    r"\b[Bb]ot\b": r"mesin",
    r"\bGPS\b": r"lokasi",
    r"\bSAR\b": r"Basarnas",
    r"\bwali(?:nya)?\b": r"mengasuh",
    r"\b[Ss]urat kuasa(?:nya)?\b": r"mewakili|diwakili|menunjuk",
    r"\bberita acara\b": r"catatan",
    r"\bKUA\b": r"nikah",
    r"\bDukcapil\b": r"KTP|akta",
    r"\bDana Jaminan Sosial\b": r"uang bersama",
}
REFUSED = re.compile(
    r"\b(?:BPU|segmen|onsite|validasi|verifikasi data|implementasi|mekanisme|kompensasi|"
    r"substansi|stakeholder|input|sosialisasi|registrasi|proses administrasi|derajat kedua|medis|"
    r"penghubung|duplikat|penetapan pengadilan|menarik persetujuan|ext|PDF)\b"
)
BLAME = re.compile(r"\b(?:[Ss]alah (?:Anda|Bapak|Ibu)|[Ss]eharusnya|[Mm]asa tidak|gagal)\b")
SPOKEN_FIGURE = r"(?:\d+|dua|tiga|empat|lima|enam|tujuh|sepuluh)"
FIGURE_OF_LAW = re.compile(
    rf"\b{SPOKEN_FIGURE} (?:x |syarat|bulan|hari|jam|tahun|anak|persen)|\b\d+ ?%|Rp ?\d", re.I
)
NOT_OF_LAW = (
    "benefit.died_on.too_old",
    "claim_guide.died_on.too_old",
)  # how far back the bot reads a date


@pytest.fixture(params=FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def turns(request: pytest.FixtureRequest, speaking_bot: BotUnderTest) -> list[list[str]]:
    """The messages of each turn of a golden conversation."""
    file: Path = request.param
    set_scene(speaking_bot, file)
    lines = file.read_text(encoding="utf-8").splitlines()
    said = [message_of(line[1:].strip()) for line in lines if line.startswith(">")]
    return [[body.text for body in speaking_bot.say(**each).bodies] for each in said]


def test_a_golden_conversation_is_easy_to_read(turns: list[list[str]]) -> None:
    assert len(turns[0]) <= MOST_FIRST_MESSAGES
    assert max(map(len, turns)) <= MOST_MESSAGES
    for text in (text for texts in turns for text in texts if not _quotes_the_law(text)):
        assert len(text) <= LONGEST_MESSAGE, f"{len(text)}: {text}"
        assert hard_to_read(text) == [], text


def test_the_catalog_is_easy_to_read() -> None:
    lengths = {
        key: [_words(each) for each in spoken(sentence)]
        for key, sentence in sentences("id").items()
    }

    assert {key: max(each, default=0) for key, each in lengths.items()
            if max(each, default=0) > LONGEST_SENTENCE} == {}  # fmt: skip
    assert median(length for each in lengths.values() for length in each) <= USUAL_SENTENCE
    assert [key for key, each in sentences("id").items() if REFUSED.search(each)] == []
    assert [key for key, each in sentences("id").items() if BLAME.search(each)] == []


def test_figures_of_the_law_come_from_the_programme_file() -> None:
    found = {
        key: figure[0]
        for key, sentence in sentences("id").items()
        if key not in NOT_OF_LAW and (figure := FIGURE_OF_LAW.search(sentence))
    }

    assert found == {}


READ = {
    "a long sentence": (" ".join(["kata"] * 36) + ".", [36]),
    "an abbreviation with a dot inside": ("Perlu 1.000.000 rupiah. Sudah.", [3, 1]),
    "a list": ("Bawa:\n- KTP peserta\n- KK", [1, 2, 1]),
}


@pytest.mark.parametrize(("text", "lengths"), READ.values(), ids=READ)
def test_sentences_are_counted(text: str, lengths: list[int]) -> None:
    assert [_words(each) for each in spoken(text)] == lengths


def hard_to_read(text: str) -> list[str]:
    """Long sentences, words that nobody explains in the same message, and refused ones."""
    too_long = [each for each in spoken(text) if _words(each) > LONGEST_SENTENCE]
    unexplained = [
        word for word, gloss in JARGON.items()
        if re.search(word, text) and not re.search(gloss, re.sub(word, "", text))
    ]  # fmt: skip
    return [*too_long, *unexplained, *REFUSED.findall(text), *BLAME.findall(text)]


def spoken(text: str) -> Iterator[str]:
    """Sentences and the lines of lists."""
    for part in re.split(r"[.!?:;](?=\s|$)|\n", text):
        if re.search(r"\w", part):
            yield part


def _words(sentence: str) -> int:
    return len(re.findall(r"[^\s-]\S*", sentence))


def _quotes_the_law(text: str) -> bool:
    provisions = (each for law in load().law for each in law.provisions)
    return any(each.text in text for each in provisions)
