"""Which notice goes to whom, day by day."""

from datetime import date

import pytest

from models.vocabulary import ApplicationStatus, CalendarStatus, Discipline, TurnStatus

SEASON = (
    "2026-09-15", "2026-10-01", "2026-12-01", "2027-01-15", "2027-02-01", "2027-02-15", "2027-03-01", "2027-03-15",
    "2027-03-25", "2027-03-31", "2027-04-01", "2027-05-01", "2027-09-01", "2028-01-01", "2028-03-01", "2028-03-31",
)  # fmt: skip


def live_through(year, days=SEASON):
    year.it_is("2026-09-02")
    for day in days:
        year.it_is(day)


def test_a_holder_one_year_off_who_does_nothing_is_led_through_alignment_and_late_renewal_to_its_end(year):
    number = year.holder(2027, 2028)

    live_through(year)

    assert year.got(number) == [
        "N-ALIGN-FALL", "N-ALIGN-DUE", "N-REMIND", "N-REMIND", "N-REMIND", "N-REMIND", "N-REMIND", "N-REMIND", "N-REMIND",
        "N-REMIND-LAST", "N-EXPIRED", "N-REMIND-LATE", "N-REMIND-LATE", "N-REMIND-LATE", "N-LATE-CLOSING", "N-LATE-CLOSED",
    ]  # fmt: skip


def test_a_holder_whose_registry_certification_ends_the_same_day_is_told_of_both_steps(year):
    number = year.holder(2027, 2027)

    live_through(year, SEASON[:12])

    assert year.got(number) == [
        "N-WINDOW-OPEN", *["N-REMIND-NREMT"] * 7, "N-REMIND-LAST", "N-EXPIRED", "N-NREMT-LAPSED",
    ]  # fmt: skip


def test_a_holder_out_of_the_registry_is_told_on_the_days_that_matter(year):
    number = year.holder(2027, 2026)

    live_through(year, SEASON[:12])

    assert year.got(number) == ["N-NREMT-LAPSED", "N-NREMT-LAPSED", "N-NREMT-LAPSED", "N-EXPIRED", "N-NREMT-LAPSED"]


def test_a_reverse_holder_is_told_a_year_ahead_to_renew_with_the_registry_first(year):
    number = year.holder(2028, 2027)

    live_through(year, SEASON[:12])

    assert year.got(number) == ["N-ALIGN-REVERSE"]


def test_a_holder_certified_here_alone_is_reminded_of_renewal(year):
    number = year.holder(2027, None, level="P")

    live_through(year, SEASON[:2])

    assert year.got(number) == ["N-WINDOW-OPEN"]


def test_who_has_filed_is_not_reminded_but_told_not_to_work_from_april_on(year):
    number = year.holder(2027, 2028)
    year.applies(number, "2026-10-05", ApplicationStatus.IN_QUEUE)

    live_through(year)

    assert year.got(number) == ["N-EXPIRED-PENDING"]


def test_who_may_work_on_a_timely_renewal_is_not_told_otherwise(year):
    number = year.holder(2027, 2028)
    year.applies(number, "2026-10-05", ApplicationStatus.IN_QUEUE)
    year.set("cert.timelyRenewalContinues", True, effective_on="2026-01-01")

    live_through(year)

    assert year.got(number) == []


def test_who_was_answered_this_season_is_not_reminded(year):
    number = year.holder(2027, 2028)
    year.applies(number, "2026-10-05", ApplicationStatus.DENIED)

    live_through(year, SEASON[2:10])

    assert year.got(number) == []


def test_who_withdrew_is_reminded_like_everybody(year):
    number = year.holder(2027, 2028)
    year.applies(number, "2026-10-05", ApplicationStatus.WITHDRAWN)

    live_through(year, SEASON[2:4])

    assert year.got(number) == ["N-REMIND", "N-REMIND"]


def test_the_compliance_office_writes_to_the_suspended_not_the_calendar(year):
    number = year.holder(2027, 2028, discipline=Discipline.SUSPENDED)

    live_through(year, SEASON[:2])

    assert year.got(number) == []
    assert year.turn("2026-10-01", number).reason == "DISCIPLINE"


class TestApprovalsToTeach:
    def test_who_teaches_is_reminded_60_days_before_the_approval_ends_and_at_no_other_day(self, year):
        number = year.holder(2029, 2029)
        approval = year.approved_to_teach(number, 2027)

        live_through(year, ["2027-01-29", "2027-01-30", *SEASON[4:]])

        assert year.got(number) == ["N-IC-ENDS"]
        assert year.turn("2027-01-30", approval).reason == "APPROVAL_ENDS"

    def test_the_certification_under_it_has_its_own_turn(self, year):
        number = year.holder(2027, 2028)
        year.approved_to_teach(number, 2027)

        live_through(year, ["2027-01-15", "2027-01-30", "2027-02-01"])

        assert year.got(number) == ["N-REMIND", "N-IC-ENDS", "N-REMIND"]

    def test_whoever_is_suspended_is_not_written_to(self, year):
        number = year.holder(2027, 2028, discipline=Discipline.SUSPENDED)
        approval = year.approved_to_teach(number, 2027)

        live_through(year, ["2027-01-29", "2027-01-30"])

        assert year.got(number) == []
        assert year.turn("2027-01-30", approval).reason == "DISCIPLINE"


