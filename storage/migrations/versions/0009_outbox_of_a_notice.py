"""How far a notice has come is counted from an index alone, however many it goes to."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.drop_index("ix_outbox_purpose", table_name="outbox")
    op.create_index("ix_outbox_notice", "outbox", ["purpose", "state", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_outbox_notice", table_name="outbox")
    op.create_index("ix_outbox_purpose", "outbox", ["purpose"])
