"""A process owner changes settings; applications that run keep those of the day they were sent."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import Event, Setting
from models.vocabulary import EventKind
from tests.journeys.papers import papers_of
from tests.journeys.people import ASK
from workflows.adapters.clock import legal_date

ALIGNMENT = "fee.personnel.alignment"


@pytest.fixture
def owner(clerk):
    return clerk("process_owner")


def sets(owner, key, value, day):
    """Types a new value, looks at it once more and keeps it."""
    year, month, number = day.split("-")
    posted = {"value": value, "effective_on-month": month, "effective_on-day": number, "effective_on-year": year}
    second_look = owner.sends(f"/settings/values/{key}", posted)
    owner.reads(second_look, "Check the change")
    owner.sends(f"/settings/values/{key}/confirm", {"value": value, "on": day})


def test_an_owner_finds_every_setting_with_its_value(owner):
    owner.reads("/settings", "One-year alignment", "$62.50", "October 1", "Days a draft is kept", "90 days")


def test_what_nothing_asks_for_is_neither_listed_nor_changed(owner, world):
    owner.reads("/settings")
    owner.misses("compact.enabled", "Fees of services")

    owner.reads("/settings/values/compact.enabled", expect=404)
    posted = {"value": "yes", "on": (legal_date(world.clock.now()) + timedelta(days=1)).isoformat()}
    owner.sends("/settings/values/compact.enabled/confirm", posted, expect=404)
    assert world.all(select(Setting)) == []


def test_a_new_value_is_looked_at_twice_counts_from_its_day_and_stands_in_the_history(owner, world):
    world.it_is("2026-01-20 10:00")

    sets(owner, ALIGNMENT, "70.00", "2026-02-01")

    owner.reads(
        f"/settings/values/{ALIGNMENT}", "$62.50", "$70.00 from February 1, 2026", "January 20, 2026", "paul.ferreira@"
    )
    world.it_is("2026-02-01 00:01")
    owner.reads("/settings", "$70.00")
    assert [event.kind for event in world.all(select(Event).where(Event.stream == owner.account_id))] == [
        EventKind.SETTING_SET
    ]


def test_nothing_is_kept_before_the_second_look(owner, world):
    world.it_is("2026-01-20 10:00")

    posted = {"value": "70", "effective_on-month": "2", "effective_on-day": "1", "effective_on-year": "2026"}
    owner.sends(f"/settings/values/{ALIGNMENT}", posted)

    assert world.all(select(Setting)) == []


def test_a_plan_is_changed_by_another_value_for_its_day_and_both_stay_in_the_history(owner, world):
    world.it_is("2026-01-20 10:00")
    sets(owner, "sla.businessDays", "12", "2026-02-01")

    world.it_is("2026-01-21 10:00")
    sets(owner, "sla.businessDays", "9", "2026-02-01")

    owner.reads("/settings", "9 business days from February 1, 2026")
    assert [row.value for row in world.all(select(Setting).order_by(Setting.set_at))] == [12, 9]


@pytest.mark.parametrize(
    ("key", "value", "day", "sentence"),
    [
        (ALIGNMENT, "sixty", "2026-02-01", "Enter an amount in dollars, like 62.50"),
        (ALIGNMENT, "62.505", "2026-02-01", "Enter an amount in dollars, like 62.50"),
        (ALIGNMENT, "-1", "2026-02-01", "Enter an amount in dollars, like 62.50"),
        (ALIGNMENT, "20000", "2026-02-01", "Enter a value from $0.00 to $10,000.00"),
        (ALIGNMENT, "", "2026-02-01", "Enter the new value"),
        (ALIGNMENT, "70", "2026-01-20", "Enter a day after today"),
        (ALIGNMENT, "70", "2035-01-20", "at most five years ahead"),
        ("window.openMonthDay", "02-29", "2026-02-01", "Enter a month and a day that every year has"),
        ("calendar.reminderMonthDays", "12-01, 12-01", "2026-02-01", "Enter different months and days"),
        ("rfi.reminders", "14", "2026-02-01", "Enter 2 whole numbers with commas, like 14, 25"),
        ("sla.businessDays", "0", "2026-02-01", "Enter a value from 1 business day to 60 business days"),
        ("sla.amber", "11", "2026-02-01", "on February 1, 2026 “Business days to decide” is 10 business days"),
        ("upload.types", "EXE", "2026-02-01", "Enter some of these with commas"),
        ("late.lastDayInclusive", "", "2026-02-01", "Choose one"),
    ],
)
def test_a_wrong_value_gets_a_sentence_and_what_was_typed_stays(owner, world, key, value, day, sentence):
    world.it_is("2026-01-20 10:00")
    year, month, number = day.split("-")
    posted = {"value": value, "effective_on-month": month, "effective_on-day": number, "effective_on-year": year}

    owner.sends(f"/settings/values/{key}", posted, expect=422)

    assert sentence in owner.text
    assert f'value="{value}"' in owner.html or not value
    assert world.all(select(Setting)) == []


def test_a_value_is_held_against_what_the_others_are_planned_to_be_while_it_counts(owner, world):
    world.it_is("2026-01-20 10:00")
    sets(owner, "rfi.replyDays", "60", "2026-03-01")
    posted = {"effective_on-month": "2", "effective_on-day": "1", "effective_on-year": "2026"}

    owner.sends("/settings/values/rfi.reminders", posted | {"value": "20, 40"}, expect=422)
    assert "on February 1, 2026 “Calendar days to answer a request” is 30 days" in owner.text

    sets(owner, "rfi.reminders", "20, 40", "2026-03-01")
    owner.sends("/settings/values/rfi.replyDays", posted | {"value": "27"})
    posted["effective_on-month"] = "4"
    owner.sends("/settings/values/rfi.replyDays", posted | {"value": "35"}, expect=422)
    assert "on April 1, 2026 “Days on which a request is repeated” is 20, 40 days" in owner.text


def test_a_second_look_that_was_made_up_is_refused(owner, world):
    world.it_is("2026-01-20 10:00")

    owner.reads(f"/settings/values/{ALIGNMENT}/confirm?value=70&on=2026-01-01", expect=404)
    owner.sends(f"/settings/values/{ALIGNMENT}/confirm", {"value": "70", "on": "2026-01-01"})

    assert world.all(select(Setting)) == []


def test_a_change_of_fee_and_deadline_leaves_alone_an_application_that_was_sent_before(owner, applicant, clerk, world):
    hana, rita = applicant("hana"), clerk("reviewer_1")
    number = hana.files()
    sent = legal_date(world.clock.now())
    sets(owner, "rfi.replyDays", "60", (sent + timedelta(days=1)).isoformat())
    sets(owner, "rfi.reminders", "20, 40", (sent + timedelta(days=1)).isoformat())
    sets(owner, "fee.personnel.renewal", "200", (sent + timedelta(days=1)).isoformat())
    world.it_is(f"{sent + timedelta(days=2)} 10:00")

    rita.decides(number, ASK)

    [asked] = [
        event.data["answer"]
        for event in world.history(number)
        if event.kind is EventKind.OPERATION_ANSWERED and event.data["operation"] == "request_information"
    ]
    asked_on = sent + timedelta(days=2)
    assert legal_date(datetime.fromisoformat(asked["closes_at"])) == asked_on + timedelta(days=30)
    assert legal_date(datetime.fromisoformat(asked["first_reminder_at"])) == asked_on + timedelta(days=14)
    assert hana.payment(number).amount_cents == 12500


def test_letters_promise_the_days_that_count_for_their_application(owner, applicant, clerk, world):
    hana, rita = applicant("hana"), clerk("reviewer_1")
    tomorrow = legal_date(world.clock.now()) + timedelta(days=1)
    sets(owner, "sla.businessDays", "12", tomorrow.isoformat())
    sets(owner, "rfi.replyDays", "40", tomorrow.isoformat())
    world.it_is(f"{tomorrow} 10:00")
    number = hana.files()

    rita.decides(number, ASK)

    letters = [letter.text for letter in world.mail_to(hana.holder.email)]
    assert any("We decide within 12 business days" in letter for letter in letters)
    assert any("You have 40 days" in letter for letter in letters)


def test_a_draft_that_is_sent_after_a_change_pays_the_new_fee(owner, applicant, world):
    ana = applicant("ana")
    number = ana.asks_for_the_way()
    tomorrow = legal_date(world.clock.now()) + timedelta(days=1)
    sets(owner, ALIGNMENT, "70", tomorrow.isoformat())

    world.it_is(f"{tomorrow} 10:00")
    ana.fills_in(number)

    assert ana.payment(number).amount_cents == 7000


def test_a_renewal_asks_for_the_cpr_card_where_the_owner_wants_it_and_a_person_looks_at_it(
    owner, applicant, clerk, world
):
    hana, rita = applicant("hana"), clerk("reviewer_1")
    tomorrow = legal_date(world.clock.now()) + timedelta(days=1)
    for key in ("renewal.cprUploadRequired", "straightThrough.D12"):
        sets(owner, key, "yes", tomorrow.isoformat())
    world.it_is(f"{tomorrow} 10:00")

    card = papers_of(hana.holder, tomorrow)["cpr"]
    number = hana.files(cpr={**card, "provider": "other", "other_provider": "Lifeline Training"})

    assert number in rita.queue()
    rita.claims(number)
    rita.sees(number, "Lifeline Training", "The CPR card is of a provider whom the Office has not listed")


class TestHolidays:
    def test_a_day_is_added_and_taken_off_with_a_history(self, owner, world):
        world.it_is("2026-01-20 10:00")
        posted = {"day-month": "2", "day-day": "3", "day-year": "2026", "name": "Office moves"}
        owner.sends("/settings/holidays", posted)
        owner.reads("/settings/holidays", "February 3, 2026", "Office moves", "Added: Office moves")

        owner.sends("/settings/holidays/2026-02-03/strike")

        owner.reads("/settings/holidays", "Taken off: Office moves")
        from models import Holiday

        assert date(2026, 2, 3) not in world.all(select(Holiday.day))

    def test_a_past_day_is_neither_added_nor_taken_off(self, owner, world):
        world.it_is("2026-01-20 10:00")
        posted = {"day-month": "1", "day-day": "2", "day-year": "2026", "name": "Too late"}

        owner.sends("/settings/holidays", posted, expect=422)
        assert "Enter a day after today" in owner.text
        owner.sends("/settings/holidays/2026-01-01/strike")

        owner.reads("/settings/holidays", "January 1, 2026")


@pytest.mark.parametrize("path", ["/settings", "/settings/holidays", f"/settings/values/{ALIGNMENT}", "/calendar"])
def test_settings_and_calendar_are_the_process_owners_alone(clerk, path):
    clerk("reviewer_1").reads(path, expect=403)
