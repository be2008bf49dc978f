"""On SQLite nothing of the history is put in the place of what stands there: REPLACE fires no trigger on deleting."""

from alembic import op

revision = "20261128_history"
down_revision = "20261127_tax"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER event_no_replace BEFORE INSERT ON event "
            "WHEN EXISTS (SELECT 1 FROM event "
            "WHERE id = NEW.id OR (stream = NEW.stream AND position = NEW.position)) "
            "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        )
