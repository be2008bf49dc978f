from datetime import UTC, datetime
from typing import Any

import pytest
from flask import render_template, render_template_string
from lxml import html

from forms.base import guides
from tests.support.markup import faults

_VISITOR = {"home_url": "/", "sign_in_url": "/sign-in", "sign_up_url": "/sign-up", "verify_url": "/verify"}
_HOLDER = {
    "home_url": "/",
    "nav": [{"label": "My licenses", "url": "/home", "current": True}, {"label": "Account", "url": "/account"}],
    "sign_out_url": "/sign-out",
    "session": {"seconds": 1200, "warn": 120, "keep_alive_url": "/stay"},
    "clock": "January 20, 2026, 10:00 a.m.",
}
_ERRORS = ["400", "403", "404", "405", "409", "410", "413", "415", "422", "429", "500", "503", "error"]
_NOON = datetime(2026, 1, 20, 17, tzinfo=UTC)

#: Every component once, as views use them.
_COMPONENTS = """
{% extends "layouts/staff.html" %}
{% from "components/alert.html" import alert %}
{% from "components/button.html" import back_link, button, button_link, copy_button %}
{% from "components/card.html" import card %}
{% from "components/empty.html" import empty %}
{% from "components/files.html" import files %}
{% from "components/key_facts.html" import key_facts %}
{% from "components/pagination.html" import pagination %}
{% from "components/payment_lines.html" import payment_lines %}
{% from "components/table.html" import table %}
{% from "components/tabs.html" import tabs %}
{% from "components/tag.html" import status_tag %}
{% from "components/task_list.html" import task_list %}
{% from "components/timeline.html" import timeline %}
{% from "components/tracker.html" import tracker %}
{% block before %}{{ back_link("/") }}{% endblock before %}
{% block heading %}Everything{% endblock heading %}
{% block work %}
  {{ alert("info", "Heading", "Text") }}
  {% call alert("error") %}Text with a <a href="/">link</a>{% endcall %}
  {% call card("EMT Basic", "ACTIVE", "/license") %}<p>Ends soon</p>{% endcall %}
  {{ key_facts([{"label": "Fee", "value": "$62.50"}]) }}
  {{ task_list(sections, page_url) }}
  {{ tabs([{"label": "Mine", "url": "#", "current": true, "count": 0}, {"label": "All", "url": "#"}], "Queues") }}
  {% call table("Cases", [{"label": "Number"}, {"label": "Days", "number": true}]) %}
    <tr><th scope="row">1</th><td class="number">2</td></tr>
  {% endcall %}
  {{ pagination(4, 9, page_url) }}
  {{ payment_lines([{"label": "Alignment", "amount_cents": 6250}], 6250) }}
  {{ tracker([{"name": "Sent", "state": "done", "at": noon}, {"name": "Review", "state": "now", "text": "We read it"}]) }}
  {{ timeline([{"at": noon, "text": "Paid", "by": "you", "detail": "By card"}]) }}
  {{ files([{"name": "Card", "url": "/card.pdf", "about": "PDF"}]) }}
  <span id="ref">MA-2026-004211</span>{{ copy_button("ref") }}
  {{ empty("No messages", "You find them here.") }}
  {{ button("Send") }}{{ button_link("Go on", "/") }}
{% endblock work %}
{% block side %}{{ status_tag("IN_QUEUE") }}{{ status_tag("something new") }}{% endblock side %}
"""


def _parse(markup: str) -> Any:
    return html.fromstring(markup)


def _draw(app, template, **context):
    with app.test_request_context("/"):
        return render_template(template, **{"site": _VISITOR, **context})


def _question(app, facts=None, **context):
    page = guides()["alignment"](facts).form("contact", {})
    return _draw(app, "layouts/question.html", page=page, back_url="/hub", caption="Align your license", **context)


