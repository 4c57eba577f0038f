"""Every programme file of the folder, and each mistake that one can hold."""

import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from handlers.programme import FOLDER, Programme, ProgrammeError, in_force, load
from handlers.programme_facts import Danger, Level, ReasonCode
from handlers.programme_money import Case, DeadlineCode

FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
TODAY = date(2026, 11, 24)


@pytest.fixture(params=FILES)
def programme(request: pytest.FixtureRequest) -> Programme:
    return load(request.param)


def test_the_folder_holds_more_than_one_regency() -> None:
    assert {"wakatobi", "contoh"} <= set(FILES)


def test_a_file_is_read_once_and_by_name_or_path() -> None:
    assert load("wakatobi") is load("wakatobi")
    assert load(FOLDER / "wakatobi.toml") == load("wakatobi")


def test_a_file_is_named_by_its_code(programme: Programme) -> None:
    assert (FOLDER / f"{programme.code}.toml").is_file()
    assert programme.name in programme.regency_title
    assert programme.timezone.utcoffset(None) == timedelta(hours=programme.utc_offset_hours)


def test_every_key_of_the_sources_is_used(programme: Programme) -> None:
    text = (FOLDER / f"{programme.code}.toml").read_text(encoding="utf-8")
    said = " ".join(re.findall(r"^source = (.*)$", text, re.M))
    assert set(programme.sources) == set(re.findall(r"\[(\w+)\]", said))


def test_every_village_is_found_and_lies_in_the_regency(programme: Programme) -> None:
    assert programme.villages
    for village in programme.villages:
        assert village.code.startswith(f"{programme.regency.kemendagri_code}.")
        assert programme.village(village.code) == village
    assert programme.village("00.00.00.0000") is None


def test_whatever_a_family_needs_is_there(programme: Programme) -> None:
    for case in get_args(Case):
        assert programme.documents_for(case), case
    for danger in get_args(Danger):
        assert programme.emergency(danger), danger
    for code in get_args(DeadlineCode):
        assert programme.deadline(code), code
    for reason in get_args(ReasonCode):
        assert programme.inactive_reason(reason), reason
    assert programme.contact("call_centre")
    assert programme.contact("domain")
    for kept in ("update", "dialogue", "message", "ticket", "link", "history", "audit"):
        assert programme.retention_days(kept) > 0


def test_an_unknown_category_is_other(programme: Programme) -> None:
    assert programme.category("no such code").code == "other"
    for code in programme.category_codes:
        assert programme.category(code).code == code


def test_a_surer_level_sees_at_least_as_much(programme: Programme) -> None:
    claimed, phone, officer = (programme.reach(level) for level in get_args(Level))
    assert claimed <= phone <= officer
    assert programme.reach("nobody") == frozenset()


def test_today_has_one_rule_one_wage_base_and_both_contributions(programme: Programme) -> None:
    assert len(in_force(programme.rules, TODAY)) == 1
    assert len(in_force(programme.wage_bases, TODAY)) == 1
    assert {each.program for each in in_force(programme.contributions, TODAY)} == {"JKK", "JKM"}


def test_an_officer_reads_a_source_without_its_keys(programme: Programme) -> None:
    assert all("[" not in each.citation for each in programme.benefits)


