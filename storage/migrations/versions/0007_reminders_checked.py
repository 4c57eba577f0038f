"""Reminders: a renewal may be told again after a correction; what they were compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_STAGES = sa.text("stage IN ('30', '7', '1')")


def _make(*constraints: sa.UniqueConstraint) -> None:
    op.drop_table("reminder")  # nobody was reminded before
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("coverage_end", sa.Date(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"]),
        sa.PrimaryKeyConstraint("id"),
        *constraints,
    )
    op.create_index("ix_reminder_broadcast_id", "reminder", ["broadcast_id"])
    op.create_index("ix_reminder_nik_index", "reminder", ["nik_index"])


def upgrade() -> None:
    _make()
    op.create_index(
        "ix_reminder_stage",
        "reminder",
        ["nik_index", "stage", "coverage_end"],
        unique=True,
        sqlite_where=_STAGES,
        postgresql_where=_STAGES,
    )
    op.create_index("ix_reminder_coverage_end", "reminder", ["coverage_end"])
    with op.batch_alter_table("store_state") as batch_op:
        batch_op.add_column(sa.Column("reminders_run", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reminders_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reminders_base", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("store_state") as batch_op:
        for name in ("reminders_run", "reminders_day", "reminders_base"):
            batch_op.drop_column(name)
    _make(sa.UniqueConstraint("nik_index", "stage", "coverage_end"))
