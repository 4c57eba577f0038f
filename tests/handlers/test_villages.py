"""Villages of Wakatobi as people write them."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import parsing, villages
from handlers.parsing import Problem
from handlers.programme import load
from handlers.villages import Village

VILLAGES = load("wakatobi").villages
BY_CODE = {village.code: village for village in VILLAGES}
MANDATI = ("Mandati I", "Mandati II", "Mandati III")

FOUND = {
    # Mandati II is never Mandati I
    "mandati 2": "74.07.05.1016",
    "Mandati II": "74.07.05.1016",
    "mandati2": "74.07.05.1016",
    "mandati dua": "74.07.05.1016",
    "mandati ll": "74.07.05.1016",
    "mandati no 2": "74.07.05.1016",
    "mandati ke-2": "74.07.05.1016",
    "mandati 02": "74.07.05.1016",
    "mandatti 2": "74.07.05.1016",
    "mndati 2": "74.07.05.1016",
    "mandati ٢": "74.07.05.1016",
    "mandati Ⅱ": "74.07.05.1016",
    "kel. mandati 2, wangsel": "74.07.05.1016",
    "mandati 1": "74.07.05.1017",
    "mandati l": "74.07.05.1017",
    "mandati satu": "74.07.05.1017",
    "mandati tiga": "74.07.05.1025",
    "patua": "74.07.03.2015",
    "patua 1": "74.07.03.2015",
    "patua 2": "74.07.03.2019",
    # the district tells two Waha apart
    "waha tomia": "74.07.03.1001",
    "tomia waha": "74.07.03.1001",
    "waha, kec. tomia": "74.07.03.1001",
    "waha tomiya": "74.07.03.1001",
    "waha wangi-wangi": "74.07.01.2006",
    "desa waha kecamatan wangi2": "74.07.01.2006",
    "waha wanci": "74.07.01.2006",
    # Wanci is a kelurahan, and what the island of Wangi-Wangi is called
    "wanci": "74.07.01.1003",
    "kel wanci kec wangi wangi": "74.07.01.1003",
    "posalu wanci": "74.07.01.2029",
    "wungka wanci selatan": "74.07.05.2013",
    # codes
    "74.07.01.2006": "74.07.01.2006",
    "7407012006": "74.07.01.2006",
    "74 07 01 2006": "74.07.01.2006",
    "7407-01-2006": "74.07.01.2006",
    "kode desa 7407031001.": "74.07.03.1001",
    "٧٤.٠٧.٠١.٢٠٠٦": "74.07.01.2006",
    # as BPS spells them
    "Horuo": "74.07.02.2007",
    "Kahianga": "74.07.07.2009",
    "Lau-Lua": "74.07.02.1002",
    "Lefuto": "74.07.02.2022",
    "Liya One Melangka": "74.07.05.2026",
    "Mola Nelayan Bakti": "74.07.05.2030",
    "Waitii": "74.07.03.2004",
    "waitii barat": "74.07.03.2002",
    "Wawotimu": "74.07.07.2008",
    "dete": "74.07.07.2006",
    "rukuwa": "74.07.04.1012",
    # as people write them
    "patunoo": "74.07.01.2024",
    "mata hora": "74.07.05.2014",
    "lia togo": "74.07.05.2022",
    "po'okambua": "74.07.01.2032",
    "wapia2": "74.07.01.2031",
    "kampo2": "74.07.04.2008",
    "sampela": "74.07.02.2003",
    "ambewa": "74.07.02.1004",
    "palahidu brt": "74.07.04.2011",
    "wandoka sltn": "74.07.01.1026",
    "liya bahari": "74.07.05.2031",
    "pada raya": "74.07.01.2022",
    "soha": "74.07.03.2018",
    "longa rt 2": "74.07.01.2013",
    "saya tinggal di desa sombu pak": "74.07.01.2005",
    "desa kapota, kecamatan wangi-wangi selatan, kab wakatobi": "74.07.05.2011",
    "ollo selatan kaledupa": "74.07.02.2020",
    "mola\u200b bahari\x00": "74.07.05.2029",
}


@pytest.mark.parametrize(("said", "code"), FOUND.items(), ids=[repr(said) for said in FOUND])
def test_village(said: str, code: str) -> None:
    assert parsing.village(said, VILLAGES) == code


AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "mandati": MANDATI,
    "mandatti": MANDATI,
    "mandati 4": MANDATI,
    "mandati rt 2": MANDATI,
    "mandati rt 01/02": MANDATI,
    "mandati wangi wangi selatan": MANDATI,
    "patua 3": ("Patua", "Patua II"),
    "patua 10": ("Patua", "Patua II"),
    "waha": ("Waha (Tomia)", "Waha (Wangi-Wangi)"),
    "desa waha": ("Waha (Tomia)", "Waha (Wangi-Wangi)"),
    "waha binongko": ("Waha (Tomia)", "Waha (Wangi-Wangi)"),
    "somba": ("Sombano", "Sombu"),
    "tongano": ("Tongano Barat", "Tongano Timur"),
    "kolo": ("Kollo Soha", "Wisata Kolo"),
    "mola": ("Mola Bahari", "Mola Nelayan Bhakti", "Mola Samaturu", "Mola Selatan", "Mola Utara"),
}


def name(village: Village) -> str:
    return f"Waha ({village.district})" if village.name == "Waha" else village.name


@pytest.mark.parametrize(("said", "options"), AMBIGUOUS.items(), ids=AMBIGUOUS)
def test_several_are_offered(said: str, options: tuple[str, ...]) -> None:
    with pytest.raises(Problem) as caught:
        parsing.village(said, VILLAGES)

    assert caught.value.key == "ambiguous"
    offered = caught.value.values["options"]
    assert isinstance(offered, tuple)
    assert tuple(map(name, offered)) == options
    for each in offered:
        assert parsing.village(each.code, VILLAGES) == each.code


DISTRICTS = {
    "tomia": "Tomia",
    "tomia timur": "Tomia Timur",
    "binongko": "Binongko",
    "kec togo binongko": "Togo Binongko",
    "wangi wangi": "Wangi-Wangi",
    "wangiwangi": "Wangi-Wangi",
    "wangsel": "Wangi Wangi Selatan",
    "wanci selatan": "Wangi Wangi Selatan",
    "kaledupa slatan": "Kaledupa Selatan",
    "kaledupaa": "Kaledupa",
}


@pytest.mark.parametrize(("said", "district"), DISTRICTS.items(), ids=DISTRICTS)
def test_only_the_district_is_named(said: str, district: str) -> None:
    with pytest.raises(Problem) as caught:
        parsing.village(said, VILLAGES)

    assert (caught.value.key, caught.value.values) == ("district", {"district": district})


NOWHERE = (
    "|kendari|baubau|desa|tidak tahu|1|pada siapa|sama saja|timur|selatan|nelayan|makmur|somb"
    "|74.07.99.2006|7407012006720001|74.07.01|saya tidak tahu nama desanya pak|17-8-1980"
)


@pytest.mark.parametrize("said", NOWHERE.split("|"), ids=repr)
def test_no_village(said: str) -> None:
    with pytest.raises(Problem) as caught:
        parsing.village(said, VILLAGES)

    assert (caught.value.key, caught.value.values) == ("missing", {})


STATED = {
    "saya orang mola bahari": "74.07.05.2029",
    "saya warga desa patuno mau tanya": "74.07.01.2024",
    "tinggal di kapota": "74.07.05.2011",
    "desa: sombu": "74.07.01.2005",
    "kelurahan mandati 2 wangsel": "74.07.05.1016",
    "warga desa waha tomia": "74.07.03.1001",
    "sy dari sombu": "74.07.01.2005",
    "orang sandi": "74.07.06.2008",
    "kelurahan wanci": "74.07.01.1003",
    "orang wanci": None,
    "sy dari wanci": None,
    "desa mandati": None,
    "desa patua 3": None,
    "saya dari desa waha": None,
    "wali saya mau tanya": None,
    "lupa kata sandi": None,
    "surat dari wali kota": None,
    "tanjung pinang": None,
    "dari": None,
    "desa": None,
    "": None,
}


@pytest.mark.parametrize(("said", "code"), STATED.items(), ids=STATED)
def test_stated_village(said: str, code: str | None) -> None:
    assert parsing.stated_village(said, VILLAGES) == code


@pytest.mark.parametrize("each", VILLAGES, ids=lambda each: each.code)
def test_each_village_is_found_by_its_names(each: Village) -> None:
    where = f"kec. {each.district}, kab. Wakatobi"
    for said in (each.code, each.code.replace(".", ""), f"{each.name}, {where}"):
        assert parsing.village(said, VILLAGES) == each.code
    for spelling in each.spellings:
        assert parsing.village(f"{spelling} {each.district}", VILLAGES) == each.code
    if each.name != "Waha":
        for said in (each.name, each.name.upper(), f"desa {each.name}"):
            assert parsing.village(said, VILLAGES) == each.code
    if each.name != "Waha" and not each.name.endswith("I"):  # Mandatiii may be II or III
        assert parsing.village(each.name.replace(" ", ""), VILLAGES) == each.code


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(VILLAGES), st.data())
def test_one_wrong_letter_never_leads_to_another_village_for_sure(
    each: Village, data: st.DataObject
) -> None:
    """It is that village, or a choice, or nothing; a number in a name always holds."""
    place = data.draw(st.integers(0, len(each.name) - 1))
    said = each.name[:place] + data.draw(st.sampled_from("aeioun")) + each.name[place + 1 :]
    try:
        found = BY_CODE[parsing.village(said, VILLAGES)]
    except Problem:
        return
    near = {"Waiti", "Waitii Barat", "Patua", "Patuno", "Timu", "Tindoi"}
    assert found.name == each.name or {found.name, each.name} <= near or found.name in said


def test_the_village_files_agree() -> None:
    folder = Path(villages.__file__).parent / "programmes"
    rows, places = (
        list(csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))
        for name in ("wakatobi_spellings.csv", "wakatobi_wilayah.csv")
    )

    assert {row["kode"] for row in rows} <= {row["kode"] for row in places}
    assert len({(row["kode"], row["ejaan"].lower()) for row in rows}) == len(rows)
    assert len(VILLAGES) == 100
    assert {each.district for each in VILLAGES} == {
        row["nama"] for row in places if row["tingkat"] == "kecamatan"
    }


def test_another_regency_needs_no_spellings(tmp_path: Path) -> None:
    places = tmp_path / "wilayah.csv"
    places.write_text(
        "kode,nama,tingkat,induk\n99.01,Kabupaten Contoh,kabupaten,99\n"
        "99.01.01,Pantai,kecamatan,99.01\n99.01.01.2001,Karang Indah,desa,99.01.01\n",
        encoding="utf-8",
    )
    loaded = villages.load(places)

    assert loaded == (Village("99.01.01.2001", "Karang Indah", "Pantai"),)
    assert parsing.village("karang", loaded) == "99.01.01.2001"
    with pytest.raises(Problem, match="missing"):
        parsing.village("Sombu", loaded)
