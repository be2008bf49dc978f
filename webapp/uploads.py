"""Files that come with a page of a guide: room for them, and handing each to the Office."""

from contextlib import closing
from http import HTTPStatus

from flask import Flask, abort, request

from forms.base import Page
from webapp.access import current, office
from workflows.documents import DocumentRefused, Sent

#: Room for the files of one page; each has a limit of its own, which an owner sets.
LARGEST_UPLOAD_BYTES = 64_000_000
#: No file is read further; a longer one is refused by its size.
_LONGEST_FILE_BYTES = 21_000_000
#: The routes that take files.
_TAKE_FILES = frozenset({"tasks.save_page", "review.decide"})


def make_room(app: Flask) -> None:
    """Lets those who are signed in post files where files are asked for; everyone else is held to the usual size."""

    @app.before_request
    def widen() -> None:
        if request.endpoint in _TAKE_FILES and request.mimetype == "multipart/form-data" and current.signed_in:
            request.max_content_length = LARGEST_UPLOAD_BYTES
            if (request.content_length or 0) > LARGEST_UPLOAD_BYTES:
                abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def take_in(task_id: str, form: Page) -> dict[str, list[str]]:
    """Hands what was added to the Office and takes off what was removed; question -> why files were not taken."""
    account_id, documents = current.account_id or "", office().documents
    refused: dict[str, list[str]] = {}
    for question in form.uploads:
        for document_id in question.removed:
            documents.remove(account_id, task_id, document_id)
        for file in request.files.getlist(question.name):
            if not file.filename:
                continue  # nothing was chosen
            with closing(file):
                content = file.stream.read(_LONGEST_FILE_BYTES)
            sent = Sent(
                page=form.slug,
                question=question.short_name,
                slot=question.slot,
                most=question.most,
                name=file.filename,
                content=content,
            )
            try:
                documents.take(account_id, task_id, sent)
            except DocumentRefused as fault:
                refused.setdefault(question.short_name, []).append(f"{fault}.")
    return refused


def tell(form: Page, refused: dict[str, list[str]], *, alone: bool) -> None:
    """Says beside each question why its files were not taken; `alone`: and nothing of the other answers."""
    for question in form.uploads:
        question.refusals = refused.get(question.short_name, [])
    if not alone:
        form.validate()
    for question in form.uploads:
        if alone:
            question.complain()