def test_a_holder_without_an_account_is_counted(year):
    year.holder(2027, 2028, account=False)
    year.holder(2027, 2028)

    live_through(year, SEASON[:1])

    [line] = [line for line in year.office.calendar.days() if line.over]
    assert (line.notices, line.none) == ({"N-ALIGN-FALL": 1}, {"NO_ACCOUNT": 1})
    assert year.registry.asked == 1  # for the one that can be reached


class TestTheRegistryIsDown:
    def test_a_turn_is_put_off_and_comes_when_it_answers(self, year):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-01")
        year.registry_is_down()

        year.it_is("2026-09-15")
        assert (year.got(number), year.turn("2026-09-15", number).status) == ([], TurnStatus.WAITING)
        assert year.status("2026-09-15") is CalendarStatus.SENDING
        year.registry_is_down(False)
        year.it_is("2026-09-15", minute=2)

        assert year.got(number) == ["N-ALIGN-FALL"]
        assert year.status("2026-09-15") is CalendarStatus.SENT

    def test_after_a_day_it_is_told_what_is_true_without_it(self, year):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-20")
        year.registry_is_down()

        for day, hour in (
            ("2026-10-01", 9),
            *(("2026-10-01", hour) for hour in (10, 11, 12, 15, 22)),
            ("2026-10-02", 14),
        ):
            year.it_is(day, hour)

        assert year.got(number) == ["N-WINDOW-OPEN"]
        assert year.turn("2026-10-01", number).reason == "D04"


class TestDowntime:
    def test_a_day_missed_by_little_goes_late_by_what_is_true_then(self, year):
        off_cycle, same = year.holder(2027, 2028), year.holder(2027, 2027)
        year.it_is("2027-03-28")

        # neither 31 March nor 1 April saw a worker
        year.it_is("2027-04-03")

        assert year.got(off_cycle) == ["N-EXPIRED"]
        assert year.got(same) == ["N-EXPIRED"]
        assert year.status("2027-03-31") is CalendarStatus.SENT

    def test_a_day_missed_by_more_than_a_week_is_skipped_and_stays_in_sight(self, year):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-01")

        year.it_is("2026-09-23")

        assert year.got(number) == []
        assert year.status("2026-09-15") is CalendarStatus.SKIPPED

    def test_days_beyond_the_plan_are_found_after_a_long_sleep(self, year):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-01")

        year.it_is("2027-02-03")

        assert year.got(number) == ["N-REMIND"]
        assert year.status("2027-01-15") is CalendarStatus.SKIPPED

    def test_a_new_office_does_not_write_of_days_before_it_began(self, year):
        number = year.holder(2027, 2028)

        year.it_is("2026-09-16")

        assert year.got(number) == []


class TestAnOwner:
    @pytest.fixture
    def owner(self, year):
        return year.owner()

    def test_sees_what_will_go_to_whom_before_it_goes(self, year):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-12")

        view = year.office.calendar.day(date.fromisoformat("2026-09-15"))

        assert view.line.notices == {"N-ALIGN-FALL": 1}
        assert [one.number for one in view.recipients] == [number]
        assert year.mailer.sent == []

    def test_holds_a_day_and_releases_it_however_late(self, year, owner):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-13")
        year.office.calendar.hold(date.fromisoformat("2026-09-15"), by=owner)
        year.it_is("2026-09-26")
        assert year.got(number) == []

        year.office.calendar.release(date.fromisoformat("2026-09-15"), by=owner)
        year.work()

        assert year.got(number) == ["N-ALIGN-FALL"]

    def test_holds_a_day_that_is_under_way(self, year, owner):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-01")
        year.registry_is_down()
        year.it_is("2026-09-15")
        year.office.calendar.hold(date.fromisoformat("2026-09-15"), by=owner)
        year.registry_is_down(False)
        year.it_is("2026-09-15", hour=12)
        assert year.got(number) in ([], ["N-ALIGN-FALL"])  # a batch that was handed over ends

        year.office.calendar.release(date.fromisoformat("2026-09-15"), by=owner)
        year.it_is("2026-09-15", hour=13)

        assert year.got(number) == ["N-ALIGN-FALL"]

    def test_moves_a_day_by_a_setting(self, year):
        number = year.holder(2027, 2028)
        year.it_is("2026-09-01")
        year.set("align.instructionMonthDay", "09-20", effective_on="2026-09-02")

        year.it_is("2026-09-15")
        assert year.got(number) == []
        year.it_is("2026-09-20")

        assert year.got(number) == ["N-ALIGN-FALL"]


def test_no_notice_of_the_calendar_is_sent_twice_whatever_is_repeated(year):
    number = year.holder(2027, 2028)
    year.it_is("2026-09-01")

    for _ in range(3):
        year.it_is("2026-09-15")
    year.it_is("2026-09-16")

    assert year.got(number) == ["N-ALIGN-FALL"]
    assert sum(year.mailbox().values()) == 1
