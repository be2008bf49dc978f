"""What people apply for beyond renewal: applications without a credential, documents, invitations, the calendar."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_people"
down_revision = "20261122_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credential_number",
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_credential_number")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=True),
        sa.Column("cursor", sa.String(length=32), nullable=False),
        sa.Column("foreseen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_by_id", sa.String(length=32), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["held_by_id"], ["account.id"], name=op.f("fk_calendar_day_held_by_id_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["process_version.id"], name=op.f("fk_calendar_day_version_id_process_version")
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_turn",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("credential_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("notice", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_calendar_turn_credential_id_credential")
        ),
        sa.ForeignKeyConstraint(["day"], ["calendar_day.day"], name=op.f("fk_calendar_turn_day_calendar_day")),
        sa.PrimaryKeyConstraint("day", "credential_id", name=op.f("pk_calendar_turn")),
    )
    with op.batch_alter_table("calendar_turn", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_turn_day_status_due_at"), ["day", "status", "due_at"], unique=False
        )

    op.create_table(
        "cori_record",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.String(length=32), nullable=False),
        sa.Column("destroy_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_cori_record_application_id_application")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["account.id"], name=op.f("fk_cori_record_entered_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cori_record")),
    )
    with op.batch_alter_table("cori_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cori_record_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cori_record_destroy_on"), ["destroy_on"], unique=False)

    op.create_table(
        "former_name",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_former_name_application_id_application")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_name_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
        sa.UniqueConstraint("application_id", name=op.f("uq_former_name_application_id")),
    )
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_name_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.String(length=32), nullable=False),
        sa.Column("engine_task", sa.String(length=36), nullable=False),
        sa.Column("message", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_invitation_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("engine_task", "position", name=op.f("uq_invitation_engine_task_position")),
        sa.UniqueConstraint("token", name=op.f("uq_invitation_token")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_application_id_message"), ["application_id", "message"], unique=False
        )

    op.create_table(
        "cori_log",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("use", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_cori_log_account_id_account")),
        sa.ForeignKeyConstraint(["record_id"], ["cori_record.id"], name=op.f("fk_cori_log_record_id_cori_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cori_log")),
    )
    with op.batch_alter_table("cori_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cori_log_record_id"), ["record_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.String(length=32), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.String(40), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("store_key", sa.String(length=80), nullable=False),
        sa.Column("scan", sa.String(40), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reading", sa.LargeBinary(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(40), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by_id", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name=op.f("fk_document_added_by_id_account")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_document_application_id_application")
        ),
        sa.ForeignKeyConstraint(["judged_by_id"], ["account.id"], name=op.f("fk_document_judged_by_id_account")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_document_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("store_key", name=op.f("uq_document_store_key")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_application_id_slot"), ["application_id", "slot"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_checksum"), ["checksum"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_task_id"), ["task_id"], unique=False)

    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("level", sa.String(40), nullable=True))
        batch_op.add_column(sa.Column("family", sa.String(length=60), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("draft_of", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("about_id", sa.String(length=32), nullable=True))
        batch_op.drop_index(
            batch_op.f("uq_application_draft"), sqlite_where=sa.text("submitted_at IS NULL AND ended_at IS NULL")
        )
        batch_op.create_index(batch_op.f("ix_application_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_person_id"), ["person_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_application_draft_of"), ["draft_of"])
        batch_op.create_foreign_key(
            batch_op.f("fk_application_about_id_application"), "application", ["about_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_application_person_id_person"), "person", ["person_id"], ["id"])

    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.add_column(sa.Column("teaches", sa.String(40), nullable=True))
        batch_op.add_column(sa.Column("discipline_before", sa.String(40), nullable=True))

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("process_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_process_version_process_id_digest"), type_="unique")
        batch_op.add_column(sa.Column("offered_when", sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("family", sa.String(length=60), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column(
            "starts_from", existing_type=sa.VARCHAR(length=20), type_=sa.String(40), existing_nullable=False
        )

    with op.batch_alter_table("registry_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("candidate_for", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("education_approved", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("cognitive", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("hands_on", sa.String(length=20), nullable=True))

    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_setting_key_effective_on"), type_="unique")
        batch_op.create_index(batch_op.f("ix_setting_key_effective_on"), ["key", "effective_on"], unique=False)
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
