"""`elicense run`: everything in one terminal, from a page of where to go to nothing left behind."""

import signal
import socket
from pathlib import Path

import pytest

from tests.support.deadline import until


def test_the_page_of_where_to_go_is_printed_when_it_answers(running_site):
    page = until(lambda: _page(running_site.program.output), "the page is printed")

    assert f"{running_site.url} " in page
    assert f"{running_site.sandbox_url}/people" in page
    assert f"{running_site.sandbox_url}/mailbox" in page
    assert f"{running_site.sandbox_url}/clock" in page


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_every_process(running_site, number):
    processes = _descendants(running_site.program.process.pid)

    running_site.program.process.send_signal(number)

    assert running_site.program.process.wait(timeout=20) == 0
    assert len(processes) >= 4  # two servers with a process of workers each
    assert [process for process in processes if Path(f"/proc/{process}").exists()] == []


def test_a_taken_port_is_told_in_a_sentence(processes, surroundings):
    with socket.create_server(("127.0.0.1", int(surroundings["PORT"]))):
        program = processes.start_elicense("run", environment=surroundings)

        assert program.process.wait(timeout=20) == 1

    assert program.output.read_text() == (
        f"Port {surroundings['PORT']} is taken: set PORT or SANDBOX_PORT to another.\n"
    )


def test_a_refused_setting_is_told_without_a_traceback(processes, surroundings):
    program = processes.start_elicense("run", environment=surroundings | {"ELICENSE_ENVIRONMENT": "production"})

    assert program.process.wait(timeout=20) == 1
    assert "Not safe in production" in program.output.read_text()
    assert "Traceback" not in program.output.read_text()


@pytest.mark.parametrize(
    ("command", "setting", "sentence"),
    [
        ("migrate", {"PORT": "abc"}, "elicense: PORT: Input should be a valid integer"),
        ("run", {"ELICENSE_SMTP_PORT": "0"}, "elicense: ELICENSE_SMTP_PORT: Input should be greater"),
        ("seed", {"DATABASE_URL": "nonsense"}, "elicense: DATABASE_URL is no address of a database"),
        ("worker", {"DATABASE_URL": "nonsense"}, "elicense: DATABASE_URL is no address of a database"),
    ],
)
def test_a_command_of_a_deployment_tells_what_is_wrong_with_it(processes, surroundings, command, setting, sentence):
    program = processes.start_elicense(command, environment=surroundings | setting)

    assert program.process.wait(timeout=20) == 1
    assert program.output.read_text().startswith(sentence)


def test_a_database_that_does_not_answer_is_told_in_a_sentence(processes, surroundings):
    address = {"DATABASE_URL": "postgresql://site:very-secret@127.0.0.1:1/nowhere"}
    program = processes.start_elicense("migrate", environment=surroundings | address)

    assert program.process.wait(timeout=20) == 1
    assert program.output.read_text().startswith("elicense: The database of DATABASE_URL cannot be used: ")
    assert "Traceback" not in program.output.read_text()
    assert "very-secret" not in program.output.read_text()


def test_site_and_sandbox_do_not_share_a_port(processes, surroundings):
    program = processes.start_elicense("run", environment=surroundings | {"SANDBOX_PORT": surroundings["PORT"]})

    assert program.process.wait(timeout=20) == 1
    assert program.output.read_text() == "PORT, SANDBOX_PORT and ELICENSE_SMTP_PORT must be different ports.\n"


def _page(output: Path) -> str:
    printed = output.read_text()
    return printed if "Ctrl-C ends it." in printed else ""


def _descendants(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [number for child in map(int, children) for number in (child, *_descendants(child))]
