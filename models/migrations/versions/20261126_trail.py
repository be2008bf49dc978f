"""The history is searched by when, by what and by whom."""

from alembic import op

revision = "20261126_trail"
down_revision = "20261125_offers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_at", "event", ["at"])
    op.create_index("ix_event_kind_at", "event", ["kind", "at"])
    op.create_index("ix_event_actor_id_at", "event", ["actor_id", "at"])
