"""A ticket that is made by itself says what it is about, so that it is made once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(), nullable=True))
        batch_op.create_unique_constraint("uq_ticket_about", ["about"])


def downgrade() -> None:
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.drop_constraint("uq_ticket_about", type_="unique")
        batch_op.drop_column("about")
