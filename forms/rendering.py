"""Draws any field as one whole group of the design system: label, hint, error, control.

One function serves our own questions and WTForms' stock fields alike, so that a page written by hand and the pages of a
guide look and behave the same. Nothing it draws needs a script: what an answer shows is shown by the style sheet alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from wtforms import (
    BooleanField,
    Field,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.fields.choices import SelectFieldBase
from wtforms.widgets import TextArea
from wtforms.widgets.core import html_params

from forms.upload import ACCEPTS, KINDS, AddedFile, Upload

_GROUP = Markup('<div class="usa-form-group{wrong}" id="{id}-group">{label}{hint}{error}{control}</div>')
_FIELDSET = Markup(
    '<div class="usa-form-group{wrong}" id="{id}-group"><fieldset class="usa-fieldset"{described}>'
    '<legend class="usa-legend">{label}</legend>{hint}{error}{control}</fieldset></div>'
)
_LABEL = Markup('<label class="usa-label" for="{id}">{text}</label>')
_HINT = Markup('<span class="usa-hint" id="{id}-hint">{text}</span>')
_SOURCE = Markup('<span class="usa-hint field-source" id="{id}-source">{text}</span>')
_ERROR = Markup('<span class="usa-error-message" id="{id}-error"><span class="usa-sr-only">Error: </span>{text}</span>')
_BOX = Markup(
    '<div class="usa-{kind}"><input class="usa-{kind}__input" {attributes}>'
    '<label class="usa-{kind}__label" for="{id}">{text}</label></div>'
)
_BUTTON = Markup(
    '<button class="usa-button" type="submit" id="{field.id}" name="{field.name}" value="y">{field.label.text}</button>'
)
_REVEALED = Markup('<div class="reveal">{fields}</div>')
_ADDED = Markup(
    '<li><input type="hidden" name="{name}" value="{file.id}">{shown}'
    '<span class="files__about">{file.about}</span>'
    '<button class="usa-button usa-button--unstyled" type="submit" name="{remove}" value="{file.id}">'
    'Remove <span class="usa-sr-only">{file.name}</span></button></li>'
)
_CHOOSE = Markup(
    '<label class="usa-label" for="{id}">{text}</label><span class="usa-hint" id="{id}-kinds">{kinds}</span>'
    '<input {attributes}><button class="usa-button usa-button--outline" type="submit" name="{add}" value="y">'
    "Add what I chose</button>"
)
_ROW = Markup(
    '<fieldset class="usa-fieldset row-of-many"><legend class="usa-legend">{legend}</legend>{fields}{remove}</fieldset>'
)
_REMOVE_ROW = Markup(
    '<button class="usa-button usa-button--unstyled" type="submit" name="{field.remove_name}" value="{place}">'
    "Remove {field.one} {number}</button>"
)
_ADD_ROW = Markup(
    '<button class="usa-button usa-button--outline" type="submit" name="{field.add_name}" value="y">'
    "Add another {field.one}</button>"
)
_PART = Markup(
    '<div class="usa-form-group usa-form-group--{part}"><label class="usa-label" for="{id}">{text}</label>{control}</div>'
)


@dataclass(frozen=True)
class Problem:
    """One wrong answer: its sentence, and the id of the control to mend it at."""

    control: str
    sentence: str


class Drawn:
    """Mixed into a form, makes `{{ form.field() }}` draw the field's whole group.

    It stands before the form's own class: `class SignIn(Drawn, LoginForm)`.
    """

    class Meta:
        """Read by WTForms."""

        def render_field(self, field: Field, render_kw: Mapping[str, Any]) -> Markup:
            """The field's group; `render_kw` are attributes of its control."""
            return draw(field, **render_kw)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in self._drawn():
            if hasattr(question, "connect"):
                question.connect(self)

    @property
    def questions(self) -> Iterator[Field]:
        """The fields to draw, in order; those that an answer shows are drawn with that answer."""
        return (question for question in self._drawn() if getattr(question, "shown_by", None) is None)

    @property
    def takes_files(self) -> bool:
        """Whether a file can come with the page."""
        return bool(self.uploads)

    @property
    def uploads(self) -> Sequence[Upload]:
        """The questions that are answered with files."""
        return [question for question in self._drawn() if isinstance(question, Upload)]

    @property
    def adds_rows(self) -> bool:
        """Whether the page has buttons that add and remove rows."""
        return any(hasattr(question, "entries") for question in self._drawn())

    @property
    def stays(self) -> str:
        """Where to go on if what was posted only asks for a row more or less: the page is then kept unchecked."""
        asking: Iterable[Any] = (question for question in self._drawn() if getattr(question, "stays", False))
        return next((str(question.last_control) for question in asking), "")

    @property
    def problems(self) -> Sequence[Problem]:
        """What is wrong, in the order of the page; after `validate()`."""
        return list(_problems(self._drawn()))

    def _drawn(self) -> Iterator[Field]:
        return iter(self)  # type: ignore[call-overload, no-any-return] # a form iterates over its fields


