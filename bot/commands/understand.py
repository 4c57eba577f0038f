"""`understand`: a filter that shows what the bot makes of each line; `review`, `diff`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from bot.commands.failing import Failed
from bot.logs import mask
from bot.settings import settings
from handlers import parsing
from handlers.understanding.normalise import mended

if TYPE_CHECKING:
    from handlers.understanding.understand import Understood
    from storage.unclear import UnclearMessages


app = typer.Typer(help="What the bot makes of lines, and what it did not understand.")


class Slot(StrEnum):
    """What a form may have asked for."""

    nik = "nik"
    birth_date = "birth_date"
    phone = "phone"
    death_date = "death_date"
    relation = "relation"
    village = "village"


@app.callback(invoke_without_command=True)
def understand(
    context: typer.Context,
    expect: Annotated[
        Slot | None, typer.Option(help="Read each line as an answer to this question.")
    ] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is said; today.")
    ] = None,
) -> None:
    """Read messages from stdin, one a line; write one JSON object for each."""
    if context.invoked_subcommand is not None:
        return
    from handlers.programme import load
    from handlers.understanding import understand as reading

    villages = load(settings().programme).villages
    day = today.date() if today else parsing.local_today()
    for line in sys.stdin.buffer:
        said = line.decode("utf-8", errors="replace").rstrip("\r\n")
        understood = reading.understand(said, today=day, villages=villages)
        shown = _shown(understood)
        if expect is not None:
            shown["entities"] = _expected(expect, said, day, villages, shown["entities"])
        sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
        sys.stdout.buffer.flush()


@app.command()
def review(
    assign: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="LINE INTENT", help="Give the line with this number or these words its intent."
        ),
    ] = None,
    utterances: Annotated[
        Path | None, typer.Option(file_okay=False, help="Folder of the utterance files.")
    ] = None,
) -> None:
    """List messages that were not understood, the commonest first; assign intents to them.

    An assigned line goes into the intent's utterance file; `train` learns it.
    """
    from bot.training.corpus import UTTERANCES

    folder = utterances or UTTERANCES
    with _unclear() as kept:
        listed = kept.by_frequency()
        if assign is not None:
            words, intent = assign
            _settle(kept, _line(listed, words), intent, folder)
            return
        for number, (words, count) in enumerate(listed, 1):
            typer.echo(f"{number}\t{count}\t{words}")
            if sys.stdin.isatty() and not _asked_about(kept, words, folder):
                return


def _asked_about(kept: "UnclearMessages", words: str, folder: Path) -> bool:
    """In a terminal: which intent? False where the reviewer has enough."""
    intent = typer.prompt("Intent (Enter: later, -: forget, q: stop)", default="", err=True)
    if intent == "-":
        kept.settle(words)
    elif intent not in ("", "q"):
        try:
            _settle(kept, words, intent, folder)
        except Failed as failed:
            typer.echo(failed, err=True)
    return bool(intent != "q")


def _line(listed: Sequence[tuple[str, int]], asked: str) -> str:
    """By its number in the list, or its words."""
    said = [words for words, _ in listed]
    if asked.isdigit() and 1 <= int(asked) <= len(said):
        return said[int(asked) - 1]
    if asked not in said:
        raise Failed(f"No such line is kept ({len(said)} are): see `understand review`.")
    return asked


def _settle(kept: "UnclearMessages", words: str, intent: str, folder: Path) -> None:
    from bot.training.learning import NotLearntError, learn

    try:
        line = learn(words, intent, folder)
    except NotLearntError as refused:
        raise Failed(str(refused)) from None
    count = kept.settle(words)
    typer.echo(f"{intent}: {line} ({count} times); `train` learns it.")


@contextmanager
def _unclear() -> "Iterator[UnclearMessages]":
    import time

    from bot.opening import open_database
    from storage.unclear import UnclearMessages

    database = open_database(settings())
    try:
        with database.write() as connection:
            yield UnclearMessages(connection, database.sealer, time.time())
    finally:
        database.close()


@app.command()
def diff(
    old_weights: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
) -> None:
    """Compare other weights with the committed ones on the test split."""
    from bot.commands.train import HELD_OUT
    from bot.training.corpus import corpus
    from bot.training.report import headline
    from bot.training.trial import tried
    from handlers.understanding.intents import Model
    from handlers.understanding.understand import model

    lines = corpus(HELD_OUT / "test")
    old, new = tried(Model.load(old_weights), lines), tried(model(), lines)
    typer.echo(f"old: {headline(old)}\nnew: {headline(new)}")
    pairs = list(zip(old.outcomes, new.outcomes, strict=True))
    gained = sum(after.right and not before.right for before, after in pairs)
    lost = sum(before.right and not after.right for before, after in pairs)
    typer.echo(f"newly right {gained}, newly wrong {lost}")
    for was, now in zip(old.by_intent(), new.by_intent(), strict=True):
        if was.recall != now.recall:
            typer.echo(f"{now.intent}: recall {was.recall:.2f} -> {now.recall:.2f}")


def _shown(understood: "Understood") -> dict[str, Any]:
    found = asdict(understood.entities)
    return {
        "text": mask(mended(understood.text)),
        "intent": understood.intent,
        "confidence": round(understood.confidence, 4),
        "alternatives": [
            {"intent": intent, "confidence": round(confidence, 4)}
            for intent, confidence in understood.alternatives
        ],
        "decision": understood.decision,
        "distress": understood.distress,
        "entities": {slot: value for slot, value in found.items() if value is not None},
    }


def _expected(
    slot: Slot, said: str, today: date, villages: Sequence[parsing.Village], found: dict[str, Any]
) -> dict[str, Any]:
    """The slot as its form would read it; the other entities stay."""
    readers: dict[Slot, Callable[[], str | date]] = {
        Slot.nik: lambda: parsing.nik(said),
        Slot.birth_date: lambda: parsing.birth_date(said, today),
        Slot.phone: lambda: parsing.phone(said),
        Slot.death_date: lambda: parsing.past_date(said, today),
        Slot.relation: lambda: parsing.relation(said),
        Slot.village: lambda: parsing.village(said, villages),
    }
    others = {name: value for name, value in found.items() if name != slot}
    problems = {name: key for name, key in found["problems"].items() if name != slot}
    try:
        return {**others, slot.value: readers[slot](), "problems": problems}
    except parsing.Problem as problem:
        return {**others, "problems": {**problems, slot.value: problem.key}}
