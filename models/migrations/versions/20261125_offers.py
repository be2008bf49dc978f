"""A process may be offered in other words to whoever holds a license."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_offers"
down_revision = "20261124_discipline"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("process_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offer_to_holder", sa.String(80), nullable=False, server_default=""))
    with op.batch_alter_table("process_version", schema=None) as batch_op:
        batch_op.alter_column("offer_to_holder", existing_type=sa.String(80), server_default=None)
