import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.keyring import CiphertextRefused, Keyring

OLD, NEW = b"o" * 32, b"n" * 32


def ring(**keys: bytes) -> Keyring:
    return Keyring(keys or {"k1": OLD}, lookup_key=b"l" * 32)


@given(st.text())
def test_what_is_sealed_opens_again(text):
    sealed = ring().seal(text, place="person.ssn", row="a")

    assert ring().open(sealed, place="person.ssn", row="a") == text


@pytest.mark.parametrize(("place", "row"), [("person.birth_date", "a"), ("person.ssn", "b")])
def test_a_ciphertext_copied_to_another_column_or_row_does_not_open(place, row):
    sealed = ring().seal("900123456", place="person.ssn", row="a")

    with pytest.raises(CiphertextRefused):
        ring().open(sealed, place=place, row=row)


def test_an_old_key_still_opens_while_a_new_one_seals():
    sealed = ring(k1=OLD).seal("x", place="p", row="r")
    both = ring(k2=NEW, k1=OLD)

    assert both.open(sealed, place="p", row="r") == "x"
    assert both.seal("x", place="p", row="r").startswith(b"k2:")


def test_a_changed_bit_or_an_unknown_key_is_refused():
    sealed = bytearray(ring().seal("x", place="p", row="r"))
    sealed[-1] ^= 1

    with pytest.raises(CiphertextRefused):
        ring().open(bytes(sealed), place="p", row="r")
    with pytest.raises(CiphertextRefused):
        ring().open(b"k9:" + bytes(sealed[3:]), place="p", row="r")


def test_equal_values_share_a_look_up_and_places_do_not():
    assert ring().look_up("123", place="person.ssn") == ring().look_up("123", place="person.ssn")
    assert ring().look_up("123", place="person.ssn") != ring().look_up("123", place="attempt")