def _problems(questions: Iterable[Field]) -> Iterator[Problem]:
    for question in questions:
        if isinstance(question, FormField):
            yield from _problems(question.form)
        elif question.errors or not hasattr(question, "entries"):
            yield from (Problem(first_control(question), str(error)) for error in question.errors[:1])
        else:
            for row in question.entries:
                yield from row.problems


def draw(field: Field, **attributes: Any) -> Markup:
    """The markup of a field: its label, hint, error and control, tied together for assistive technology."""
    attributes = {**(field.render_kw or {}), **attributes}
    if isinstance(field, (HiddenField, SubmitField)):  # a button is a kind of BooleanField to WTForms
        return _BUTTON.format(field=field) if isinstance(field, SubmitField) else field.widget(field, **attributes)
    if isinstance(field, FormField):
        return _fieldset(field, Markup("").join(draw(part) for part in field.form), plain=True)
    if isinstance(field, (RadioField, SelectMultipleField)):
        return _fieldset(field, Markup("").join(_option(field, option) for option in field))
    if isinstance(field, Upload) or hasattr(field, "parts") or hasattr(field, "entries"):
        return _fieldset(field, _several_controls(field))
    if isinstance(field, BooleanField):
        return _ticked(field, attributes)
    label = _LABEL.format(id=field.id, text=_with_optional(field))
    return _group(field, label, field.widget(field, **_control(field, attributes)))


def first_control(field: Field) -> str:
    """The id of the control that a link in the error summary leads to."""
    if hasattr(field, "entries"):
        return first_control(next(iter(field.entries[0])))
    if isinstance(field, (RadioField, SelectMultipleField)):
        return f"{field.id}-0"
    return f"{field.id}-month" if hasattr(field, "parts") else field.id


def _group(field: Field, label: Markup, control: Markup) -> Markup:
    return _GROUP.format(
        wrong=" usa-form-group--error" if field.errors else "",
        id=field.id,
        label=label,
        hint=_hints(field),
        error=_error(field),
        control=control,
    )


def _fieldset(field: Field, control: Markup, *, plain: bool = False) -> Markup:
    wrong = bool(field.errors) and not plain  # the parts of a group of fields show their own errors
    described = _described(field, wrong=wrong)
    return _FIELDSET.format(
        wrong=" usa-form-group--error" if wrong else "",
        id=field.id,
        described=Markup(' aria-describedby="{}"').format(described) if described else "",
        label=_with_optional(field),
        hint=_hints(field),
        error=_error(field) if wrong else "",
        control=control,
    )


def _option(field: SelectFieldBase, option: Any) -> Markup:
    kind = "radio" if isinstance(field, RadioField) else "checkbox"
    attributes = html_params(id=option.id, name=field.name, type=kind, value=option.data, checked=option.checked)
    box = _BOX.format(kind=kind, attributes=attributes, id=option.id, text=option.label.text)
    return box + _revealed(field, getattr(field, "coerce", str)(option.data))


def _revealed(field: Field, answer: object) -> Markup:
    shown = getattr(field, "revealed", {}).get(answer, ())
    return _REVEALED.format(fields=Markup("").join(draw(inner) for inner in shown)) if shown else Markup("")


def _several_controls(field: Any) -> Markup:
    if isinstance(field, Upload):
        return _files(field)
    return _rows(field) if hasattr(field, "entries") else _date_parts(field)


def _date_parts(field: Any) -> Markup:
    wrong = {"class": "usa-input--error"} if field.errors else {}
    typed, drawn = field.typed, []
    for part in field.parts:
        own = {"id": f"{field.id}-{part}", "name": f"{field.name}-{part}"}
        if field.autocomplete:
            own["autocomplete"] = f"{field.autocomplete}-{part}"
        if part == "month":
            options = Markup("").join(
                Markup("<option {}>{} - {}</option>").format(
                    html_params(value=number, selected=number == typed[part]), number, name
                )
                for number, name in field.months.items()
            )
            attributes = html_params(**own, class_=f"usa-select {wrong.get('class', '')}".strip())
            control = Markup('<select {}><option value="">Choose</option>{}</select>').format(attributes, options)
        else:
            control = Markup("<input {}>").format(
                html_params(
                    **own,
                    class_=f"usa-input {wrong.get('class', '')}".strip(),
                    inputmode="numeric",
                    maxlength=4 if part == "year" else 2,
                    value=typed[part],
                )
            )
        drawn.append(_PART.format(part=part, id=own["id"], text=part.capitalize(), control=control))
    return Markup('<div class="usa-memorable-date">{}</div>').format(Markup("").join(drawn))


