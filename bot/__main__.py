"""The command line: joins the commands, and says in one sentence what failed."""

import os
import sys

import typer

from bot.commands import (
    agency,
    benefit,
    broadcast,
    chat,
    coverage,
    data,
    doctor,
    fake,
    officers,
    poster,
    refresh,
    reminders,
    run,
    templates,
    train,
    understand,
)
from bot.commands.failing import Failed

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sapa Jamsos: BPJS Ketenagakerjaan answers for people whose contributions a regency pays.",
)
app.command()(run.serve)
app.command()(run.worker)
app.command()(run.poll)
app.command()(chat.chat)
app.command()(refresh.refresh)
app.command()(agency.agency)
app.command()(train.train)
app.command(context_settings={"allow_extra_args": True})(coverage.coverage)
app.command()(data.migrate)
app.command()(doctor.doctor)
app.command()(poster.poster)
app.command()(officers.claims)
broadcast.app.command()(reminders.reminders)
app.add_typer(benefit.app, name="benefit")
app.add_typer(broadcast.app, name="broadcast")
app.add_typer(fake.app, name="fake")
app.add_typer(officers.app, name="officers")
app.add_typer(understand.app, name="understand")
app.add_typer(templates.app, name="templates")


def main() -> None:
    """Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a safety rule."""
    try:
        app()
    except BrokenPipeError:  # the reader of a pipe has gone: nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        print(_sentence(error), file=sys.stderr)
        sys.exit(error.exit_code if isinstance(error, Failed) else 1)


def _sentence(error: Exception) -> str:
    """Our own errors say what to do; of others only kind and place, for they may quote a person."""
    from bot.logs import where
    from bot.settings import SettingsError
    from handlers.catalog import CatalogError
    from handlers.programme import ProgrammeError
    from handlers.understanding.intents import WeightsError
    from storage.database import DatabaseError

    ours = (CatalogError, DatabaseError, Failed, ProgrammeError, SettingsError, WeightsError)
    if isinstance(error, ours):
        return str(error)
    found = where(error)
    return f"Something unexpected failed: {found['error']} ({found['at']})."


if __name__ == "__main__":
    main()
