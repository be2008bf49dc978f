"""Served orders stay under what came on top of them, and count again when it ends."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_discipline"
down_revision = "20261124_military"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.add_column(sa.Column("discipline_under", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    credential = sa.table(
        "credential",
        sa.column("id", sa.String),
        sa.column("issued_on", sa.Date),
        sa.column("discipline_before", sa.String),
        sa.column("discipline_under", sa.JSON),
    )
    connection = op.get_bind()
    # nobody kept the day of service of what was public before: it was not before the certification
    for row in connection.execute(sa.select(credential).where(credential.c.discipline_before.is_not(None))).all():
        under = [{"kind": row.discipline_before, "on": row.issued_on.isoformat()}]
        connection.execute(sa.update(credential).where(credential.c.id == row.id).values(discipline_under=under))
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_column("discipline_before")
        batch_op.alter_column("discipline_under", existing_type=sa.JSON(), server_default=None)
