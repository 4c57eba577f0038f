"""What the asker is to the other person, however it is said."""

from typing import get_args

import pytest

from handlers import parsing
from handlers.kin import Relation
from handlers.parsing import Problem
from handlers.words import words

ANSWERS: dict[Relation, str] = {
    "self": "saya sendiri|diri sendiri|untuk saya sendiri|saya|sy|saya yang bersangkutan|sendiri",
    "spouse": (
        "sy istrinya|suami saya|istri saya|istri|suami|istri almarhum|saya istri almarhum|SUAMIKU"
        "|dia suami sy|yg meninggal suami sy|almarhum suami dari saya|sy suaminya ibu ani|laki saya"
        "|suami\u200bnya|istri ❤️ saya|saya (istri almarhum)|istri, saya|suami saya lurah|wife"
        "|saya sendiri yang urus suami saya|suami\nsaya|istrinyaaa"
    ),
    "child": (
        "beliau bapak saya|saya anaknya|bapak saya|bapakku|sy punya bapak|saya pe mama|ibu saya"
        "|orang tua saya|bapak ibu saya|almarhum adalah ayah saya|anak|anak kandung|anak tiri"
        "|yang meninggal itu bapak saya|saya ini anaknya almarhum|saya anak pak rahman|anak2nya"
        "|hubungan saya dengan almarhum adalah anak|kami anak-anaknya|anak dari almarhum"
        "|bapak saya sendiri|alm bapak kandung saya|saya anak dari pak Udin|mamaku"
    ),
    "parent": "anak saya|mamanya|ayahnya|orang tuanya|saya ibu kandung dari almarhum|ibu|anakku"
    "|saya bapak dari dua anak",
    "sibling": (
        "saya kakaknya|adik saya yg meninggal|saya adik kandungnya|kaka kandung saya|sy kk nya|kk"
        "|saya bukan istrinya tapi adiknya|bukan istrinya, saya adiknya|saudara kembar saya"
    ),
    "grandchild": "cucu|saya cucunya|kakek saya|nenek sy",
    "grandparent": "nenek|saya neneknya|cucu saya|anak dari anak saya",
    "in_law": (
        "bapak mertua|mertua saya|saya mertuanya|menantu|saya menantu|kakak ipar|adik ipar saya"
        "|saya adik iparnya|istri kakak saya|suami anak saya|bapak suami saya|adik istri saya"
    ),
    "other": (
        "tetangga|saya tetangganya|kepala desa|saya kepala desa|paman saya|saya pamannya|sepupu"
        "|kakak sepupu|kakak sepupunya|sodara sepupu sy|keponakan saya|om|mantan istri|teman"
        "|anak buah saya|saya anak buahnya|anak kakak saya|adik bapak saya|orang lain|wali|pak rt"
    ),
}
CASES = [(said, code) for code, listed in ANSWERS.items() for said in listed.split("|")]


@pytest.mark.parametrize(("said", "expected"), CASES, ids=[said for said, _ in CASES])
def test_relation(said: str, expected: Relation) -> None:
    assert parsing.relation(said) == expected


@pytest.mark.parametrize("code", get_args(Relation))
def test_a_code_is_an_answer(code: Relation) -> None:
    assert parsing.relation(code) == parsing.relation(f" {code.upper()} ") == code


UNANSWERED = {
    "keluarga": "unclear",
    "kami sekeluarga": "unclear",
    "ahli warisnya": "unclear",
    "bukan keluarga": "unclear",
    "bukan anaknya": "missing",
    "saya bukan istrinya": "missing",
    "saya ibu rumah tangga": "missing",
    "nama saya adi": "missing",
    "di kantor ada om jenggot": "missing",
    "pak": "missing",
    "halo": "missing",
    "1": "missing",
    "": "missing",
}


@pytest.mark.parametrize(("said", "key"), UNANSWERED.items(), ids=UNANSWERED)
def test_what_names_no_relation(said: str, key: str) -> None:
    with pytest.raises(Problem) as caught:
        parsing.relation(said)

    assert (caught.value.key, caught.value.values) == (key, {})


STATED: dict[str, Relation | None] = {
    "suami saya meninggal kemarin": "spouse",
    "mau cek kartu bapak saya": "child",
    "saya istri nelayan, mau tanya kartu": "spouse",
    "saya mau daftar anak saya": "parent",
    "bapak sy hilang di laut": "child",
    "mama saya sakit": "child",
    "tetangga saya meninggal": "other",
    "anak buah saya jatuh di kapal": "other",
    "saya sendiri mau daftar": "self",
    "istri kakak saya meninggal": "in_law",
    "bapak suami saya meninggal": "spouse",
    "suami saya 2 hari belum pulang": "spouse",
    "sy istrinya": "spouse",
    "beliau bapak saya": "child",
    "mamanya": "parent",
    "sebagai anaknya": "child",
    "saya anak dari pak udin": "child",
    # somebody is called, not named
    "ibu saya mau tanya": None,
    "ibu, saya kehilangan kartu": None,
    "selamat pagi bapak saya mau cek kartu": None,
    "bapak ibu saya mau tanya": None,
    "bang saya mau tanya": None,
    "pak kades saya mau tanya": None,
    # nobody is named
    "apakah anak dapat beasiswa": None,
    "anak almarhum dapat beasiswa?": None,
    "istri almarhum dapat berapa": None,
    "no kk saya hilang": None,
    "saya rt 02": None,
    "saya ibu rumah tangga": None,
    "saya punya anak 2": None,
    "saya bapak dari dua anak": None,
    "kartu saya hilang": None,
    "saya bukan istrinya": None,
    "terima kasih pak": None,
    "": None,
}


@pytest.mark.parametrize(("said", "expected"), STATED.items(), ids=STATED)
def test_stated_relation(said: str, expected: Relation | None) -> None:
    assert parsing.stated_relation(said) == expected


def test_every_listed_word_is_its_relation() -> None:
    listed = words()["relation"]["kin"]
    assert set(listed) == {*get_args(Relation), "unclear"}
    for code in get_args(Relation):
        for word in listed[code]:
            assert parsing.relation(word) == code, word


def test_no_word_stands_for_two_relations() -> None:
    listed = words()["relation"]["kin"]
    every = [word for kin in listed.values() for word in kin]

    assert len(every) == len(set(every))
