"""The process owner's settings: what is in force, what is planned, and a second look before anything is kept."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.settings import Holiday, Setting, setting_form
from webapp.access import current, office
from webapp.responses import see
from workflows.rules.defaults import SettingRefused
from workflows.settings_book import DayRefused, SettingView

blueprint = Blueprint("settings", __name__, url_prefix="/settings")


@blueprint.get("")
def index() -> str:
    """Every setting by its group."""
    return render_template("settings/index.html", groups=office().settings_book.groups())


@blueprint.get("/values/<key>")
def show(key: str) -> str:
    """One setting, its history, and the form for a new value."""
    view = office().settings_book.show(key)
    return _drawn(view, _form(view)(data={"value": view.typed}))


@blueprint.post("/values/<key>")
def check(key: str) -> Response | tuple[str, int]:
    """Looks at what was typed; where it is right, leads to the second look."""
    view = office().settings_book.show(key)
    form = _form(view)(request.form)
    if form.validate():
        try:
            office().settings_book.change(key, typed=form.value.data, effective_on=_day(form.effective_on.data))
        except DayRefused as refusal:
            form.effective_on.errors = [str(refusal)]
        except SettingRefused as refusal:
            form.value.errors = [str(refusal)]
        else:
            return see("settings.confirm", key=key, value=form.value.data, on=form.effective_on.data)
    return _drawn(view, form), 422


@blueprint.get("/values/<key>/confirm")
def confirm(key: str) -> str:
    """The second look: what counts now, what will, and from when."""
    typed, day = _asked(request.args)
    try:
        change = office().settings_book.change(key, typed=typed, effective_on=day)
    except SettingRefused:
        abort(404)
    return render_template("settings/confirm.html", change=change, typed=typed)


@blueprint.post("/values/<key>/confirm")
def plan(key: str) -> Response:
    """Keeps the change."""
    typed, day = _asked(request.form)
    assert current.account_id is not None  # noqa: S101 - the route's rule
    try:
        office().settings_book.plan(key, typed=typed, effective_on=day, by=current.account_id)
    except SettingRefused as refusal:
        # between the two looks midnight passed, or a setting it depends on was changed
        flash(str(refusal), "error")
        return see("settings.show", key=key)
    flash("The change is kept.", "success")
    return see("settings.show", key=key)


@blueprint.get("/holidays")
def holidays() -> str:
    """The days on which the Office is closed."""
    return _drawn_holidays(Holiday())


@blueprint.post("/holidays")
def list_holiday() -> Response | tuple[str, int]:
    """Adds a day."""
    form = Holiday(request.form)
    if form.validate():
        assert current.account_id is not None  # noqa: S101 - the route's rule
        try:
            office().settings_book.list_holiday(_day(form.day.data), form.name.data or "", by=current.account_id)
        except DayRefused as refusal:
            form.day.errors = [str(refusal)]
        else:
            flash("The day is added.", "success")
            return see("settings.holidays")
    return _drawn_holidays(form), 422


@blueprint.post("/holidays/<day>/strike")
def strike_holiday(day: str) -> Response:
    """Takes a day off."""
    assert current.account_id is not None  # noqa: S101 - the route's rule
    try:
        office().settings_book.strike_holiday(_day(day), by=current.account_id)
    except DayRefused as refusal:
        flash(str(refusal), "error")
    else:
        flash("The day is an ordinary day again.", "success")
    return see("settings.holidays")


def _form(view: SettingView) -> type[Setting]:
    return setting_form(view.line.words, hint=view.hint, choices=view.choices)


def _drawn(view: SettingView, form: Setting) -> str:
    return render_template(
        "settings/show.html", setting=view, page=form, back_url=url_for("settings.index"), later=False
    )


def _drawn_holidays(form: Holiday) -> str:
    book = office().settings_book
    return render_template(
        "settings/holidays.html",
        holidays=book.holidays(),
        history=book.holiday_history(),
        today=office().today(),
        page=form,
        back_url=url_for("settings.index"),
        later=False,
    )


def _asked(given: Any) -> tuple[str, date]:
    return given.get("value", ""), _day(given.get("on", ""))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)
