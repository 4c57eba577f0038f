"""Alembic runs inside the transaction that `Database.migrate` opened."""

from alembic import context

from storage.tables import StoreState

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=StoreState.metadata, render_as_batch=True)
context.run_migrations()
