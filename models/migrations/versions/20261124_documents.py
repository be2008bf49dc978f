"""What is known of a document: how many pages, when it was issued, until when it counts."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_documents"
down_revision = "20261123_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column("document", sa.Column("issued_on", sa.Date(), nullable=True))
    op.add_column("document", sa.Column("expires_on", sa.Date(), nullable=True))
