"""Which provisions answer a sloppy reference, and what is said not to be held."""

import pytest

from handlers.law import find
from handlers.law_references import Reference, references
from handlers.programme import load

REFERENCES = {
    "short forms": ("perbup 21 thn 2023 psl 5 ayat 2", ["perbup 21/2023 pasal 5 ayat 2"]),
    "slashes": ("inpres 2/2021 angka 25 huruf b", ["inpres 2/2021 angka 25 huruf b"]),
    "no instrument": ("pasal 17", ["pasal 17"]),
    "numbers in words": ("Pasal tujuh belas huruf A", ["pasal 17 huruf a"]),
    "brackets": ("uu 24/2011 pasal 5(2)", ["uu 24/2011 pasal 5 ayat 2"]),
    "no spaces": ("UU24/2011 psal 5 ayat(2)", ["uu 24/2011 pasal 5 ayat 2"]),
    "as published": (
        "Peraturan Bupati Wakatobi Nomor 21 Tahun 2023 Pasal 17 huruf c",
        ["perbup 21/2023 pasal 17 huruf c"],
    ),
    "long names": (
        "instruksi presiden republik indonesia nomor 2 tahun 2021 angka 25",
        ["inpres 2/2021 angka 25"],
    ),
    "two figures for the year": ("perbup 21-23 ps. 17", ["perbup 21/2023 pasal 17"]),
    "two figures after the word": ("inpres 2 thn 21 angka 25", ["inpres 2/2021 angka 25"]),
    "from the paragraph to the article": (
        "ayat 2 pasal 5 dan ayat 1 pasal 18", ["pasal 5 ayat 2", "pasal 18 ayat 1"],
    ),
    "two paragraphs, two articles": (
        "pasal 5 ayat 1 dan ayat 2, pasal 17",
        ["pasal 5 ayat 1", "pasal 5 ayat 2", "pasal 17"],
    ),
    "only the year": ("perbup wakatobi 2023 pasal 5", ["perbup 2023 pasal 5"]),
    "only the number": ("uu no 24 pasal 18", ["uu 24 pasal 18"]),
    "letter at the article": ("pasal 17c perbup", ["perbup pasal 17 huruf c"]),
    "a point is a number, or a letter": (
        "perbup pasal 1 poin 15, pasal 17 poin b",
        ["perbup pasal 1 angka 15", "perbup pasal 17 huruf b"],
    ),
    "list": ("pasal 1 angka 2, 4 dan 6", [f"pasal 1 angka {number}" for number in (2, 4, 6)]),
    "range": ("pasal 17 huruf a s/d c", [f"pasal 17 huruf {letter}" for letter in "abc"]),
    "instrument after its article, twice": (
        "pasal 5 perbup 21/2023 dan pasal 51 uu 24/2011",
        ["perbup 21/2023 pasal 5", "uu 24/2011 pasal 51"],
    ),
    "instrument before its article, twice": (
        "perbup 21/2023 pasal 5 dan uu 24/2011 pasal 51",
        ["perbup 21/2023 pasal 5", "uu 24/2011 pasal 51"],
    ),
    "ministers' rules": ("Permenaker No. 1 Tahun 2025 Pasal 79", ["permen 1/2025 pasal 79"]),
    "the constitution is no uu": ("uud 1945 pasal 5", ["uud 1945 pasal 5"]),
    "an amount is no number": ("perbup itu dapat 42 juta", ["perbup"]),
    "none": ("halo, suami saya meninggal kemarin", []),
}  # fmt: skip


@pytest.mark.parametrize(("said", "read"), REFERENCES.values(), ids=REFERENCES)
def test_what_is_read(said: str, read: list[str]) -> None:
    assert [each.written for each in references(said)] == read


def test_a_bare_instrument_has_no_address() -> None:
    assert references("perbup 21/2023") == (Reference("perbup", 21, 2023),)
    assert not references("perbup 21/2023")[0].has_address
    assert references("pasal 17")[0].has_address


