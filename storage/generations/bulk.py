"""Many rows at once, past SQLAlchemy's own parameter handling: half the time of a first load."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, insert


def insert_all(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """All rows have the same columns; executemany on SQLite, COPY on PostgreSQL."""
    columns = [column.name for column in table.c if column.name in rows[0]]
    values = [[row[column] for column in columns] for row in rows]
    if connection.dialect.name == "sqlite":
        statement = str(insert(table).compile(connection, column_keys=columns))
        connection.exec_driver_sql(statement, [tuple(map(_as_sqlite, row)) for row in values])
    else:
        _copy(connection, table.name, columns, values)


def tell_planner(connection: Connection, table: Table) -> None:
    """PostgreSQL guesses wrong after a bulk load: the guards took seconds in place of milliseconds.

    SQLite needs no telling.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f'ANALYZE "{table.name}"')


def _copy(connection: Connection, table: str, columns: list[str], rows: list[list[Any]]) -> None:
    from psycopg import sql

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _as_sqlite(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
