"""The phone page shows a reply as the channels render it."""

import pytest

from bot.channels.phone_views import VIEWS, Bubble, formatted, views
from bot.pages.template_page import page
from handlers.notice_templates import Contents, QuickReply, TemplateFile
from storage.outbox import Body, Part
from tests.conversation import KeysShown

SHORT = tuple((f"Pilihan {number}", f"go:{number}") for number in range(1, 12))
LONG = "Kalimat yang panjang sekali. " * 50
PHOTO, PAPER = Part("photo", "kartu.png", b"1"), Part("document", "berkas.pdf", b"2")


def labels(bubble: Bubble) -> list[list[str]]:
    return [[option.label for option in row] for row in bubble.rows]


def text(bubble: Bubble) -> str:
    return "".join(words.text for words in bubble.words)


CHOICES = {
    "three are buttons": (3, [["Pilihan 1"], ["Pilihan 2"], ["Pilihan 3"]], None),
    "ten are a list": (10, [[f"Pilihan {number}"] for number in range(1, 11)], "Buka"),
    "eleven are typed": (11, [], None),
}


@pytest.mark.parametrize(("count", "rows", "opens"), CHOICES.values(), ids=CHOICES)
def test_choices_on_whatsapp(count: int, rows: list[list[str]], opens: str | None) -> None:
    (shown,) = views(Body("Pilih", SHORT[:count]), "Buka")["whatsapp"]

    assert labels(shown) == rows
    assert shown.opens == opens
    assert ("11. Pilihan 11" in text(shown)) == (count == 11)


def test_label_that_is_cut_stands_whole_beneath() -> None:
    label = "Pilihan yang lebih panjang dari baris"
    (shown,) = views(Body("Pilih", ((label, "go:1"),)), "Buka")["whatsapp"]

    assert shown.rows[0][0].label.endswith("…")
    assert shown.rows[0][0].note == label


def test_choices_on_telegram_and_without_a_platform() -> None:
    found = views(Body("Pilih", SHORT[:3]), "Buka")

    assert labels(found["telegram"][0]) == [["1. Pilihan 1", "2. Pilihan 2"], ["3. Pilihan 3"]]
    assert text(found["plain"][0]) == "Pilih\n\n1. Pilihan 1\n2. Pilihan 2\n3. Pilihan 3"
    assert labels(found["plain"][0]) == []


PLACES = {
    "telegram": [(0, 0), (1, 4)],
    "whatsapp": [(0, 0), (1, 4)],
    "plain": [(0, 0), (1, 0), (None, 4)],
}


@pytest.mark.parametrize("view", VIEWS)
def test_words_go_with_the_last_file_where_the_platform_has_captions(view: str) -> None:
    found = views(Body("Ini.", parts=(PHOTO, PAPER)), "Buka")[view]

    assert [(bubble.file, len(text(bubble))) for bubble in found] == PLACES[view]


def test_long_words_are_split_as_each_platform_needs() -> None:
    found = views(Body(LONG, SHORT[:2]), "Buka")

    assert [len(found[view]) for view in VIEWS] == [1, 2, 1]
    assert labels(found["whatsapp"][0]) == []
    assert labels(found["whatsapp"][1]) == [["Pilihan 1"], ["Pilihan 2"]]


def test_number_is_asked_for_on_telegram_only() -> None:
    found = views(Body("Nomor?", SHORT[:2], asks_phone=True), "Buka")

    assert [found[view][0].asks_phone for view in VIEWS] == [True, False, False]
    assert labels(found["telegram"][0]) == []


FORMATS = {
    "bold": ("a *b* c", [("a ", ()), ("b", ("b",)), (" c", ())]),
    "nested": ("*_a_ b*", [("a", ("b", "i")), (" b", ("b",))]),
    "struck": ("~a~", [("a", ("s",))]),
    "no format": ("2*3*4 dan * ini *", [("2*3*4 dan * ini *", ())]),
}


@pytest.mark.parametrize(("said", "shown"), FORMATS.values(), ids=FORMATS)
def test_formats_of_whatsapp(said: str, shown: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(each.text, tuple(each.tags)) for each in formatted(said)] == shown


@pytest.mark.parametrize("view", VIEWS)
def test_words_of_a_reply_never_format(view: str) -> None:
    (shown,) = views(Body("*a* _b_"), "Buka")[view]

    assert [len(words.tags) for words in shown.words] == [0]


def test_template_page_shows_header_formats_examples_and_replies() -> None:
    contents = Contents(
        "Sampai *{until}* <b>", {"until": "2027"}, "Kabar", (QuickReply("Ya & baik", "go:menu"),)
    )
    shown = page(KeysShown(), [TemplateFile("news", "id", contents)])

    assert "<b>Kabar</b>" in shown
    assert "Sampai <b>2027</b> &lt;b&gt;" in shown
    assert "<span>Ya &amp; baik</span>" in shown
