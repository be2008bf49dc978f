"""What a web server loads: the site over the Office of this deployment.

On SQLite the worker lives in this process, because one writer at a time is all SQLite has; elsewhere workers are
processes of their own. The server loads this module after it has forked: neither threads nor connections outlive that.
"""

from webapp import create_app
from webapp.logs import write_json_logs
from workflows.settings import Settings
from workflows.wiring import wire

write_json_logs()
_office = wire(Settings())
_office.publish()
_worker = _office.worker() if _office.database.engine.dialect.name == "sqlite" else None
if _worker is not None:
    _worker.start()

app = create_app(_office)


def end() -> None:
    """Ends the worker of this process, where it has one; what it has in hand may finish for a few seconds."""
    if _worker is not None:
        _worker.stop()