WAKATOBI = {
    "a contact may be wrong five times an hour, a NIK ten times a day": (
        lambda p: (p.tries.per_contact, p.tries.contact_window_seconds, p.tries.per_nik,
                   p.tries.nik_window_seconds),
        (5, 3_600, 10, 86_400),
    ),
    "the office is Baubau, and no address was invented": (
        lambda p: [(o.code, o.address, o.phone, o.hours) for o in p.offices_of("branch")],
        [("baubau", None, None, None)],
    ),
    "the bot's number is not known yet": (
        lambda p: (p.bot.whatsapp_number, p.bot.sure),
        (None, "unverified"),
    ),
    "the call centre": (lambda p: p.contact("call_centre").value, "175"),
    "at sea Basarnas comes first": (
        lambda p: [e.number for e in p.emergency("sea")], ["115", "112"],
    ),
    "in despair the crisis line": (
        lambda p: p.emergency("self_harm")[0].number, "119, lalu tekan 8",
    ),
    "categories": (
        lambda p: p.category_codes,
        {"nelayan", "tenaga_syara", "pekerja_rentan", "non_asn", "perangkat_desa", "other"},
    ),
    "villages of the decree": (lambda p: len(p.villages), 100),
    "Waha is there twice": (
        lambda p: [v.district for v in p.villages if v.name == "Waha"],
        ["Wangi-Wangi", "Tomia"],
    ),
    "no longer vulnerable is condition a": (
        lambda p: p.condition_of("no_longer_vulnerable").code, "a",
    ),
    "moved away is condition a": (lambda p: p.condition_of("moved").code, "a"),
    "an ended agreement is condition b": (lambda p: p.condition_of("agreement_ended").code, "b"),
    "no money is condition c": (lambda p: p.condition_of("not_funded").code, "c"),
    "a death breaks no condition": (lambda p: p.condition_of("deceased"), None),
    "heirs in the order of PP 44/2015": (
        lambda p: [h.code for h in p.heirs],
        ["spouse_or_child", "line", "sibling", "parent_in_law", "will", "nobody"],
    ),
    "only who was lost at sea needs the rescuers' letter": (
        lambda p: ["search_letter" in [d.code for d in p.documents_for(case)]
                   for case in ("jkm", "jkk_death", "lost_at_sea")],
        [False, False, True],
    ),
    "JKM is paid in three working days": (
        lambda p: (p.deadline("jkm_payment").count, p.deadline("jkm_payment").unit),
        (3, "working_days"),
    ),
    "an accident is reported in two days": (lambda p: p.deadline("accident_report").count, 48),
    "JKK lapsed after two years until 1 December 2019": (
        lambda p: p.deadline("jkk_lapse", date(2019, 12, 1)).count, 2,
    ),
    "JKK lapses after five years": (lambda p: p.deadline("jkk_lapse").count, 5),
    "whether JKM lapses is not known": (
        lambda p: (p.deadline("jkm_lapse").count, p.deadline("jkm_lapse").sure),
        (None, "unverified"),
    ),
    "who only claims sees four digits": (
        lambda p: {"card_last4", "card_full"} & p.reach("claimed"), {"card_last4"},
    ),
    "the vouched number sees the card": (lambda p: "card_full" in p.reach("phone"), True),
    "only where no text was seen is there nothing to quote": (
        lambda p: [i.code for i in p.law if i.provisions],
        ["uu_24_2011", "inpres_2_2021", "perbup_21_2023"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "told"), WAKATOBI.values(), ids=WAKATOBI)
def test_wakatobi(ask: Callable[[Programme], object], told: object) -> None:
    assert ask(load("wakatobi")) == told


# what stands near, what is changed into what, and where and how the refusal says it
MISTAKES = {
    "no source": ("[bot]", 'source = "contoh [fiksi]"\n', "", "[bot]", "required field `source`"),
    "no date": ("[bot]", "as_of = 2026-11-24", "", "[bot]", "required field `as_of`"),
    "source without a key": ("[bot]", " [fiksi]", "", "source", "at least one key"),
    "unknown key": ("[bot]", "[fiksi]", "[koran]", "source", "[koran] does not stand in [sources]"),
    "misspelt field": ("[bot]", "telegram_name", "telegram", "telegram", "field `telegram`"),
    "a number without its country": (
        "[bot]", "telegram_name", 'whatsapp_number = "0812 3456 7890"\ntelegram_name',
        "whatsapp_number", "+6281234567890",
    ),
    "a number with gaps": (
        "[bot]", "telegram_name", 'whatsapp_number = "+62 812-3456-7890"\ntelegram_name',
        "whatsapp_number", "+6281234567890",
    ),
    "a number of no country": (
        "[bot]", "telegram_name", 'whatsapp_number = "+999123456789"\ntelegram_name',
        "whatsapp_number", "+6281234567890",
    ),
    "a number too short": (
        "[bot]", "telegram_name", 'whatsapp_number = "+6281"\ntelegram_name',
        "whatsapp_number", "+6281234567890",
    ),
    "an address for a name": (
        "[bot]", "sapa_contoh_bot", "t.me/sapa_contoh_bot", "telegram_name", "user name alone",
    ),
    "not a degree of certainty": ("[bot]", '"unverified"', '"sure"', "sure =", "enum value 'sure'"),
    "amount in words": ('"rice"', "2_000_000", '"dua juta"', "amount", "Expected `int | null`"),
    "two amounts": (
        '"pengobatan"', "75_000_000", "75_000_000\ntimes_wage = 2", "[[benefits]]",
        "kind of amount",
    ),
    "one code, twice": (
        '"JKK"\nwhen = "death"\nlabel = "biaya', '"JKK"', '"JKM"', "[[benefits]]",
        "benefits JKM death burial: stated twice for the same days",
    ),
    "overlapping validity": (
        "[[rules]]", "2021-12-31", "2022-01-01", "[[rules]]\nname = \"aturan contoh baru",
        "rules: stated twice for the same days",
    ),
    "ends before it begins": (
        "[[rules]]", "2021-12-31", "2015-12-31", "valid_to", "ends before it begins",
    ),
    "a day without a rule": (
        "[[rules]]", "2021-12-31", "2021-12-30", "valid_from = 2022", "days without a rule",
    ),
    "no wage base for the first rule": (
        "[[wage", "2016-01-01", "2016-01-02", "valid_from", "no wage base for the rules of 2016",
    ),
    "nothing holds today": (
        "[[wage", "2016-01-01", "2016-01-01\nvalid_to = 2026-12-31", "valid_to", "without an end",
    ),
    "levels do not add up": ("[[sch", "= 20_", "= 21_", "most", "but 1 x 20000000 by level"),
    "unknown benefit kept": ("[[min", '"rice"', '"tea"', "keeps", "no JKM benefit is called tea"),
    "unknown provision": ("[[cond", "ayat 1", "ayat 9", "provision", "not a provision"),
    "unknown condition": ("[[inac", 'n = "1"', 'n = "2"', "condition", "no condition 2"),
    "a reason missing": ("[[inac", '"deceased"', '"died"', "code = \"died", "enum value 'died'"),
    "who proved less sees more": (
        '"claimed"', '["status"]', '["card_full"]', "facts", "claimed sees more than phone",
    ),
    "a word for two categories": (
        '"guru ngaji"', '["guru ngaji"', '["petani"', "spellings", "also names petani",
    ),
    "no line for a danger": (
        "[[emer", ', "self_harm"', "", "[[emer", "no emergency line helps for self_harm",
    ),
    "ranks with a hole": ("rank = 1", "rank = 2", "rank = 3", "rank = 3", "ranks of heirs"),
    "unknown language": ("[reg", 'e = "id"', 'e = "en"', "default_lang", "not one of the lang"),
    "villages missing": ("[reg", "contoh_wil", "tiada_wil", "villages_file", "no file tiada_wil"),
    "after a text of several lines": (
        '"disnaker"', 'role = "mengurus program dan daftar peserta"',
        'role = """\n[bot]\nphone = 1\n"""\nphone = 7', "phone = 7", "Expected `str | null`",
    ),
    "source without words": ("[bot]", "contoh [fiksi]", "[fiksi]", "source", "said in words"),
    "no such day": ("[bot]", "2026-11-24", "2026-02-30", "as_of = 2026-02-30", "Invalid"),
    "a date in words": ("[bot]", "2026-11-24", '"kemarin"', "as_of", "Invalid RFC3339"),
    "an amount of nothing": ('"rice"', "2_000_000", "0", "amount = 0", "0 is not more than 0"),
    "a negative amount": ('"rice"', "2_000_000", "-2_000_000", "amount", "not more than 0"),
    "a wage base of nothing": ("[[wage", "1_500_000", "0", "amount", "0 is not more than 0"),
    "a membership of no months": ("[[min", "months = 6", "months = 0", "months", "not more than 0"),
    "kept for no days": ('"history"', "1_000", "0", "days", "0 is not more than 0"),
    "more than the whole": ("[[cont", "0.5", "100.5", "percent", "100.5 percent is more than"),
    "no kind of amount": (
        '"rice"', "amount = 2_000_000\n", "", '[[benefits]]\ncode = "rice', "kind of amount",
    ),
    "a cap counted in wages": ('"treatment"', "amount = 75_000_000", "times_wage = 5",
                               '[[benefits]]\ncode = "treat', "a cap takes another kind"),
    "a contribution of nothing": (
        "[[contri", "percent = 0.5\n", "", "[[contri", "an amount or a percent",
    ),
    "a contribution of both": (
        "[[contri", "percent = 0.5", "percent = 0.5\namount = 1", "[[contri",
        "an amount or a percent",
    ),
    "an injury without its condition": (
        '"treatment"', 'condition = "paling banyak"\n', "", '[[benefits]]\ncode = "treat',
        "benefit of the injured needs a condition",
    ),
    "unknown level of school": ("[[school", '"tk"', '"paud"', "code", "enum value 'paud'"),
    "an unknown fact to see": ("[[reach", '"status"', '"wage"', "facts", "enum value 'wage'"),
    "a language without words": (
        "[reg", '["id"]', '["id", "xx"]', "languages", "there is no catalog for xx",
    ),
    "a clock of nowhere": ("[reg", "hours = 7", "hours = 70", "utc_off", "no place is so far"),
    "a provision without a number": (
        "[[law.p", "pasal = 4\nayat = 1\n", "", "[[law.p", "needs its pasal, angka or huruf",
    ),
    "a provision, twice": (
        "[[law.p", "[[law.provisions]]",
        '[[law.provisions]]\npasal = 4\nayat = 1\ntext = "lama"\n\n[[law.provisions]]',
        '[[law.provisions]]\npasal = 4\nayat = 1\ntext = "Pes', "pasal 4 ayat 1: stated twice",
    ),
    "an instrument of no kind": ("[[law]]", '"perda"', '"surat"', "kind", "enum value 'surat'"),
    "a key, twice": ("[bot]", "[bot]", '[bot]\nname = "x"', 'name = "Sapa', "overwrite a value"),
    "not TOML": ("[bot]", "[bot]", "[bot", "[bot", "Expected"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("contoh.toml", "contoh_wilayah.csv"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("near", "old", "new", "told_at", "message"), MISTAKES.values(), ids=MISTAKES
)
def test_a_mistake_is_refused_with_its_line(
    folder: Path, near: str, old: str, new: str, told_at: str, message: str
) -> None:
    wrong = folder / "contoh.toml"
    text = wrong.read_text(encoding="utf-8")
    place = text.index(old, text.index(near))
    text = text[:place] + new + text[place + len(old) :]
    wrong.write_text(text, encoding="utf-8")
    here = max(text.rfind("\n[", 0, place), 0)

    with pytest.raises(ProgrammeError, match=re.escape(message)) as refused:
        load(wrong)

    line = text.count("\n", 0, text.index(told_at, here)) + 1
    assert str(refused.value).startswith(f"{wrong}:{line}: ")


# the entry that is left out, by its table and a line of it; the refusal stands at the table
LACKING = {
    "a branch to go to": ("offices", 'kind = "branch"', "offices lacks branch"),
    "a call centre": ("contacts", 'code = "call_centre"', "contacts lacks call_centre"),
    "a category for the rest": ("categories", 'code = "other"', "categories lacks other"),
    "a reason": ("inactive_reasons", 'code = "moved"', "inactive_reasons lacks moved"),
    "a level of school": ("school_levels", 'code = "sma"', "school_levels lacks sma"),
    "a document for a case": (
        "documents", 'needed_for = ["scholarship"]', "no document is needed for scholarship",
    ),
    "a deadline": ("deadlines", 'code = "jkm_payment"', "deadlines lacks jkm_payment"),
    "how long something is kept": (
        "privacy.retention", 'code = "audit"', "privacy.retention lacks audit",
    ),
    "a level of identity": ("reaches", 'level = "phone"', "reaches lacks phone"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "line", "message"), LACKING.values(), ids=LACKING)
def test_what_must_be_there_is_named(folder: Path, table: str, line: str, message: str) -> None:
    wrong = folder / "contoh.toml"
    text = wrong.read_text(encoding="utf-8")
    entries = re.findall(rf"\[\[{re.escape(table)}\]\]\n(?:.+\n)+", text)
    (entry,) = (each for each in entries if line in each)
    text = text.replace(entry, "")
    wrong.write_text(text, encoding="utf-8")

    with pytest.raises(ProgrammeError) as refused:
        load(wrong)

    at = text.count("\n", 0, text.index(f"[[{table}]]")) + 1
    assert str(refused.value) == f"{wrong}:{at}: {message}"


PLACES = {
    "a village of another regency": (
        "contoh_wilayah.csv", "kode,nama,tingkat,induk\n74.07,Kabupaten Wakatobi,kabupaten,74\n",
        2, "74.07 is not of Kabupaten Contoh",
    ),
    "a column missing": ("contoh_wilayah.csv", "kode,nama\n", 1, "needs the columns"),
    "a spelling of an unknown village": (
        "ejaan.csv", "kode,ejaan\n99.01.01.2002,sawa lebar\n99.01.01.2009,entah\n",
        3, "unknown village 99.01.01.2009",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "line", "message"), PLACES.values(), ids=PLACES)
def test_a_wrong_place_is_refused_with_its_line(
    folder: Path, name: str, rows: str, line: int, message: str
) -> None:
    (folder / name).write_text(rows, encoding="utf-8")
    file = folder / "contoh.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[regency]", '[regency]\nspellings_file = "ejaan.csv"'), "utf-8")

    with pytest.raises(ProgrammeError, match=message) as refused:
        load(file)

    assert str(refused.value).startswith(f"{folder / name}:{line}: ")


def test_no_such_programme() -> None:
    with pytest.raises(ProgrammeError, match=r"atlantis\.toml:1: No such file"):
        load("atlantis")


def test_another_encoding_is_refused(folder: Path) -> None:
    file = folder / "contoh.toml"
    file.write_bytes(file.read_bytes() + "# é".encode("latin-1"))
    with pytest.raises(ProgrammeError, match="not written in UTF-8"):
        load(file)


def test_no_rule_at_all_is_refused(folder: Path) -> None:
    file = folder / "contoh.toml"
    rest = re.sub(r"\[\[rules\]\]\n(?:.+\n)+", "", file.read_text(encoding="utf-8"))
    file.write_text(f"rules = []\n{rest}", encoding="utf-8")
    with pytest.raises(ProgrammeError, match=r"toml:1: rules: none holds without an end"):
        load(file)
