"""What may be kept of a message that was not understood."""

import pytest

from handlers.programme import load
from handlers.understanding.anonymous import anonymous

VILLAGES = load("wakatobi").villages

KEPT = {
    "bagaimana ini kartu sy": "bagaimana ini kartu sy",
    "nik sy 7407024506720001 hp 081234567890": "nik sy … hp …",
    "NIK 74O7O245O672OOO1": "nik …",
    "lahir 18 Maret 1965 di mola": "lahir … di …",
    "saya La Ode Zulkifli dari Mandati 2": "saya la … dari … 2",
    "nama saya budi, suami wa ani": "nama … suami wa …",
    "sy Zulkarnain tinggal di kaledupa": "sy … tinggal di …",
    "tolong hubungi suharlin@contoh.com": "tolong hubungi …",
    "utang 5000000 anak 3": "utang … anak 3",
    "": "",
}


@pytest.mark.parametrize(("said", "kept"), KEPT.items(), ids=KEPT)
def test_numbers_names_and_places_are_left_out(said: str, kept: str) -> None:
    assert anonymous(said, VILLAGES) == kept
