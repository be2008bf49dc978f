"""Several rows of the same questions, added and removed without a script."""

from typing import Any

import pytest
from wtforms import Field
from wtforms.validators import ValidationError

from forms.base import Page
from forms.fields import Line, MemorableDate, YesNo
from forms.rows import Row, Rows
from tests.forms.posting import posted, sentences


class Job(Row):
    """One job."""

    service = Line("Service", needed="Enter the service", longest=100, autocomplete="off", hint="Its name")
    began = MemorableDate("From", needed="Enter the first day", hint="For example, 4 28 2020")
    paid = YesNo("Paid?", needed="Choose yes or no", hint="Any pay", on_no=("why",))
    why = Line("Why not?", needed="Say why not", longest=50, autocomplete="off", hint="In a word")


class Jobs(Page):
    """All jobs."""

    slug = "jobs"
    title = "Jobs"

    jobs = Rows("Your jobs", row=Job, one="job", hint="Each of them", needed="Add a job", most=3)


BLUE = {"service": "Blue", "began-month": "4", "began-day": "28", "began-year": "2020", "paid": "yes"}
RED = {**BLUE, "service": "Red", "paid": "no", "why": "Volunteer"}
STORED_BLUE = {"service": "Blue", "began": "2020-04-28", "paid": True, "why": None}


def rows(*given: dict[str, str], **more: str) -> dict[str, str]:
    """Rows as a browser posts them."""
    return {f"jobs-{place}-{name}": text for place, row in enumerate(given) for name, text in row.items()} | {
        f"jobs-{name}": text for name, text in more.items()
    }


def page(fields: dict[str, str]) -> Jobs:
    return Jobs(posted(fields))


def test_the_rows_that_were_typed_are_a_list_of_plain_values() -> None:
    form = page(rows(BLUE, RED))

    assert form.validate()
    assert form.data["jobs"][0] == STORED_BLUE
    assert form.data["jobs"][1]["why"] == "Volunteer"
    assert form.jobs.words.splitlines() == ["Blue, April 28, 2020, Yes", "Red, April 28, 2020, No, Volunteer"]


def test_one_row_is_there_to_begin_with_and_none_counts() -> None:
    form = Jobs()

    assert len(form.jobs.entries) == 1
    assert form.data == {"jobs": []}


def test_no_row_at_all_is_asked_for() -> None:
    form = page(rows({"service": " "}))

    assert not form.validate()
    assert sentences(form) == ["Add a job"]


def test_what_is_wrong_in_a_row_is_said_with_the_id_of_its_own_control() -> None:
    form = page(rows(BLUE, {**RED, "began-month": "13", "why": ""}))

    assert not form.validate()
    assert [(problem.control, problem.sentence) for problem in form.problems] == [
        ("jobs-1-began-month", "Enter a real date with a month, a day and a year of 4 digits"),
        ("jobs-1-why", "Say why not"),
    ]


def test_a_row_that_is_left_blank_is_forgotten() -> None:
    form = page(rows(BLUE, {"service": "", "began-month": ""}))

    assert form.validate()
    assert form.data == {"jobs": [STORED_BLUE]}


def test_a_button_adds_a_row_and_the_page_is_shown_again_with_what_was_typed() -> None:
    form = page(rows({"service": "Blue"}, add="y"))

    assert form.stays == "jobs-1-service-group"
    again = Jobs(answers={"jobs": form.data})
    assert [row.service.data for row in again.jobs.entries] == ["Blue", None]
    assert again.data["jobs"][0]["service"] == "Blue"
    assert len(again.data["jobs"]) == 1


def test_a_button_takes_the_row_off_that_it_names() -> None:
    form = page(rows(BLUE, RED, remove="0"))

    assert form.stays
    assert [row["service"] for row in form.data["jobs"]] == ["Red"]


def test_no_more_rows_are_taken_than_there_is_room_for() -> None:
    form = page(rows(BLUE, BLUE, BLUE, BLUE, BLUE, add="y"))

    assert len(form.data["jobs"]) == 3
    assert "jobs-add" not in str(form.jobs())


@pytest.mark.parametrize("name", ["jobs-99-service", "jobs-007-service", "jobs--1-service", "jobs-x-service", "jobs-1"])
def test_names_that_no_page_bears_do_no_harm(name: str) -> None:
    form = page({name: "Blue", "jobs-remove": "x"})
    form.validate()

    assert len(form.data["jobs"]) <= 1


@pytest.mark.parametrize("stored", [None, "x", ["x", 1], [{"service": "Blue", "other": 1}], [{}] * 50])
def test_whatever_is_stored_can_be_drawn(stored: Any) -> None:
    form = Jobs(answers={"jobs": {"jobs": stored}})

    form.validate()
    assert "Job 1" in str(form.jobs())
    assert len(form.jobs.entries) <= 3


def test_each_row_is_a_group_of_its_own_and_can_be_taken_off_where_there_are_two() -> None:
    one, two = str(page(rows(BLUE)).jobs()), str(page(rows(BLUE, RED)).jobs())

    assert one.count("Remove job") == 0
    assert two.count("<legend") >= 3
    assert 'name="jobs-remove" value="1">Remove job 2</button>' in two
    assert two.count('id="jobs-1-service"') == 1
    assert "Add another job" in two


def test_the_page_may_check_all_rows_together() -> None:
    class Two(Jobs):
        def validate_jobs(self, field: Field) -> None:
            if len(field.data) < 2:
                raise ValidationError("Add two jobs")

    assert sentences_of(Two(posted(rows(BLUE)))) == ["Add two jobs"]
    assert sentences_of(Two(posted(rows(BLUE, RED)))) == []


def sentences_of(form: Any) -> list[str]:
    form.validate()
    return sentences(form)