PERBUP_17 = [f"perbup_21_2023 pasal 17{part}" for part in ("", " huruf a", " huruf b", " huruf c")]
FOUND = {
    "exact": ("perbup 21 thn 2023 psl 5 ayat 2", ["perbup_21_2023 pasal 5 ayat 2"]),
    "by the part of the instruction": (
        "inpres 2/2021 angka 25 huruf b", ["inpres_2_2021 bagian kedua angka 25 huruf b"],
    ),
    "whole article with its letters": ("pasal 17", PERBUP_17),
    "one article, two instruments": (
        "pasal 5",
        ["uu_24_2011 pasal 5 ayat 2", "perbup_21_2023 pasal 5 ayat 1",
         "perbup_21_2023 pasal 5 ayat 2"],
    ),
    "everyday name": ("apa isi uu bpjs pasal 18", ["uu_24_2011 pasal 18 ayat 1"]),
    "everyday name without a kind": (
        "aturan bupati ayat 1", ["perbup_21_2023 pasal 5 ayat 1"],
    ),
    "letter inside a text": ("uu 24/2011 pasal 5 ayat 2 huruf b", ["uu_24_2011 pasal 5 ayat 2"]),
}  # fmt: skip


@pytest.mark.parametrize(("said", "quoted"), FOUND.values(), ids=FOUND)
def test_what_is_held(said: str, quoted: list[str]) -> None:
    (finding,) = find(load("wakatobi"), said)

    assert finding.held
    assert [f"{q.instrument.code} {q.provision.address}" for q in finding.quotes] == quoted


NOT_HELD = {
    "another number": ("perbup 12/2023 pasal 17", "perbup 12/2023 pasal 17", []),
    "another year": ("inpres 2/2022 angka 25", "inpres 2/2022 angka 25", []),
    "an article that was not seen": (
        "perbup 21/2023 pasal 18", "perbup 21/2023 pasal 18", ["perbup_21_2023"],
    ),
    "a letter that does not exist": ("perbup pasal 17 huruf d", "perbup pasal 17 huruf d",
                                     ["perbup_21_2023"]),
    "an instrument without its text": (
        "pp 44/2015 pasal 40", "pp 44/2015 pasal 40", ["pp_44_2015"],
    ),
    "an article of nobody": ("pasal 99", "pasal 99", []),
    "the constitution": ("uud pasal 5", "uud pasal 5", []),
}  # fmt: skip


@pytest.mark.parametrize(("said", "read", "instruments"), NOT_HELD.values(), ids=NOT_HELD)
def test_what_is_not_held_is_told_as_read(said: str, read: str, instruments: list[str]) -> None:
    (finding,) = find(load("wakatobi"), said)

    assert not finding.held
    assert finding.read.written == read
    assert [each.code for each in finding.instruments] == instruments


def test_no_law_named_finds_nothing() -> None:
    assert find(load("wakatobi"), "berapa santunan kalau meninggal") == ()


def test_a_whole_instrument_gives_all_that_is_held() -> None:
    (finding,) = find(load("wakatobi"), "perbup wakatobi nomor 21 tahun 2023")
    assert [q.provision for q in finding.quotes] == list(finding.instruments[0].provisions)


def test_every_provision_of_every_programme_is_found_by_its_address() -> None:
    for name in ("wakatobi", "contoh"):
        for instrument in load(name).law:
            for provision in instrument.provisions:
                said = f"{instrument.title} {provision.address}"
                quoted = [q.provision for finding in find(load(name), said) for q in finding.quotes]
                assert provision in quoted, said


def test_a_hostile_message_is_read_fast() -> None:
    for said in (
        "uu a " * 900,
        "pasal 1-20 ayat 1-20 angka 1-20 huruf a-z " * 80,
        "pasal 1, " * 500,
    ):
        assert len(references(said)) <= 12
