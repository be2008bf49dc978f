"""The command line: what it knows, and that asking little costs little."""

import importlib
import resource
import subprocess
import sys

import pytest

from webapp import cli

# Runs a subcommand in a fresh interpreter and tells, after it, what it has loaded.
_RUN_AND_TELL = """
import sys
from webapp.cli import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""
_HEAVY = {"PIL", "alembic", "dbos", "flask", "gunicorn", "httpx2", "psycopg", "weasyprint", "werkzeug", "wtforms"}
_SECONDS = 2.0
_SMALL_QUESTIONS = [
    ("check", "bpmn/alignment/alignment.bpmn"),
    ("check", "bpmn/shared/route_for_holder.dmn"),
    ("play", "alignment"),
]


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_subcommand_has_a_body(name):
    module = importlib.import_module(cli.COMMANDS[name].module)

    assert callable(module.main)


def test_asked_for_nothing_it_lists_the_subcommands(capsys):
    assert cli.main([]) == 0

    printed = capsys.readouterr().out
    assert [name for name in cli.COMMANDS if f"  {name} " not in printed] == []


def test_an_unknown_subcommand_is_refused(capsys):
    assert cli.main(["improve"]) == 2

    assert "there is no subcommand 'improve'" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", _SMALL_QUESTIONS, ids=" ".join)
def test_a_small_question_loads_no_library_of_pages_or_databases(arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([sys.executable, "-c", _RUN_AND_TELL, *arguments], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert run.returncode == 0, run.stdout + run.stderr
    assert _HEAVY & set(run.stderr.split()) == set()
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < _SECONDS


def test_a_reader_that_has_enough_ends_it_quietly():
    listing = f"{sys.executable} -m webapp --help"

    run = subprocess.run(
        f"{listing} | true; {listing} | head -n 1", shell=True, capture_output=True, text=True, check=True
    )

    assert run.stderr == ""
