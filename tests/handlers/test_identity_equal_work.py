"""Who guesses learns nothing: not found, no match and paused cost the same, and read alike."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from storage.sealing import Sealer
from tests.conversation import BotUnderTest, Card, Someone

SITI = Someone("7407054506720001", "1972-06-05", "+6281234500001", "Wa Siti", (
    Card("22001234567", "2026-01-01", "2026-12-31"),
    Card("22001234567", "2025-01-01", "2025-12-31", "inactive"),
    Card("21001234567", "2024-01-01", "2024-12-31", "inactive"),
))  # fmt: skip
BUDI = Someone("7407050508700002", "1970-08-05", "+6281234500001", "La Budi")
AMIR = Someone("7407050508650003", "1965-08-05", "+6281234500002", "Amir")
UNKNOWN = "7407014101800009"
RIGHT, WRONG = "5-6-1972", "6-6-1972"
ENOUGH = 5


@pytest.fixture
def bot(bot: BotUnderTest) -> BotUnderTest:
    """The record that stands in for nobody is made once a process: made here."""
    bot.knows(SITI, BUDI, AMIR)
    bot.say(f"nomor kartu saya berapa? NIK {UNKNOWN} lahir {WRONG}", "earlier")
    return bot


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Statements by their text, and what the sealer is asked to do."""
    work: Counter[str] = Counter()

    def executed(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        work[statement] += 1

    def asked(name: str) -> None:
        real = getattr(Sealer, name)

        def counting(sealer: Sealer, *values: Any) -> Any:
            work[name] += 1
            return real(sealer, *values)

        patch.setattr(Sealer, name, counting)

    event.listen(Engine, "before_cursor_execute", executed)
    try:
        with monkeypatch.context() as patch:
            for name in ("open", "seal", "index", "digest"):
                asked(name)
            yield work
    finally:
        event.remove(Engine, "before_cursor_execute", executed)


@dataclass(frozen=True)
class Guess:
    """A date said for a NIK, or (without one) to a phone that the platform vouches for.

    `paused` by the wrong tries of this chat (`here`), of strangers (`elsewhere`), or not.
    """

    nik: str | None
    born: str
    paused: str = "no"
    phone: str | None = None

    def made(
        self, bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch, sender: str
    ) -> tuple[Counter[str], list[str]]:
        """The work of the last message alone, and what was said."""
        if self.phone:
            bot.say("", sender, contact_phone=self.phone)
        for who in {"no": (), "here": (sender,), "elsewhere": (f"{sender}1", f"{sender}2")}[
            self.paused
        ]:
            bot.say("", who, choice="go:card_number")
            for _ in range(ENOUGH):
                bot.say(f"{self.nik or ''} lahir {WRONG}", who)
        bot.say("", sender, choice="go:card_number")
        if self.nik:
            bot.say(self.nik, sender)
        with counted(monkeypatch) as work:
            said = bot.texts(self.born, sender)
        return work, said


NO_MATCH = Guess(SITI.nik, WRONG)
GUESSES = {
    "not found": Guess(UNKNOWN, WRONG),
    "paused here": Guess(SITI.nik, WRONG, "here"),
    "paused here, right": Guess(SITI.nik, RIGHT, "here"),
    "paused here, not found": Guess(UNKNOWN, WRONG, "here"),
    "paused elsewhere": Guess(SITI.nik, WRONG, "elsewhere"),
    "paused elsewhere, right": Guess(SITI.nik, RIGHT, "elsewhere"),
    "paused elsewhere, not found": Guess(UNKNOWN, WRONG, "elsewhere"),
}


@pytest.mark.parametrize("phone", [None, AMIR.phone])
@pytest.mark.parametrize("guess", GUESSES.values(), ids=GUESSES)
def test_wrong_not_found_and_paused_are_the_same_work(
    bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch, guess: Guess, phone: str | None
) -> None:
    usual, refused = replace(NO_MATCH, phone=phone).made(bot, monkeypatch, "usual")

    work, said = replace(guess, phone=phone).made(bot, monkeypatch, "s")

    assert {"open", "seal", "index"} < set(usual)
    assert work == usual
    assert len(said) == len(refused) == 1
    assert said == refused if guess.paused == "no" else said[0].startswith("identity.paused(")


def test_wrong_and_paused_on_a_known_phone_are_the_same_work(
    bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Guess(None, WRONG, phone=SITI.phone)

    usual, _ = wrong.made(bot, monkeypatch, "usual")
    for born in (WRONG, RIGHT):
        work, said = replace(wrong, born=born, paused="here").made(bot, monkeypatch, f"s{born}")
        assert (work, said[0].partition("(")[0]) == (usual, "identity.paused")


def test_wrong_tries_on_a_known_phone_are_counted_however_many_there_were(
    bot: BotUnderTest,
) -> None:
    """They were not, once the phone itself was paused: dates could be tried for hours."""
    bot.say(contact_phone=SITI.phone)
    for _ in range(3):
        bot.now += timedelta(hours=1, minutes=1)
        for _ in range(ENOUGH):
            bot.say(choice="go:card_number")
            bot.say(WRONG)
        bot.say(choice="go:card_number")
        assert bot.texts(RIGHT)[0].startswith("identity.paused(")


@pytest.mark.parametrize("paused", ["here", "elsewhere"])
def test_paused_reads_alike_whatever_was_guessed(
    bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch, paused: str
) -> None:
    guesses = (NO_MATCH, Guess(AMIR.nik, "5-8-1965"), Guess(UNKNOWN, WRONG))
    alike = {
        tuple(replace(guess, paused=paused).made(bot, monkeypatch, f"s{number}")[1])
        for number, guess in enumerate(guesses)
    }

    assert len(alike) == 1


def test_right_answer_is_seen_in_the_counting(
    bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, _ = NO_MATCH.made(bot, monkeypatch, "usual")
    work, said = replace(NO_MATCH, born=RIGHT).made(bot, monkeypatch, "s")

    assert said[0].startswith("card.valid(")
    assert work != usual
