from typing import Any

import pytest
from lxml import html
from wtforms import BooleanField, Form, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from forms.base import guides
from forms.rendering import Drawn
from tests.forms.posting import posted
from tests.support.markup import faults


class _Stock(Drawn, Form):
    """Fields as another library declares them."""

    name = StringField("Name", validators=[InputRequired("Enter a name")], description="Yours")
    password = PasswordField("Password")
    story = TextAreaField("Story")
    color = SelectField("Color", choices={"red": "Red", "blue": "Blue"}, default="red")
    keep = BooleanField("Keep me signed in")
    secret = HiddenField()


def _parse(markup: str) -> Any:
    return html.fromstring(markup)


def _draw(form):
    return "".join(str(question()) for question in form.questions)


def _every_page():
    return [
        pytest.param(page, id=f"{name}-{page.slug}") for name, guide in guides().items() for page in guide.every_page()
    ]


class TestTick:
    def test_what_is_said_of_a_box_stands_between_it_and_what_it_opens(self):
        tick = guides()["review"]({"application": {"guides": ["alignment"]}}).form("decide", {})["ask_contact"]

        group = _parse(str(tick()))

        assert [child.get("class") for child in group] == ["usa-checkbox", "reveal"]
        hinted = guides()["alignment"]().form("dates", {})["confirm_dates"]
        assert [child.get("class") for child in _parse(str(hinted()))] == ["usa-checkbox", "usa-hint"]


class TestStockFields:
    def test_fields_of_another_library_are_drawn_like_our_own(self):
        markup = _draw(_Stock())

        assert faults(f"<form>{markup}</form>") == []
        assert _parse(markup).xpath("//input[@id='name'][@class='usa-input']/@aria-describedby") == ["name-hint"]

    def test_the_browsers_own_bubble_never_comes_before_the_sentence(self):
        assert " required" not in _draw(_Stock())

    def test_a_hidden_field_is_its_input_alone(self):
        assert str(_Stock().secret()).startswith("<input")


class TestErrors:
    def test_a_wrong_field_is_marked_told_and_reachable(self):
        form = _Stock(posted({"name": ""}))
        form.validate()
        tree = _parse(_draw(form))

        (problem,) = form.problems
        (control,) = tree.xpath(f"//*[@id='{problem.control}']")
        assert control.get("aria-invalid") == "true"
        assert (
            "Enter a name" in tree.xpath(f"//*[@id='{control.get('aria-describedby').split()[-1]}']")[0].text_content()
        )

    @pytest.mark.parametrize("page", _every_page())
    def test_every_problem_of_every_page_leads_to_a_control_that_is_there(self, page):
        form = page(posted({"decision": "approve", "match": "matched", "residence_same": "no", "outcome": "returned"}))
        form.validate()
        tree = _parse(f"<form>{_draw(form)}</form>")

        assert bool(form.problems) is any(not question.flags.optional for question in form.questions)
        assert [problem.control for problem in form.problems if not tree.xpath(f"//*[@id='{problem.control}']")] == []
        assert faults(f"<form>{_draw(form)}</form>") == []


class TestPages:
    @pytest.mark.parametrize("page", _every_page())
    def test_every_page_can_be_used_by_all(self, page):
        assert faults(f"<form>{_draw(page())}</form>") == []

    @pytest.mark.parametrize("page", _every_page())
    def test_every_question_of_a_page_is_drawn_once(self, page):
        drawn = _parse(f"<form>{_draw(page())}</form>").xpath("//*[@id][contains(@class, 'usa-form-group')]/@id")

        assert {f"{question.id}-group" for question in page()} <= set(map(str, drawn))

    def test_what_an_answer_shows_stands_right_after_it(self):
        background = guides()["alignment"].pages[2]()
        yes = _parse(str(background["b1"]())).xpath("//div[input[@value='yes']]")[0]

        assert yes.getnext().get("class") == "reveal"
        assert yes.getnext().xpath(".//textarea/@name") == ["b1_explanation"]

    def test_typed_text_cannot_break_out_of_its_control(self):
        form = _Stock(posted({"name": '"><script>alert(1)</script>'}))

        assert _parse(_draw(form)).xpath("//script") == []
