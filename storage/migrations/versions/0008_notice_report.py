"""What people write about soon after a notice, and which notice a chat got last."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("contact") as batch_op:
        batch_op.add_column(sa.Column("last_notice_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_notice_at", sa.Float(), nullable=True))
    op.create_table(
        "notice_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("broadcast_id", "contact_id", "intent"),
    )
    with op.batch_alter_table("notice_answer") as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_answer_contact_id"), ["contact_id"])


def downgrade() -> None:
    op.drop_table("notice_answer")
    with op.batch_alter_table("contact") as batch_op:
        batch_op.drop_column("last_notice_at")
        batch_op.drop_column("last_notice_id")
