import pytest

from workflows.rules.names import first_characters, found_by


@pytest.mark.parametrize(
    "words",
    [
        "O’Brien-Müller",
        "O'Brien-Muller",
        "obrien muller",
        "O'BRI",
        "Lee O'Brien",
        "lee obrien muller",
        "O'Brien, Lee",
        "OBRIEN Lee",
    ],
)
def test_a_person_is_found_however_the_name_is_written(words):
    assert found_by(words, first="Lee", last="O’Brien-Müller")
    assert "O" in first_characters(words)


@pytest.mark.parametrize("words", ["Lee", "Ann O'Brien", "Müller", "'-.", "", "O'Brien Ann"])
def test_another_name_does_not_find_the_person(words):
    assert not found_by(words, first="Lee", last="O’Brien-Müller")


@pytest.mark.parametrize(("words", "begins"), [("emile", "É"), ("ÉMILE", "e"), ("thooft", "'"), ("жуков", "Ж")])
def test_a_name_may_begin_with_another_writing_of_its_letter(words, begins):
    assert begins in first_characters(words)