def _files(field: Upload) -> Markup:
    """What is added, each with its button to take it off, and the control that adds more while there is room."""
    added = Markup("").join(
        _ADDED.format(name=field.name, file=file, shown=_shown(file), remove=field.remove_name) for file in field.files
    )
    listed = Markup('<ul class="files">{}</ul>').format(added) if added else Markup("")
    if not field.room:
        full = Markup('<p class="usa-hint" id="{}" tabindex="-1">{}</p>')
        return listed + full.format(field.id, "That is all we take here. Remove a file to add another")
    attributes = html_params(
        id=field.id,
        name=field.name,
        type="file",
        class_="usa-input upload",
        accept=ACCEPTS,
        multiple=field.room > 1,
        aria_describedby=f"{field.id}-kinds",
        aria_invalid="true" if field.errors else False,
    )
    return listed + _CHOOSE.format(
        id=field.id,
        text="Add another file" if field.files else "Choose a file" if field.room == 1 else "Choose one or more files",
        kinds=f"{KINDS}, up to {field.most_megabytes} MB a file. We take {field.room} more"
        if field.files
        else f"{KINDS}, up to {field.most_megabytes} MB a file",
        attributes=attributes,
        add=field.add_name,
    )


def _rows(field: Any) -> Markup:
    """Each row in a group of its own with its button to take it off, and the button for one more while there is room."""
    drawn = Markup("")
    for place, row in enumerate(field.entries):
        number = place + 1
        remove = _REMOVE_ROW.format(field=field, place=row.place, number=number) if len(field.entries) > 1 else ""
        fields = Markup("").join(draw(question) for question in row.questions)
        drawn += _ROW.format(legend=f"{field.one.capitalize()} {number}", fields=fields, remove=remove)
    return drawn + (_ADD_ROW.format(field=field) if field.room else Markup(""))


def _shown(file: AddedFile) -> Markup:
    if file.url:
        return Markup('<a href="{file.url}">{file.name}</a>').format(file=file)
    return Markup("<span>{file.name}</span>").format(file=file)


def _ticked(field: Field, attributes: Mapping[str, Any]) -> Markup:
    """A box to tick; what is said of it stands under its label, where the eye goes next."""
    return _GROUP.format(
        wrong=" usa-form-group--error" if field.errors else "",
        id=field.id,
        label="",
        hint="",
        error=_error(field),
        control=_tick(field, attributes) + _hints(field) + _revealed(field, answer=True),
    )


def _tick(field: Field, attributes: Mapping[str, Any]) -> Markup:
    own = {
        **attributes,
        "id": field.id,
        "name": field.name,
        "type": "checkbox",
        "value": "y",
        "checked": bool(field.data),
    }
    described = _described(field, wrong=bool(field.errors))
    if described:
        own["aria-describedby"] = described
    if field.errors:
        own["aria-invalid"] = "true"
    return _BOX.format(kind="checkbox", attributes=html_params(**own), id=field.id, text=field.label.text)


def _control(field: Field, attributes: Mapping[str, Any]) -> dict[str, Any]:
    stock = (
        "usa-select"
        if isinstance(field, SelectField)
        else "usa-textarea"
        if isinstance(field.widget, TextArea)
        else "usa-input"
    )
    drawn = {**attributes, "class": f"{stock} usa-input--error" if field.errors else stock}
    if field.errors:
        drawn["aria-invalid"] = "true"
    described = _described(field, wrong=bool(field.errors))
    if described:
        drawn["aria-describedby"] = described
    # the sentence beside the field is the message; the browser's own bubble would come before it
    return {"required": False, **drawn}


def _described(field: Field, *, wrong: bool) -> str:
    there = {"hint": field.description, "source": getattr(field, "source", ""), "error": wrong}
    return " ".join(f"{field.id}-{name}" for name, present in there.items() if present)


def _hints(field: Field) -> Markup:
    hint = _HINT.format(id=field.id, text=field.description) if field.description else Markup("")
    source = getattr(field, "source", "")
    return hint + _SOURCE.format(id=field.id, text=source) if source else hint


def _error(field: Field) -> Markup:
    return _ERROR.format(id=field.id, text=field.errors[0]) if field.errors else Markup("")


def _with_optional(field: Field) -> Markup:
    mark = Markup(' <span class="usa-hint">(optional)</span>') if field.flags.optional else Markup("")
    return Markup("{}{}").format(field.label.text, mark)
