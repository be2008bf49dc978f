"""What the job engine says to the outside: nothing."""

import subprocess
import sys

from workflows import jobs as engine

# A process of its own: what listens to Python's audit events can never be taken off again.
PROGRAM = """
import sys
from threading import Event
spoken = []
def listen(name, given):
    if name in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        spoken.append((name, repr(given)))
sys.addaudithook(listen)

from models.database import Database, connect
from models.vocabulary import JobKind
from workflows.adapters.clock import SystemClock
from workflows.jobs import Handler, Jobs
from workflows.worker import Duties, Pace, Worker

done = Event()
class Notices(Handler):
    def work(self, job):
        return None
    def keep(self, session, job, result):
        done.set()

database, clock = Database(connect(sys.argv[1])), SystemClock()
jobs = Jobs(database.engine, clock)
worker = Worker(
    database=database, clock=clock, jobs=jobs, duties=Duties({JobKind.NOTICE: Notices()}, lambda *_: None),
    pace=Pace(queue=0.1, due=0.1, beat=0.1, lost=0.1),
)
worker.start()
with database.begin() as session:
    jobs.enqueue(session, kind=JobKind.NOTICE, operation="send", parameters={})
assert done.wait(20)
worker.stop()
print(spoken)
"""


def test_a_worker_opens_no_connection_and_no_port(sqlite_url):
    engine.migrate(sqlite_url)

    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, sqlite_url], capture_output=True, text=True, timeout=60, check=True
    )

    assert ended.stdout.splitlines()[-1] == "[]"
    assert "DBOS" not in ended.stdout + ended.stderr  # nor does it chatter
