"""What people apply for beyond renewal: applications without a credential, documents, invitations, the calendar."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_people"
down_revision = "20261122_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("family", sa.String(length=60), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("draft_of", sa.String(length=100), nullable=True))
        batch_op.drop_index(
            batch_op.f("uq_application_draft"), sqlite_where=sa.text("submitted_at IS NULL AND ended_at IS NULL")
        )
        batch_op.create_index(batch_op.f("ix_application_person_id"), ["person_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_application_draft_of"), ["draft_of"])
        batch_op.create_foreign_key(batch_op.f("fk_application_person_id_person"), "person", ["person_id"], ["id"])

    with op.batch_alter_table("process_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offered_when", sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("family", sa.String(length=60), nullable=False, server_default=sa.text("''")))
        batch_op.alter_column(
            "starts_from", existing_type=sa.VARCHAR(length=20), type_=sa.String(40), existing_nullable=False
        )
    # what the register's first months know of the new columns
    op.execute(
        "UPDATE process_version SET family = CASE WHEN process_id IN ('renewal', 'alignment') THEN 'cycle' ELSE process_id END"
    )
    op.execute(
        "UPDATE application SET family = (SELECT family FROM process_version WHERE process_version.id = application.version_id), "
        "person_id = (SELECT person_id FROM credential WHERE credential.id = application.credential_id)"
    )
    op.execute(
        "UPDATE application SET draft_of = family || ':' || credential_id WHERE submitted_at IS NULL AND ended_at IS NULL"
    )
