"""Fill an empty store from the synthetic agency, and name people to try."""

from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from bot.fakes.agency import serving
from bot.fakes.agency_feed import Feed
from bot.fakes.agency_people import Person
from bot.fakes.in_thread import in_thread
from bot.feed_rules import rules_of
from handlers.dates import local_today
from handlers.programme import Programme
from storage.database import Database
from storage.participants import Participants
from storage.refresh import history, refresh


def fill(database: Database, programme: Programme, console: Console) -> None:
    """Does nothing where a feed was ever applied: nobody's store is overwritten."""
    if any(run.status == "applied" for run in history(database)):
        return
    console.print("Filling the store with synthetic people (nobody in it is real) …")
    with (
        Progress(console=console, transient=True) as bars,
        in_thread(serving(Feed(local_today()))) as address,
    ):
        refresh(database, address, rules=rules_of(programme), progress=_shown_on(bars))


def people_to_try(database: Database) -> dict[str, Person]:
    """Three of the synthetic people by what they are good for; none in a store of real ones."""
    with database.read() as connection:
        participants = Participants(connection, database.sealer)
        as_of, synthetic = participants.as_of(), participants.synthetic_only()
    return dict(Feed(as_of).three_to_try()._asdict()) if as_of and synthetic else {}


def show_people(database: Database, console: Console) -> None:
    table = Table(title="Three synthetic people to try", title_justify="left")
    for column in ("who", "NIK", "birth date", "phone"):
        table.add_column(column, no_wrap=True)
    people = people_to_try(database)
    for who, person in people.items():
        born = f"{person.birth_date.day}-{person.birth_date.month}-{person.birth_date.year}"
        table.add_row(who, person.nik, born, person.phone or "-")
    if people:
        console.print(table)


def _shown_on(bars: Progress) -> Callable[[str, int, int | None], None]:
    tasks: dict[str, TaskID] = {}

    def show(dataset: str, done: int, total: int | None) -> None:
        if dataset not in tasks:
            tasks[dataset] = bars.add_task(dataset)
        bars.update(tasks[dataset], completed=done, total=total)

    return show
