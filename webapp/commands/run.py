"""`elicense run`: the site with its worker, and the sandbox, in one terminal.

On SQLite the worker lives inside the site's one process, because one writer at a time is all SQLite has; on PostgreSQL
workers are processes of their own. The sandbox stands in for the outside on a developer's machine and is therefore
never started in production.
"""

import argparse
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from webapp.commands.deployment import of_a_deployment
from webapp.commands.scanner import own_scanner
from webapp.processes import Program, run_together
from workflows.settings import Settings

#: The address that is listened on: people to try the site with have known passwords, so no other machine is let in.
HOST = "127.0.0.1"
_ANSWER_SECONDS = 0.5
SITE = "webapp.wsgi:app"


@of_a_deployment
def main(arguments: Sequence[str]) -> int:
    """Runs until told to stop; 0 then, 1 when a setting or a port is refused, or a process ended by itself."""
    parser = argparse.ArgumentParser(prog="elicense run", description=__doc__.partition("\n")[0])
    parser.add_argument("--web-processes", type=int, default=1, help="on PostgreSQL: processes of the site (1)")
    parser.add_argument("--workers", type=int, default=1, help="on PostgreSQL: processes that run jobs (1)")
    options = parser.parse_args(arguments)
    settings = _with_a_mail_port(Settings())
    if len(set(_ports(settings))) < len(_ports(settings)):
        print("PORT, SANDBOX_PORT and ELICENSE_SMTP_PORT must be different ports.", file=sys.stderr)
        return 1
    taken = [port for port in _ports(settings) if not _free(port)]
    if taken:
        print(f"Port {taken[0]} is taken: set PORT or SANDBOX_PORT to another.", file=sys.stderr)
        return 1
    scanner, scanners = own_scanner(settings)
    environment = os.environ | {"ELICENSE_SMTP_PORT": str(settings.smtp_port), "ELICENSE_SCANNER": scanner}
    programs = scanners + _programs(settings, environment, web_processes=options.web_processes, workers=options.workers)
    return run_together(programs, on_look=_Announcement(settings).when_it_answers)


def _with_a_mail_port(settings: Settings) -> Settings:
    """Another port for the sandbox's mail where nobody chose one and a second checkout has the usual one."""
    if settings.production or "smtp_port" in settings.model_fields_set or _free(settings.smtp_port):
        return settings
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return settings.model_copy(update={"smtp_port": probe.getsockname()[1]})


def _programs(settings: Settings, environment: Mapping[str, str], *, web_processes: int, workers: int) -> list[Program]:
    shared = settings.database_url.startswith("postgresql")
    site = _gunicorn(SITE, settings.port, processes=web_processes if shared else 1)
    programs = [Program("The site", site, environment)]
    if shared:
        worker = (str(Path(sys.executable).with_name("elicense")), "worker")
        programs += [Program(f"Worker {number}", worker, environment) for number in range(1, workers + 1)]
    if not settings.production:
        sandbox = _gunicorn("webapp.sandbox.wsgi:app", settings.sandbox_port, processes=1)
        programs.append(Program("The sandbox", sandbox, environment))
    return programs


def _gunicorn(application: str, port: int, *, processes: int) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "gunicorn", application),
        *("--bind", f"{HOST}:{port}"),
        *("--worker-class", "gthread", "--workers", str(processes), "--threads", "8"),
        *("--graceful-timeout", "5", "--timeout", "60"),
        *("--no-control-socket", "--log-level", "warning"),
        *(("--config", "python:webapp.serving") if application == SITE else ()),
    )


def _ports(settings: Settings) -> list[int]:
    if settings.production:
        return [settings.port]
    return [settings.port, settings.sandbox_port, settings.smtp_port]


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


class _Announcement:
    """The page of where to go, printed once, when what it names answers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._awaited = [f"http://{HOST}:{port}/healthz" for port in _ports(settings)[:2]]

    def when_it_answers(self) -> None:
        if not self._awaited:
            return
        self._awaited = [url for url in self._awaited if not _answers(url)]
        if not self._awaited:
            # Flushed, because a pipe or a file would otherwise show the page when it is of no use any more.
            print(_page(self._settings), flush=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER_SECONDS):  # noqa: S310 - our own loopback address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _page(settings: Settings) -> str:
    sandbox = settings.sandbox_url
    places = [("The site", settings.site_url, "what applicants and staff use")]
    if not settings.production:
        places += [
            ("The sandbox", sandbox, "stands in for the National Registry, the payment provider and mail"),
            ("People", f"{sandbox}/people", "whom to sign in as: e-mails, passwords, numbers, one-time codes"),
            ("Mailbox", f"{sandbox}/mailbox", f"every e-mail that was sent (SMTP on port {settings.smtp_port})"),
            ("Clock", f"{sandbox}/clock", "the date and time that the site goes by"),
        ]
    rows = [f"  {name:<14}{address:<32}  {sentence}" for name, address, sentence in places]
    return "\n".join(["", "Online licensing is running.", "", *rows, "", "Ctrl-C ends it.", ""])
