"""The two commands that a newcomer knows, and what they are told of the rest."""

import re
import subprocess

from tests.support.sources import ROOT


def test_help_lists_every_target_with_a_sentence():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)

    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^make (\S+) +[A-Z].*\.$", listed, re.MULTILINE) == targets


def test_continuous_integration_runs_what_a_developer_runs():
    assert "exec make test" in (ROOT / ".ci/run").read_text()
