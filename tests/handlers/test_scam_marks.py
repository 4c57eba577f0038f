"""Which marks of a fraud a message shows; an official address only at the dot."""

import pytest

from handlers.programme import load
from handlers.scam_marks import marks

WAKATOBI = load("wakatobi")

HOSTS = {
    "official": ("cek di https://www.bpjsketenagakerjaan.go.id/tracking", "official"),
    "official without a scheme": ("buka bpjsketenagakerjaan.go.id ya", "official"),
    "official name as a beginning": ("http://bpjsketenagakerjaan.go.id.klaim.xyz", "unknown"),
    "official name without the dot": ("xbpjsketenagakerjaan.go.id", "unknown"),
    "known fake": ("subsidijamsostek.online", "fake"),
    "part of a known fake": ("www.LAPAKASIK.org/klaim", "fake"),
    "another link": ("klik bit.ly/3xYz", "unknown"),
    "no link": ("saya mau tanya.kartu saya dll.terima kasih", ""),
}


@pytest.mark.parametrize(("said", "kind"), HOSTS.values(), ids=HOSTS)
def test_host(said: str, kind: str) -> None:
    found = marks(said, WAKATOBI)

    given = {name for name in ("official", "unknown", "fake") if getattr(found, name)}
    assert given == ({kind} if kind else set())


SIGNS = {
    "a fee": ("transfer biaya administrasi 500 ribu dulu", {"fee"}, {"money"}),
    "data": ("kirimkan NIK dan nomor rekening", {"data_by_message"}, {"account_number"}),
    "windfall": ("dana BSU cair untuk semua pekerja", {"windfall"}, set()),
    "otp": ("orangnya minta kode otp", set(), {"otp"}),
    "a question about the card": ("nomor kartu saya berapa", set(), set()),
    "a question about papers": ("apakah perlu fotokopi KTP untuk klaim", set(), set()),
}


@pytest.mark.parametrize(("said", "signs", "asked"), SIGNS.values(), ids=SIGNS)
def test_signs(said: str, signs: set[str], asked: set[str]) -> None:
    found = marks(said, WAKATOBI)

    assert {each.code for each in found.signs} == signs
    assert {each.code for each in found.asked_for} == asked


PASTED = {
    "a false site": ("apa ini subsidijamsostek.online", True),
    "a link that asks for data": ("isi NIK dan rekening di bit.ly/abc", True),
    "a link alone": ("saya lihat di kabarwakatobi.com kartunya jadi", False),
    "an official link with a question": ("di bpjsketenagakerjaan.go.id diminta NIK", False),
    "a question": ("nomor rekening siapa yang dipakai untuk klaim", False),
}


@pytest.mark.parametrize(("said", "sure"), PASTED.values(), ids=PASTED)
def test_what_is_warned_of_unasked(said: str, sure: bool) -> None:
    assert marks(said, WAKATOBI).surely_pasted is sure
