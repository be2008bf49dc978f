"""The question that is answered with files.

Its value is a list of document ids. The files themselves never come here: whoever takes the page in hands each to the
Office, which answers with an id or with the sentence that says why not. What the Office knows of an application's
documents is the fact `documents`, id -> {slot, name, size, picture, status, page, field, here, url}; where it is told, an id
that is not in it is nobody's answer. `here` says that the document came in with the task that is open, so that the Office, and
not the page that was drawn some time ago, knows what was added. The fact `upload.most_megabytes` is the most that a
file may weigh.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from forms.fields import Needed, Question, presence
from models.vocabulary import DocumentSlot, ScanStatus

#: What a browser offers in its dialog; the Office looks at the bytes.
ACCEPTS = ".pdf,.jpg,.jpeg,.png,.heic,.heif"
KINDS = "PDF, JPEG, PNG or HEIC"
_ADD = "-add"
_REMOVE = "-remove"
_USUAL_MEGABYTES = 10

_STATUS = {
    ScanStatus.WAITING.value: "Added. Not scanned yet",
    ScanStatus.CLEAN.value: "Added",
    ScanStatus.INFECTED.value: "A virus was found. Remove it",
    ScanStatus.REFUSED.value: "The scanner could not read it. Remove it",
}
_BAD = frozenset({ScanStatus.INFECTED.value, ScanStatus.REFUSED.value})


@dataclass(frozen=True)
class AddedFile:
    """A document as the page lists it."""

    id: str
    name: str
    #: Where it is opened; empty where that is not told.
    url: str
    #: Its size and what the scanner says, in words.
    about: str


class Upload(Question):
    """Files for one slot.

    Args:
        slot: what they are to show.
        needed: the sentence when there is none; without it the question is optional.
        most: how many are taken.
        both_sides: whether a card is asked for, whose two sides are two pictures, or one PDF. A card that came by
            e-mail is a PDF of one page and has no other side: the Office looks whether another is missing.
            Source: Office's list of form pages, document accept rules.
    """

    def __init__(
        self,
        label: str,
        *,
        slot: DocumentSlot,
        hint: str,
        needed: Needed = None,
        most: int = 2,
        both_sides: bool = False,
        **kwargs: Any,
    ) -> None:
        checks = [*presence(needed), _Sound(), *([_BothSides()] if both_sides else [])]
        super().__init__(label, checks, hint=hint, **kwargs)
        self.slot = slot
        self.most = most
        #: Why files that came with the page were not taken, one sentence a file.
        self.refusals: list[str] = []
        #: The most a file may weigh, in megabytes.
        self.most_megabytes = _USUAL_MEGABYTES
        #: The documents that a button takes off.
        self.removed: frozenset[str] = frozenset()
        #: Whether a button asked for the page again, with a file more or less.
        self.stays = False
        self._known: Mapping[str, Any] | None = None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        if formdata is not None:
            self.removed = frozenset(formdata.getlist(self.remove_name))
            self.stays = bool(self.removed) or bool(formdata.getlist(self.add_name))
            self.data = [each for each in self.data if each not in self.removed]

    def process_data(self, value: Any) -> None:
        self.data = [each for each in value if _is_id(each)] if isinstance(value, list) else []

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [each for each in valuelist if _is_id(each)]

    def connect(self, form: Any) -> None:
        """Holds the value to the documents that the Office knows for this question."""
        super().connect(form)
        facts = getattr(form, "known", {})
        self._known = facts.get("documents")
        self.most_megabytes = facts.get("upload", {}).get("most_megabytes", _USUAL_MEGABYTES)
        if self._known is not None:
            listed = [each for each in self.data if self._known.get(each, {}).get("slot") == self.slot.value]
            here = [each for each, known in self._known.items() if self._came_here(known, form)]
            self.data = listed + here
        self.data = list(dict.fromkeys(self.data))

    @property
    def add_name(self) -> str:
        """The name of the button that adds what is chosen."""
        return f"{self.name}{_ADD}"

    @property
    def remove_name(self) -> str:
        """The name of the buttons that take a document off; the value is its id."""
        return f"{self.name}{_REMOVE}"

    @property
    def last_control(self) -> str:
        """The id of the whole question."""
        return f"{self.id}-group"

    def complain(self) -> None:
        """Says why files were not taken, and nothing else."""
        self.errors = [" ".join(self.refusals)] if self.refusals else []

    @property
    def files(self) -> Sequence[AddedFile]:
        """What is already added."""
        return [self._file(each) for each in self.data]

    @property
    def room(self) -> int:
        """How many more files are taken."""
        return max(0, self.most - len(self.data))

    @property
    def words(self) -> str:
        return "; ".join(file.name for file in self.files)

    def status_of(self, document_id: str) -> str:
        """What the scanner says of a document; that it is clean, where the Office tells nothing of documents."""
        return str((self._known or {}).get(document_id, {}).get("status", ScanStatus.CLEAN.value))

    @property
    def one_picture(self) -> bool:
        """Whether a single picture is all that is added; what nobody knows the kind of is none."""
        return len(self.data) == 1 and bool((self._known or {}).get(self.data[0], {}).get("picture"))

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if self.refusals:
            raise StopValidation(" ".join(self.refusals))
        if len(self.data) > self.most:
            raise StopValidation(f"Add {self.most} files at most. Remove one")

    def _came_here(self, known: Mapping[str, Any], form: Any) -> bool:
        place = (known["slot"], known["page"], known["field"])
        return bool(known["here"]) and place == (self.slot.value, form.slug, self.short_name)

    def _file(self, document_id: str) -> AddedFile:
        known = (self._known or {}).get(document_id, {})
        about = [size_in_words(known["size"])] if "size" in known else []
        about.append(_STATUS[self.status_of(document_id)])
        return AddedFile(document_id, known.get("name", "File"), known.get("url", ""), ". ".join(about))


def _is_id(value: object) -> bool:
    """Whether a posted value can be a document's id; whatever else is posted is nobody's document."""
    return isinstance(value, str) and value.isalnum() and value.isascii()


class _Sound:
    """Stops where the scanner found something bad in a file."""

    def __call__(self, _form: BaseForm, field: Field) -> None:
        assert isinstance(field, Upload)  # noqa: S101 - stands among the checks of this question alone
        for file in field.files:
            if field.status_of(file.id) in _BAD:
                raise StopValidation(f"Remove {file.name} and add a clean file")


class _BothSides:
    """Stops where one side of a card is added alone."""

    def __call__(self, _form: BaseForm, field: Field) -> None:
        assert isinstance(field, Upload)  # noqa: S101 - stands among the checks of this question alone
        if field.one_picture:
            raise StopValidation("Add a picture of the other side too, or one PDF of the card")


def size_in_words(size_bytes: int) -> str:
    """A size as people read it: "120 KB", "2.4 MB"."""
    kilobytes = max(1, round(size_bytes / 1000))
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{size_bytes / 1_000_000:.1f} MB"  # noqa: PLR2004
