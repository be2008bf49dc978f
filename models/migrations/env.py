from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from models import Row
from models.base import Instant, Word

#: The job engine keeps its own tables in the same database and migrates them itself.
OURS = frozenset(Row.metadata.tables)


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name in OURS


def _plain(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    # a migration tells the past: it must not change when our own types do
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(40)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=_plain,
    include_name=_ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
