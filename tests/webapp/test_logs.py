"""Lines are read from a process of their own: a log belongs to a whole process."""

import json
import subprocess
import sys

SCRIPT = """
import logging, structlog
from webapp.logs import write_json_logs
write_json_logs()
structlog.get_logger("ours").info("opened", actor="a1")
def fail(ssn):
    raise ValueError(ssn)
try:
    fail("899123456")
except ValueError:
    structlog.get_logger("ours").exception("failed")
    logging.getLogger("library").exception("lost")
logging.getLogger("library").info("chatter")
logging.getLogger("library").warning("odd")
"""


def test_every_line_is_json_and_no_failure_tells_what_it_held():
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)

    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert [line["event"] for line in lines] == ["opened", "failed", "lost", "odd"]
    assert lines[1]["kind"] == lines[2]["kind"] == "ValueError"
    assert lines[1]["at"] == ["<string>:9", "<string>:7"]
    assert "899123456" not in run.stdout + run.stderr
