"""Phones, keyboards and copied pages write one letter in many ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.plain import LONGEST, plain

SAME = {
    "plain ASCII stays": ("NIK 7407-02", "NIK 7407-02"),
    "full-width figures and letters": ("ＮＩＫ　７４０７", "NIK 7407"),
    "Arabic-Indic figures": ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
    "Persian, Bengali, Thai figures": ("۱২๓", "123"),
    "bold figures of mathematics": ("𝟙𝟐𝟥", "123"),
    "figures in circles and raised": ("①²", "12"),
    "right-to-left marks": ("\u200f17\u200e-8-\u061c1980\u202c", "17-8-1980"),
    "direction overrides": ("\u202e0891\u202d\u2066\u2069", "0891"),
    "zero-width characters": ("74\u200b07\u200c02\u200d\ufeff\u2060", "740702"),
    "NUL and control characters": ("7\x004\x070\x1b7\x7f", "7407"),
    "soft hyphen": ("man\u00addati", "mandati"),
    "no-break and other spaces": ("7407\u00a002\u202f45\u300006", "7407 02 45 06"),
    "dashes of five kinds": ("17–8—1980‐1‑2−3", "17-8-1980-1-2-3"),
    "slashes": ("17⁄8∕80", "17/8/80"),
    "apostrophes": ("jum’at jum‘at jum`at jum´at jumʼat", "jum'at " * 4 + "jum'at"),
    "ASCII apostrophe of a fast path": ("jum`at", "jum'at"),
    "line ends of every system": ("a\rb\vc\fd\u2028e\u0085f\ng", "a\nb\nc\nd\ne\nf\ng"),
    "emoji keep their sign only": ("✔️ 👍🏽", "✔ 👍🏽"),
    "a lone surrogate does no harm": ("ya\ud83d", "ya\ud83d"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("said", "expected"), SAME.values(), ids=SAME)
def test_plain(said: str, expected: str) -> None:
    assert plain(said) == expected


def test_a_sign_that_grows_is_cut_like_any_other() -> None:
    assert len(plain("\ufdfa" * 10_000)) == LONGEST
    assert len(plain("a" * 10_000)) == LONGEST


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_plain_text_is_left_alone_and_holds_no_other_figures(said: str) -> None:
    once = plain(said)

    assert plain(once) == once
    assert all(letter in "0123456789" for letter in once if letter.isdecimal())
