"""Commands about the database itself."""

import typer

from bot.settings import settings


def migrate() -> None:
    """Bring the database to this version's tables (SQLite does it by itself)."""
    from bot.opening import connect

    database = connect(settings())
    database.migrate()
    database.check_key()
    typer.echo("The database has the tables of this version.")
