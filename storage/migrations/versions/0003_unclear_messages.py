"""Unclear messages"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "unclear_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words_index", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("unclear_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unclear_message_words_index"), ["words_index"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_unclear_message_kept_at"), ["kept_at"], unique=False)


def downgrade() -> None:
    op.drop_table("unclear_message")
