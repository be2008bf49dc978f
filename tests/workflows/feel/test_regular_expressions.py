"""Regular expressions, matched by our own machine."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.feel.budget import Budget
from workflows.feel.regular import compiled, search

Evaluate = Callable[..., object]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'matches("E0000001", "^[A-Z]\d{7}$")', True),
        (r'matches("abc", "^(a|b)+$")', False),
        (r'matches("aA", "(a)\1", "i")', True),
        (r'matches("x", "[a-z-[aeiou]]")', True),
        (r'matches("e", "[a-z-[aeiou]]")', False),
        (r'matches("é", "\p{Ll}")', True),
        (r'matches("a b", "a b", "x")', False),
        (r'matches("a.b", "a.b", "q")', True),
        (r'matches("acb", "a.b", "q")', False),
        (r'matches("a", "a", "z")', None),
        (r'matches("a", "(")', None),
        (r'matches("a", "a{2,1}")', None),
        (r'matches("a", "\1")', None),
        (r'replace("abc", "b?", "-")', None),
        (r'replace("2026-03-31", "(\d+)-(\d+)-(\d+)", "$2/$3/$1")', "03/31/2026"),
        (r'replace("a", "a", "$x")', None),
        (r'replace("aaa", "a*?a", "b")', "bbb"),
    ],
)
def test_patterns_are_xpath_s(evaluate: Evaluate, text: str, value: object) -> None:
    assert evaluate(text) == value


_ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "(a)", "(a|b)", "(?:ab)", "^", "$"])
_QUANTIFIERS = st.sampled_from(["", "", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}"])
_PATTERNS = st.lists(st.tuples(_ATOMS, _QUANTIFIERS), min_size=1, max_size=5).map(
    lambda parts: "".join(atom + ("" if atom in "^$" else quantifier) for atom, quantifier in parts),
)


@given(pattern=_PATTERNS, text=st.text(alphabet="ab1", max_size=8))
def test_the_machine_finds_what_python_s_finds(pattern: str, text: str) -> None:
    expected = re.search(pattern.replace("$", r"\Z"), text)

    found = search(compiled(pattern, "", Budget()), text, 0, Budget())

    assert (None if found is None else found[0]) == (None if expected is None else expected.span())
