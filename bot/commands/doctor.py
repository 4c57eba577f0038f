"""`doctor`: is everything in place, and if not, what to do."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from bot.settings import SettingsError, settings

if TYPE_CHECKING:
    from bot.doctor_check import Check


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Check settings, database, key, tokens, webhook, feed and facts; exit 1 if one fails."""
    checks = _checks()
    if as_json:
        typer.echo(msgspec.json.encode({"checks": [asdict(each) for each in checks]}))
    else:
        for each in checks:
            typer.echo(f"{each.state:5} {each.name}: {each.what}")
            if each.fix:
                typer.echo(f"      {each.fix}")
    if any(each.state == "fail" for each in checks):
        raise typer.Exit(1)


def _checks() -> "list[Check]":
    from bot.doctor import examine
    from bot.doctor_check import Check

    try:
        chosen = settings()
    except SettingsError as error:
        return [Check("settings", "fail", str(error), "Correct it in the environment or in .env.")]
    return examine(chosen)
