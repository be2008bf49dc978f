"""The outside cases of the DMN Technology Compatibility Kit."""

from collections import Counter
from pathlib import Path

import pytest

from workflows.decisions.conformance import DEFAULT_FOLDER, main, results

_KIT = pytest.mark.skipif(not DEFAULT_FOLDER.is_dir(), reason="the kit is not beside the checkout")


@_KIT
def test_level_2_passes_and_nothing_is_wrong() -> None:
    verdicts = Counter(result.verdict for result in results(DEFAULT_FOLDER / "level-2"))

    assert verdicts["wrong"] == 0
    assert verdicts["passed"] == 126


@_KIT
def test_level_3_is_passed_or_refused_when_read_and_never_wrong() -> None:
    found = list(results(DEFAULT_FOLDER / "level-3"))

    assert [result for result in found if result.verdict == "wrong"] == []
    refused = {result.case.split(maxsplit=1)[0] for result in found if result.verdict == "refused"}
    assert refused == {"0076-feel-external-java", "0089-nested-inputdata-imports", "1148-feel-now-function"}


def test_without_the_kit_the_command_says_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "skipped\n"


@pytest.mark.parametrize(("expected", "status", "figures"), [("2", 0, "1 passed"), ("3", 1, "0 passed")])
def test_a_wrong_case_is_counted_and_fails_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expected: str, status: int, figures: str
) -> None:
    # given
    folder = tmp_path / "level-2" / "sum"
    folder.mkdir(parents=True)
    (folder / "sum.dmn").write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:x"><decision name="sum">'
        "<literalExpression><text>1 + 1</text></literalExpression></decision></definitions>",
    )
    (folder / "sum-test.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>sum.dmn</modelName><testCase id="1">'
        f'<resultNode name="sum"><expected><value xsi:type="decimal">{expected}</value></expected></resultNode>'
        "</testCase></testCases>",
    )

    # when
    outcome = main([str(tmp_path)])

    # then
    assert outcome == status
    assert f"level-2: {figures}, 0 refused, {status} wrong" in capsys.readouterr().out
