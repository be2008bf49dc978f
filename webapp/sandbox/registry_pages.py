"""The pages on which the National Registry's records and faults are changed."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from webapp.sandbox.faults import LONGEST_SECONDS, Fault, FaultKind, Faults
from webapp.sandbox.national_registry import ChangeRefused, RegistryBook, as_json
from webapp.sandbox.registry_interface import EVERYBODY, fault_of, part_of
from workflows.adapters.registry import ExamResult, RegistryLevel, RegistryStatus
from workflows.seed.holder import Played

_FACTS = ("disciplined", "ce_profile_approved", "education_approved")


def pages(book: RegistryBook, *, faults: Faults) -> Blueprint:
    """What is below /registry."""
    blueprint = Blueprint("registry", __name__)
    _add_list(blueprint, book, faults)
    _add_person(blueprint, book, faults)
    _add_faults(blueprint, book, faults)
    return blueprint


def _add_list(blueprint: Blueprint, book: RegistryBook, faults: Faults) -> None:
    @blueprint.get("/registry")
    def index() -> str:
        people = [
            (holder, book.record_of(holder), book.changed(holder), fault_of(holder, book=book, faults=faults))
            for holder in book.holders
        ]
        return render_template("registry/index.html", people=people, fault=faults.all().get(EVERYBODY), kinds=FaultKind)

    @blueprint.post("/registry/reset")
    def reset() -> Response | BaseResponse:
        book.reset()
        for part in faults.all():
            if part.startswith(EVERYBODY):
                faults.set(part, None)
        return _done("registry.index")


def _add_person(blueprint: Blueprint, book: RegistryBook, faults: Faults) -> None:
    @blueprint.get("/registry/people/<key>")
    def show(key: str) -> str:
        return _person_page(_holder(book, key), book, faults, typed={}, sentences={})

    @blueprint.post("/registry/people/<key>")
    def change(key: str) -> Response | BaseResponse | tuple[Any, int]:
        holder = _holder(book, key)
        try:
            record = book.change(holder, _fields())
        except ChangeRefused as refused:
            if request.is_json:
                return jsonify(errors=refused.sentences), 422
            typed = request.form.to_dict()
            return _person_page(holder, book, faults, typed=typed, sentences=refused.sentences), 422
        if request.is_json:
            return jsonify(as_json(record))
        return redirect(url_for("registry.show", key=key), 303)

    @blueprint.post("/registry/people/<key>/reset")
    def reset_person(key: str) -> Response | BaseResponse:
        book.reset(_holder(book, key))
        return _done("registry.show", key=key)


def _add_faults(blueprint: Blueprint, book: RegistryBook, faults: Faults) -> None:
    @blueprint.post("/registry/faults")
    def fail_everybody() -> Response | BaseResponse | tuple[Response, int]:
        return set_fault(faults, EVERYBODY) or _done("registry.index")

    @blueprint.post("/registry/people/<key>/faults")
    def fail_person(key: str) -> Response | BaseResponse | tuple[Response, int]:
        return set_fault(faults, part_of(_holder(book, key))) or _done("registry.show", key=key)


def set_fault(faults: Faults, part: str) -> tuple[Response, int] | None:
    """Sets or ends the fault that the request asks for; the answer of 422 where it asks for none there is."""
    content = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    asked = content if isinstance(content, dict) else {}
    kind, seconds = asked.get("kind", ""), asked.get("seconds") or 0
    try:
        if kind in ("", "none"):
            faults.set(part, None)
            return None
        wanted = Fault(FaultKind(kind), float(seconds))
        if not 0 <= wanted.seconds <= LONGEST_SECONDS:
            raise ValueError  # noqa: TRY301 - told like a text that is no number
    except (TypeError, ValueError):
        sentence = f"Choose none, {', '.join(FaultKind)}, and at most {LONGEST_SECONDS:.0f} seconds."
        return jsonify(error=sentence), 422
    faults.set(part, wanted)
    return None


def _person_page(
    holder: Played, book: RegistryBook, faults: Faults, *, typed: dict[str, str], sentences: dict[str, str]
) -> str:
    return render_template(
        "registry/person.html",
        holder=holder,
        shown=as_json(book.record_of(holder)) | typed,
        sentences=sentences,
        changed=book.changed(holder),
        fault=faults.all().get(part_of(holder)),
        down_by_seed=book.down_for(holder),
        kinds=FaultKind,
        statuses=[status for status in RegistryStatus if status is not RegistryStatus.NOT_MATCHED],
        levels=RegistryLevel,
        results=ExamResult,
    )


def _holder(book: RegistryBook, key: str) -> Played:
    return book.holder(key) or abort(404)


def _fields() -> dict[str, Any]:
    if request.is_json:
        content = request.get_json(silent=True)
        return content if isinstance(content, dict) else {"": None}
    # a box that is not ticked is not sent
    return request.form.to_dict() | {name: name in request.form for name in _FACTS}


def _done(endpoint: str, key: str | None = None) -> Response | BaseResponse:
    if request.is_json:
        return jsonify(done=True)
    return redirect(url_for(endpoint, key=key), 303)
