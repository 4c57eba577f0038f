"""Claim cases; what a notice is about"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "claim_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("nik_index", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("for_family", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.String(), nullable=True),
        sa.Column("reminded_year", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("updated_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token"),
    )
    with op.batch_alter_table("claim_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_case_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_case_nik_index"), ["nik_index"], unique=False)

    op.add_column("outbox", sa.Column("purpose", sa.String(), nullable=True))
    op.create_index("ix_outbox_purpose", "outbox", ["purpose"], unique=False)
