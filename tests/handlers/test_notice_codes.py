"""A code is found however it was typed or forwarded, and never in other words."""

import pytest

from handlers.notice_codes import code_in

CODES = {
    "alone": ("SJ-4K7QP", "SJ-4K7QP"),
    "small letters": ("sj-4k7qp", "SJ-4K7QP"),
    "a space for the dash": ("sj 4k7qp", "SJ-4K7QP"),
    "no dash": ("SJ4K7QP?", "SJ-4K7QP"),
    "a long dash": ("SJ \u2013 4K7QP", "SJ-4K7QP"),
    "all apart": ("s j 4 k 7 q p", "SJ-4K7QP"),
    "after the word": ("kode sj 4k7 qp asli kah", "SJ-4K7QP"),
    "in a question": ("apakah sj-abcde ini asli?", "SJ-ABCDE"),
    "letters only, alone": ("sj abcde", "SJ-ABCDE"),
    "letters only, after the word": ("kodenya: SJ ABCDE", "SJ-ABCDE"),
    "bold in a forwarded notice": (
        "Masa berlaku hampir habis.\n\nKode kabar: *SJ-4K7QP*. Kirim kode ini.", "SJ-4K7QP",
    ),
    "made up with look-alikes": ("kode SJ-10OO1", "SJ-10OO1"),
    "too short": ("SJ-4K7Q", "SJ-4K7Q"),
    "two of them": ("SJ-22222 dan SJ-33333", "SJ-22222"),
    "other words": ("mau tanya sj makan apa", None),
    "a number of children": ("sy punya sj 2 anak", None),
    "a longer word": ("SJ 4K7QPX", None),
    "inside a word": ("KSJ4K7QP", None),
    "a card": ("nomor kartu 22001234567", None),
    "nothing": ("", None),
}  # fmt: skip


@pytest.mark.parametrize(("said", "code"), CODES.values(), ids=CODES)
def test_code(said: str, code: str | None) -> None:
    assert code_in(said) == code
