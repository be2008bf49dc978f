"""Days that a page asks for, held against the Office's own."""

from datetime import date

from wtforms import Field
from wtforms.validators import ValidationError


def not_after(latest: date | None, field: Field, sentence: str) -> None:
    """Refuses a day that comes later; anything is taken where the latest is not known.

    Raises:
        ValidationError: with the sentence.
    """
    if latest is not None and isinstance(field.data, str) and date.fromisoformat(field.data) > latest:
        raise ValidationError(sentence)