class TestFrame:
    @pytest.mark.parametrize("site", [_VISITOR, _HOLDER])
    def test_a_page_can_be_used_by_all(self, app, site):
        assert faults(_question(app, site=site)) == []

    def test_a_visitor_is_offered_to_sign_in_or_to_open_an_account(self, app):
        page = _parse(_question(app))

        assert [link.text_content() for link in page.xpath("//nav//a")] == [
            "Check a license",
            "Sign in",
            "Create account",
        ]

    def test_who_is_signed_in_can_sign_out_by_a_post(self, app):
        page = _parse(_question(app, site=_HOLDER))

        assert page.xpath("//form[@action='/sign-out']/@method") == ["post"]
        assert page.xpath("//form[@action='/sign-out']//input[@name='csrf_token']/@value") == ["a-token"]

    def test_the_title_says_that_a_form_is_wrong(self, app):
        page = guides()["alignment"]().form("dates", {"dates": {}})
        page.validate()

        drawn = _parse(_draw(app, "layouts/question.html", page=page, caption="Align your license"))

        assert drawn.findtext(".//title").strip() == "Error: Your dates – Align your license – EMS eLicensing"
        assert drawn.xpath("//*[@class='error-summary']//a/@href") == ["#confirm_dates"]

    def test_the_moved_clock_is_told(self, app):
        assert "January 20, 2026, 10:00 a.m." in _question(app, site=_HOLDER)
        assert "clock" not in _parse(_question(app)).text_content()

    def test_nobody_is_told_of_a_government_that_does_not_run_the_site(self, app):
        text = _parse(_question(app)).text_content()

        assert "Commonwealth of Massachusetts" in text
        assert "United States" not in text


class TestQuestionPage:
    def test_it_posts_to_itself_with_its_token_and_what_was_read(self, app):
        form = _parse(_question(app, hidden={"revision": 3})).xpath("//main//form")[0]

        assert (form.get("method"), form.get("action")) == ("post", None)
        assert form.xpath(".//input[@name='revision']/@value") == ["3"]
        assert form.xpath(".//button/@value") == ["continue", "later"]

    def test_answers_to_check_lead_back_to_their_page(self, app):
        guide = guides()["alignment"]()
        answers = {"dates": {"confirm_dates": True}}

        drawn = _draw(
            app,
            "layouts/question.html",
            page=guide.form("sign", answers),
            sections=guide.check_answers(answers),
            page_url=lambda slug: f"/apply/{slug}",
        )

        assert faults(drawn) == []
        assert "/apply/dates" in _parse(drawn).xpath("//main//a/@href")


class TestComponents:
    def test_every_component_can_be_used_by_all(self, app):
        sections = guides()["alignment"]().sections({})
        with app.test_request_context("/"):
            drawn = render_template_string(
                _COMPONENTS, site=_HOLDER, sections=sections, page_url=lambda name: f"/{name}", noon=_NOON
            )

        assert faults(drawn) == []
        assert "January 20, 2026, 12:00 p.m." in drawn


class TestErrorPages:
    @pytest.mark.parametrize("name", _ERRORS)
    def test_each_says_what_to_do_and_whom_to_ask(self, app, name):
        drawn = _draw(app, f"errors/{name}.html", reference="7f3a91", saved_at=_NOON)

        assert faults(drawn) == []
        text = _parse(drawn).xpath("//main")[0].text_content()
        assert "oems.recert@mass.gov" in text
        assert "7f3a91" in text

    @pytest.mark.parametrize("name", _ERRORS)
    def test_each_says_the_refusals_own_words_where_there_are_some(self, app, name):
        drawn = _draw(app, f"errors/{name}.html", title="Taken", sentence="Ben has this case.")

        text = _parse(drawn).xpath("//main")[0].text_content()
        assert "Taken" in text
        assert "Ben has this case." in text

    def test_what_was_typed_is_kept_when_someone_else_was_faster(self, app):
        drawn = _draw(app, "errors/409.html", kept=[{"label": "Note", "value": "My long note"}], page_url="/case")

        assert "My long note" in drawn
        assert "/case" in _parse(drawn).xpath("//main//a/@href")

    def test_a_failure_says_until_when_the_answers_are_saved(self, app):
        assert "saved as of January 20, 2026, 12:00 p.m." in _draw(app, "errors/500.html", saved_at=_NOON)
