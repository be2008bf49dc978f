"""The database's own history: `migrate(url)` brings any earlier state forward."""

from importlib.resources import files

from alembic import command
from alembic.config import Config

from models.database import connect


def migrate(url: str, *, revision: str = "head") -> None:
    """Runs every migration that this database has not seen yet; data stays."""
    engine = connect(url)
    config = Config()
    config.set_main_option("script_location", str(files("models.migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
