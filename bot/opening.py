"""Open the database the way every command needs it: migrated, and with the right key."""

import sys

from bot.settings import Settings
from storage.database import Database, DatabaseError
from storage.sealing import SealError


def open_database(settings: Settings) -> Database:
    """SQLite is migrated here; PostgreSQL by `python -m bot migrate`. Raises DatabaseError."""
    database = connect(settings)
    if database.is_sqlite:
        database.migrate()
    elif not database.migrated():
        raise DatabaseError("The database lacks tables of this version: run `sapa migrate` first.")
    database.check_key()
    return database


def connect(settings: Settings) -> Database:
    """Without a look at the tables; says once where a new secret key was put."""
    try:
        database = Database(settings.database_url, settings.secret_key)
    except SealError as error:
        raise DatabaseError(f"SECRET_KEY cannot be used: {error}.") from None
    if database.new_key_file is not None:
        print(
            f"A secret key was made in {database.new_key_file}: back it up, without it the "
            "database cannot be read.",
            file=sys.stderr,
        )
    return database
