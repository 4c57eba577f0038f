"""What a month costs, who pays, and whom the discount of PP 50/2025 reaches."""

import pytest

from tests.conversation import BotUnderTest

AMOUNTS = {
    "before the discount": (3, "contribution.own(total=16800)"),
    "with it": (11, "contribution.own_discount(total=8400, full=16800, percent=50"),
}


@pytest.mark.parametrize(("month", "own"), AMOUNTS.values(), ids=AMOUNTS)
def test_the_regency_pays_in_full_and_oneself_with_the_discount(
    bot: BotUnderTest, month: int, own: str
) -> None:
    bot.now = bot.now.replace(month=month)
    public, oneself = bot.texts("berapa iurannya sebulan")

    assert public.startswith("contribution.amount(")
    assert "total=amount.in_full(amount=16800, words=" in public
    assert oneself.startswith(own)
    assert "contribution.arrears(months=3)" in oneself


COSTS = {
    "before the discount": (3, "cost=registration.cost(total=16800)"),
    "with its last day": (
        11, "cost=registration.cost_discount(total=8400, until=2026-12-31, full=16800)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("month", "cost"), COSTS.values(), ids=COSTS)
def test_whoever_joins_by_himself_hears_how_long_a_price_holds(
    bot: BotUnderTest, month: int, cost: str
) -> None:
    bot.now = bot.now.replace(month=month)

    assert cost in bot.texts("bagaimana cara mendaftar")[-1]


def test_whom_the_discount_does_not_reach_is_said(speaking_bot: BotUnderTest) -> None:
    oneself = speaking_bot.texts("saya mau bayar iuran sendiri berapa")[-1]

    assert "sampai 31 Desember 2026" in oneself
    assert "tidak untuk iuran dari APBN atau APBD" in oneself


def test_who_pays_and_on_which_ground(bot: BotUnderTest) -> None:
    (text,) = bot.texts("siapa yang bayar iuran saya")

    assert text.startswith("contribution.payer(payers=- nelayan, tenaga syara")
    assert "law.basis(provisions=" in text


MEANING = {
    "help with it": ("apa itu bantuan iuran", ["law.meaning"]),
    "the word": ("iuran itu apa", ["law.meaning"]),
    "the word and the sum": (
        "apa itu iuran, berapa sebulan",
        ["law.meaning", "contribution.amount", "contribution.own_discount"],
    ),
}


@pytest.mark.parametrize(("said", "begins"), MEANING.values(), ids=MEANING)
def test_whoever_asks_what_the_word_means_is_told_no_sum(
    bot: BotUnderTest, said: str, begins: list[str]
) -> None:
    bot.say("halo")  # the first answer of a conversation is a message shorter

    assert [text.partition("(")[0] for text in bot.texts(said)] == begins


def test_the_sum_is_one_tap_away(bot: BotUnderTest) -> None:
    bot.say("apa itu bantuan iuran")

    assert bot.texts(choice="go:contribution_amount")[0].startswith("contribution.amount(")
