"""The sandbox for gunicorn: `gunicorn webapp.sandbox.wsgi:app -w1 --threads 8`.

One process only: the mail server and the sender of webhooks run as threads in it, and start here once.
"""

import atexit

from webapp.sandbox import create_sandbox, sandbox_of
from workflows.settings import Settings

app = create_sandbox(Settings())

_sandbox = sandbox_of(app)
_sandbox.start()
atexit.register(_sandbox.stop)
