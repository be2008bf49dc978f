"""By when a military family is answered, whose case goes first."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_military"
down_revision = "20261124_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application", sa.Column("military_answer_by", sa.Date(), nullable=True))
