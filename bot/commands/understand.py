"""`understand`: a filter that shows what the bot makes of each line."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from bot.logs import mask
from bot.settings import settings
from handlers import parsing
from handlers.understanding.normalise import mended

if TYPE_CHECKING:
    from handlers.understanding.understand import Understood


class Slot(StrEnum):
    """What a form may have asked for."""

    nik = "nik"
    birth_date = "birth_date"
    phone = "phone"
    death_date = "death_date"
    relation = "relation"
    village = "village"


def understand(
    expect: Annotated[
        Slot | None, typer.Option(help="Read each line as an answer to this question.")
    ] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is said; today.")
    ] = None,
) -> None:
    """Read messages from stdin, one a line; write one JSON object for each."""
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
