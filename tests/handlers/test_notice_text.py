"""What a notice says: variables, braces, names that are data, links that are not the agency's."""

from dataclasses import replace
from datetime import date

import pytest

from bot.channels.whatsapp.render import messages, template
from handlers.catalog import catalog
from handlers.notice_plan import Quota, days_for
from handlers.notice_text import Wording, fault_of, strange_links
from handlers.programme import load
from storage.audience import Target
from storage.broadcasts import Contents
from tests.bot.notices import OTHER_VILLAGE, VILLAGE

CODE = "SJ-7K2QM"
ANA = Target(b"1", "WA ODE MA'RUF", VILLAGE, date(2026, 12, 31), False, ())
BUDI = Target(b"2", "la budi", OTHER_VILLAGE, date(2027, 6, 30), False, ())


def worded(text: str | None = None, template: str | None = None, **more: object) -> Wording:
    contents = Contents("Judul", text, template)
    known = Wording(contents, CODE, "own_coverage", load(), catalog)
    return replace(known, **more)  # type: ignore[arg-type]


SAID = {
    "name": ("Halo {name}.", [ANA], "Halo Wa Ode Ma'ruf."),
    "two names": ("Halo {name}.", [ANA, BUDI], "Halo Wa Ode Ma'ruf dan La Budi."),
    "one village for both": ("{village}", [ANA, replace(BUDI, village_code=VILLAGE)], "Mola Utara"),
    "end": ("Sampai {coverage_end}.", [ANA], "Sampai 31 Desember 2026."),
    "braces": ("{{name}} {name}", [BUDI], "{name} La Budi"),
    "a name with a variable": ("Halo {name}", [replace(ANA, name="{code}")], "Halo {code}"),
    "twice": ("{name} {name}", [BUDI], "La Budi La Budi"),
}


@pytest.mark.parametrize(("text", "people", "said"), SAID.values(), ids=SAID)
def test_said(text: str, people: list[Target], said: str) -> None:
    body = worded(text).body("id", people)
    first, *_ = body.text.split("\n\n")
    assert first == said
    assert CODE in body.text


def test_in_the_language_of_the_chat() -> None:
    body = worded("{name} {coverage_end}").body("en", [ANA, BUDI])
    assert "Wa Ode Ma'ruf and La Budi" in body.text
    assert "December" in body.text


def test_news_say_how_to_stop_them() -> None:
    way_out = catalog("id").text("notice.stop_news")
    assert way_out in worded("Kabar", purpose="news").body("id", [ANA]).text
    assert way_out not in worded("Kabar").body("id", [ANA]).text


def test_a_template_is_sent_as_text_on_telegram() -> None:
    body = worded(template="renewal").body("id", [ANA])
    assert body.template is not None
    assert "31 Desember 2026" in body.text
    assert body.template.values == ("Wa Ode Ma'ruf", "31 Desember 2026", "SJ-7K2QM")


UNSENDABLE = {
    "no title": (Contents(" ", "x"), "notice.error.title"),
    "long title": (Contents("x" * 101, "x"), "notice.error.title"),
    "no words": (Contents("Uji", " "), "notice.error.text"),
    "long words": (Contents("Uji", "x" * 901), "notice.error.text"),
    "unknown variable": (Contents("Uji", "Halo {nama}"), "notice.error.variable"),
    "the code by hand": (Contents("Uji", "{code}"), "notice.error.variable"),
    "an attribute": (Contents("Uji", "{name.__class__}"), "notice.error.braces"),
    "an item": (Contents("Uji", "{name[0]}"), "notice.error.braces"),
    "a format": (Contents("Uji", "{name:>9999999}"), "notice.error.braces"),
    "a conversion": (Contents("Uji", "{name!r}"), "notice.error.braces"),
    "a place": (Contents("Uji", "{} {0}"), "notice.error.braces"),
    "an open brace": (Contents("Uji", "Halo {name"), "notice.error.braces"),
    "a closing brace": (Contents("Uji", "Halo }"), "notice.error.braces"),
    "unknown template": (Contents("Uji", template="nothing"), "notice.error.template"),
    "a path": (Contents("Uji", template="../id/templates/renewal"), "notice.error.template"),
    "a template of something else": (Contents("Uji", template="claim_news"),
        "notice.error.variable"),
    "a template without a code": (Contents("Uji", template="waiting_answer"),
        "notice.error.no_code"),
}  # fmt: skip


@pytest.mark.parametrize(("contents", "key"), UNSENDABLE.values(), ids=UNSENDABLE)
def test_unsendable(contents: Contents, key: str) -> None:
    found = fault_of(contents, "id")
    assert found is not None
    assert found.key == key
    assert catalog("en").text(found.key, **found.values)


@pytest.mark.parametrize(
    "contents", [Contents("Uji", "Halo {name}"), Contents("U", None, "renewal")]
)
def test_sendable(contents: Contents) -> None:
    assert fault_of(contents, "id") is None


FORMATTING = ("*la* budi", "_la_ budi", "~la~ budi", "`la` budi", "<b>la</b> budi", "la & budi")


@pytest.mark.parametrize("name", FORMATTING)
def test_names_do_not_format_on_whatsapp(name: str) -> None:
    """Not in free words, nor as the value of a template."""
    [free] = messages(worded("Halo {name}").body("id", [replace(BUDI, name=name)]), "Pilih")
    filled = worded(template="renewal").body("id", [ANA]).template
    assert filled is not None
    called = template(type(filled)(filled.name, "id", (name,)))
    for said in (free.content["body"], str(called.content)):
        assert not any(mark in said for mark in ("*la*", "_la_", "~la~", "`la`", "*La*", "_La_"))


LINKS = {
    "none": ("Halo {name}.", ()),
    "the agency's": ("Lihat https://www.bpjsketenagakerjaan.go.id/berita", ()),
    "a stranger's": (
        "Daftar di http://bantuan-jamsos.example.com/x",
        ("bantuan-jamsos.example.com",),
    ),
    "short": ("Klik bit.ly/abc", ("bit.ly",)),
}


@pytest.mark.parametrize(("text", "hosts"), LINKS.values(), ids=LINKS)
def test_strange_links(text: str, hosts: tuple[str, ...]) -> None:
    assert strange_links(Contents("Uji", text), load()) == hosts


DAYS = {
    "no limit": (1_800, Quota(), 0),
    "fits today": (212, Quota(250, 250), 0),
    "exactly": (250, Quota(250, 250), 0),
    "one too many": (251, Quota(250, 250), 1),
    "six days more": (1_588, Quota(250, 250), 6),
    "nothing left today": (250, Quota(250, 0), 1),
    "a larger tier": (1_800, Quota(2_000, 2_000), 0),
    "nobody": (0, Quota(250, 0), 0),
}


@pytest.mark.parametrize(("paid", "quota", "days"), DAYS.values(), ids=DAYS)
def test_days_of_a_quota(paid: int, quota: Quota, days: int) -> None:
    assert days_for(paid, quota) == days
