"""Text -> the words that are classified."""

import pytest

from handlers.understanding.normalise import normalise, slang
from handlers.understanding.sentences import LONGEST, readings, sentences

NORMAL = {
    "Krtu sy ilang": "kartu saya hilang",
    "anak2 sy": "anak anak saya",
    "kartux mati": "kartunya mati",
    "toloooong": "tolong",
    "nik 7407 0245 0672 0001": "nik nomornik",
    "NIK 74O7O245O672OOO1": "nik nomornik",
    "hp 0812-3456-7890": "hp nomorpanjang",
    "lahir 17-8-1980": "lahir tanggalangka",
    "lahir 18 Maret 1965": "lahir tanggalangka",
    "lahir 12 peb 79": "lahir tanggalangka",
    "17 agustus 1980 pak": "tanggalangka pak",
    "lomba 17 agustus": "lomba 17 agustus",
    "5 des 3 orang": "5 des 3 orang",
    "jum'at": "jumat",
    "pi ka mi ji toh kodong": "pi ka mi ji toh kodong",
    "ktp sd hp bpjs tk jkk jkm smp": "ktp sd hp bpjs tk jkk jkm smp",
    "buka https://bpjs-bantuan.xyz/a skrg": "buka tautan sekarang",
    "": "",
    "!!!": "",
}


@pytest.mark.parametrize(("said", "words"), NORMAL.items(), ids=NORMAL)
def test_normalise(said: str, words: str) -> None:
    assert normalise(said) == words


NEVER_SLANG = (
    *("pi", "ka", "ki", "mi", "ji", "toh", "kodong", "bede"),
    *("ktp", "sd", "hp", "bpjs", "tk", "jkk", "jkm", "smp", "bk"),
)


@pytest.mark.parametrize("word", NEVER_SLANG)
def test_particles_and_abbreviations_are_kept(word: str) -> None:
    assert word not in slang("id")


def test_slang_is_spelt_out_at_once() -> None:
    """No long form is slang itself, or training and run time would differ by a pass."""
    known = slang("id")

    assert [short for short, spelt in known.items() if spelt.split()[0] in known] == []


SENTENCES = {
    "halo. kartu hilang": ["halo", "kartu hilang"],
    "kartu hilang.nomornya berapa": ["kartu hilang", "nomornya berapa"],
    "kapan cair? sudah lama": ["kapan cair ?", "sudah lama"],
    "iuran Rp16.800 sebulan": ["iuran rp16 800 sebulan"],
    "tgl 17.8.1980 lahir": ["tgl tanggalangka lahir"],
    "baris satu\nbaris dua": ["baris satu", "baris dua"],
    "...": [],
}


@pytest.mark.parametrize(("said", "parts"), SENTENCES.items(), ids=SENTENCES)
def test_sentences(said: str, parts: list[str]) -> None:
    assert [" ".join(clauses) for clauses in sentences(said, "id")] == parts


def test_long_sentences_are_scored_in_overlapping_pieces() -> None:
    words = [f"kata{number}" for number in range(100)]

    pieces = readings([" ".join(words)])

    assert max(map(len, pieces)) <= LONGEST
    assert {word for piece in pieces for word in piece.split()} == set(words)
    assert pieces[0].split()[-1] in pieces[1].split()


def test_a_short_message_is_scored_whole_too() -> None:
    assert readings(["halo", "kartu hilang"]) == ["halo kartu hilang", "halo", "kartu hilang"]
    assert readings(["kartu hilang"]) == ["kartu hilang"]
    assert readings([]) == []
