"""Since when the Department of Revenue asks that nothing is issued to a person."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_tax"
down_revision = "20261126_trail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("tax_hold_on", sa.Date(), nullable=True))
