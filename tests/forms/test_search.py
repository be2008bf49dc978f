import pytest

from forms.search import Search
from tests.forms.posting import posted, sentences


@pytest.mark.parametrize("text", ["Ruiz", "Li2", "E1234567", "Žák", "E-1234"])
def test_a_name_or_a_number_can_be_looked_for(text):
    form = Search(posted({"q": text}))

    assert form.validate()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Enter a name or a license number"),
        ("Li", "Enter at least 3 letters of the name"),
        ("%%%", "Enter at least 3 letters of the name"),
        ("x" * 81, "Use 80 characters or fewer"),
    ],
)
def test_too_little_gets_its_sentence(text, told):
    form = Search(posted({"q": text}))

    assert not form.validate()
    assert sentences(form) == [told]
