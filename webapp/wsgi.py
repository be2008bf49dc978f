"""What a web server loads: the site over the Office of this deployment.

On SQLite the worker lives in this process, because one writer at a time is all SQLite has; elsewhere workers are
processes of their own. The server loads this module after it has forked: neither threads nor connections outlive that.
"""

import atexit

from webapp import create_app
from webapp.logs import write_json_logs
from workflows.settings import Settings
from workflows.wiring import wire

write_json_logs()
_office = wire(Settings())
_office.publish()
if _office.database.engine.dialect.name == "sqlite":
    _worker = _office.worker()
    _worker.start()
    atexit.register(_worker.stop)

app = create_app(_office)
