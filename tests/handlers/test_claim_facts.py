"""Words inside the guide and of somebody who prepares -> codes; what is no answer is refused."""

import pytest

from handlers import claim_facts, ready_facts
from handlers.problems import Problem

HOW = {
    "illness": ("sakit jantung", "other"),
    "killed": ("dia dibunuh orang", "other"),
    "on the road": ("tabrakan motor", "unsure"),
    "at sea": ("di laut", "unsure"),
    "not known": ("tidak tahu pasti", "unsure"),
    "lost": ("belum ditemukan sampai sekarang", "lost"),
    "a yes is no cause": ("ya", "missing"),
    "nor is a no": ("nda ada", "missing"),
    "suddenly may be either": ("meninggal mendadak", "missing"),
    "both": ("sakit, eh kecelakaan kerja", "both"),
}


@pytest.mark.parametrize(("said", "expected"), HOW.values(), ids=HOW)
def test_how_it_happened(said: str, expected: str) -> None:
    try:
        found: str = claim_facts.how(said)
    except Problem as problem:
        found = problem.key

    assert found == expected


SEARCHED = {
    "closed": ("pencarian suami saya sudah ditutup", True),
    "closed by the rescuers": ("basarnas sudah menghentikan pencarian, dia hilang", True),
    "not closed yet": ("pencarian belum ditutup", False),
    "searched, and a claim is wanted": ("sudah dicari basarnas, mau urus santunan", True),
    "searched, nothing wanted": ("sudah dicari tapi tidak ketemu", False),
    "a claim is wanted while they search": ("sudah dicari, masih dicari, mau urus klaim", False),
    "help is asked for": ("tolong, sudah dicari, bagaimana santunannya", False),
    "since today": ("tadi pagi hilang, sudah dicari, bagaimana klaimnya", False),
}


@pytest.mark.parametrize(("said", "is_over"), SEARCHED.values(), ids=SEARCHED)
def test_whether_the_search_is_over(said: str, is_over: bool) -> None:
    assert claim_facts.search_is_over(said) is is_over


NUMBERS = {
    "a list": ("1, 3 dan 4", [1, 3, 4]),
    "a range": ("1 sampai 4", [1, 2, 3, 4]),
    "a dash": ("2-4", [2, 3, 4]),
    "both": ("1, 3-5", [1, 3, 4, 5]),
    "backwards": ("4-2", [4, 2]),
}


@pytest.mark.parametrize(("said", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_of_a_list(said: str, expected: list[int]) -> None:
    assert claim_facts.listed_numbers(said) == expected


READY = {
    "wife": ("married", "sudah menikah", "yes"),
    "widow": ("married", "saya janda", "no"),
    "rather not say": ("married", "tidak mau jawab", "skip"),
    "a bare yes": ("married", "ya", "yes"),
    "one parent": ("parents", "bapak sudah meninggal, mama masih ada", "yes"),
    "no parents": ("parents", "sudah meninggal semua", "no"),
    "an only child": ("siblings", "saya anak tunggal", "no"),
    "brothers": ("siblings", "ada kakak dua", "yes"),
    "no answer": ("siblings", "halo", "missing"),
}


@pytest.mark.parametrize(("about", "said", "expected"), READY.values(), ids=READY)
def test_family_of_somebody_alive(about: str, said: str, expected: str) -> None:
    try:
        found = ready_facts.whether(said, about)
    except Problem as problem:
        found = problem.key

    assert found == expected


CHILDREN = {
    "none": ("tidak ada", "none"),
    "one small among grown ones": ("dua sudah kerja, satu masih sd", "minor"),
    "all grown": ("sudah besar semua", "grown"),
    "of what age": ("ada tiga", "missing"),
}


@pytest.mark.parametrize(("said", "expected"), CHILDREN.values(), ids=CHILDREN)
def test_children_of_somebody_alive(said: str, expected: str) -> None:
    try:
        found = ready_facts.children(said)
    except Problem as problem:
        found = problem.key

    assert found == expected


NEAREST = {
    "spouse": ({"married": "yes", "children": "none"}, "spouse"),
    "child": ({"married": "no", "children": "minor"}, "child"),
    "parent": ({"married": "no", "children": "none", "parents": "yes"}, "parent"),
    "sibling": (
        {"married": "no", "children": "none", "parents": "no", "siblings": "yes"}, "sibling",
    ),
    "nobody known": (
        {"married": "no", "children": "none", "parents": "no", "siblings": "no"}, None,
    ),
    "skipped": ({"married": "skip", "children": "none", "parents": "yes"}, None),
    "a child whatever was skipped": ({"married": "skip", "children": "grown"}, "child"),
}  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), NEAREST.values(), ids=NEAREST)
def test_who_would_inherit_first(told: dict[str, str], expected: str | None) -> None:
    assert ready_facts.nearest(told) == expected
