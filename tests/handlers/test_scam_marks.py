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
    "otp without its name": ("kirim kode 6 angka yang masuk di hp", set(), {"otp"}),
    "years of work": ("dana 3,5 juta untuk yang bekerja tahun 2000-2021", {"windfall"}, set()),
    "a photo of the card": (
        "minta foto ktp untuk penerima BSU",
        {"data_by_message"},
        {"document_photo"},
    ),
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
    "BSU behind a link": ("Pencairan BSU Rp600.000 dibuka, cek di https://bsu-2026.xyz", True),
    "aid behind a short link": ("dana bantuan PKH cair, klik s.id/bansos26", True),
    "a threat with a link": ("akun anda akan diblokir, update di http://bpjs-data.com", True),
    "a form for the PIN": ("saldo JHT cair, isi rekening dan PIN di forms.gle/abc", True),
    "an application file": ("silakan install jmo terbaru.apk", True),
    "an order to pay": ("transfer biaya admin 350rb ke rek BRI 123456789", True),
    "an order to answer": ("kartu bpjs anda non aktif. Balas dengan nama dan NIK", True),
    "government's own site": ("bantuan nelayan cair, saya baca di wakatobikab.go.id", False),
    "a question of fees": ("apakah klaim kena biaya admin", False),
    "why we ask": ("kenapa anda minta NIK saya", False),
    "a question of aid": ("kapan bantuan BSU cair pak", False),
}


@pytest.mark.parametrize(("said", "sure"), PASTED.values(), ids=PASTED)
def test_what_is_warned_of_unasked(said: str, sure: bool) -> None:
    assert marks(said, WAKATOBI).surely_pasted is sure
