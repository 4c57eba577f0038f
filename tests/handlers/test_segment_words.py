"""The people of a notice in words, for officers before it leaves and for whoever doubts it."""

import pytest

from handlers.catalog import catalog
from handlers.programme import load
from handlers.segment_words import described

WAKATOBI = load("wakatobi")
SEGMENTS = {
    "everyone": ([], "semua peserta di Kabupaten Wakatobi"),
    "a village": (["village=74.07.01.2005"], "peserta di Desa Sombu"),
    "without dots": (["village=7407012005"], "peserta di Desa Sombu"),
    "a ward": (["village=74.07.01.1003"], "peserta di Kelurahan Wanci"),
    "a name that is there twice": (
        ["village=74.07.01.2006"], "peserta di Desa Waha (Wangi-Wangi)",
    ),
    "two villages": (
        ["village=74.07.01.2005, 74.07.01.1003"], "peserta di Desa Sombu atau Kelurahan Wanci",
    ),
    "a district": (["district=740701"], "peserta di Kecamatan Wangi-Wangi"),
    "a district with dots": (["district=74.07.01"], "peserta di Kecamatan Wangi-Wangi"),
    "alternatives": (
        ["village=74.07.01.2005|status=inactive"],
        "peserta di Desa Sombu atau yang tidak aktif",
    ),
    "all together, in the order of speech": (
        ["coverage_end<=2026-12-31", "status=active", "program=JKM", "village=74.07.01.2005",
         "category=nelayan"],
        "peserta nelayan di Desa Sombu dengan Jaminan Kematian (JKM) yang masa berlakunya "
        "berakhir paling lambat 31 Desember 2026 dan yang masih aktif",
    ),
    "from and before": (
        ["coverage_end>=2026-12-01", "coverage_end<2027-01-01"],
        "peserta yang masa berlakunya berakhir paling cepat 1 Desember 2026 dan yang masa "
        "berlakunya berakhir sebelum 1 Januari 2027",
    ),
    "on the day": (
        ["coverage_end=2026-12-31"], "peserta yang masa berlakunya berakhir 31 Desember 2026",
    ),
    "after it": (
        ["coverage_end > 2026-12-31"],
        "peserta yang masa berlakunya berakhir sesudah 31 Desember 2026",
    ),
    "language": (["language=en"], "peserta yang memilih English"),
    "claim": (["claim=incomplete"], "peserta yang berkas klaimnya belum lengkap"),
    "unknown field": (["height=3"], "peserta height=3"),
    "unknown place": (["village=99"], "peserta di 99"),
    "no condition": (["orang baik"], "peserta orang baik"),
    "no day": (["coverage_end<=soon"], "peserta coverage_end<=soon"),
}  # fmt: skip


@pytest.mark.parametrize(("conditions", "words"), SEGMENTS.values(), ids=SEGMENTS)
def test_words(conditions: list[str], words: str) -> None:
    assert described(conditions, WAKATOBI, catalog("id")) == words


def test_in_english() -> None:
    said = described(["village=74.07.01.2005", "status=active"], WAKATOBI, catalog("en"))

    assert said == "members in the village of Sombu who are active"
