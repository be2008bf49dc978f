"""The sandbox as a process: it starts with gunicorn, serves HTTP and SMTP, and ends when it is told to."""

import smtplib
import sys

from tests.support.processes import Processes


def test_it_serves_pages_and_mail_and_ends_on_term(processes: Processes, surroundings: dict[str, str]):
    port = surroundings["SANDBOX_PORT"]
    gunicorn = [sys.executable, "-m", "gunicorn", "webapp.sandbox.wsgi:app", "-w1", "--threads", "8"]
    sandbox = processes.start(
        "sandbox",
        *gunicorn,
        *("--worker-class", "gthread", "--no-control-socket", "--bind", f"127.0.0.1:{port}"),
        environment=surroundings,
    )
    processes.await_answer(sandbox, f"http://127.0.0.1:{port}/healthz")

    with smtplib.SMTP("127.0.0.1", int(surroundings["ELICENSE_SMTP_PORT"]), timeout=5) as connection:
        assert connection.noop()[0] == 250
        # an open connection does not hold it up
        assert sandbox.end() == 0

    assert "Traceback" not in sandbox.output.read_text()
