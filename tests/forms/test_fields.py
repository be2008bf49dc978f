import pytest
from wtforms import Form

from forms.address import Address
from forms.fields import (
    Choice,
    Email,
    LicenseNumber,
    Line,
    MemorableDate,
    Options,
    Paragraph,
    Phone,
    Several,
    SocialSecurity,
    Tick,
    YesNo,
)
from forms.rendering import Drawn
from tests.forms.posting import posted, sentences


class _All(Drawn, Form):
    line = Line("Line", needed="Enter a line", longest=10, autocomplete="off", hint="A line")
    email = Email("E-mail", needed="Enter it", hint="A mail")
    phone = Phone("Phone", needed="Enter it", hint="A phone")
    number = LicenseNumber(
        "Number", pattern=r"E-?[0-9]{4,8}", needed="Enter it", wrong="Enter E1234567", hint="A number"
    )
    ssn = SocialSecurity("SSN", needed="Enter it", wrong="Enter 9 digits", hint="Nine digits")
    story = Paragraph("Story", needed="Tell", shortest=5, too_short="Tell more", longest=20, hint="A story")
    choice = Choice("Choice", choices={"a": "Apple", "b": "Beet"}, needed="Choose", hint="One")
    options = Options("Options", choices={"a": "Apple"}, needed="Choose", autocomplete="off", hint="One")
    several = Several("Several", choices={"a": "Apple", "b": "Beet"}, needed="Choose", hint="Some")
    yes = YesNo("Yes?", needed="Choose yes", hint="Or no", on_no=("address",))
    address = Address("Address", hint="Where")
    day = MemorableDate("Day", needed="Enter a day", hint="A day", years=(2000, 2030))
    tick = Tick("Tick", needed="Tick it")


def _form(**fields):
    form = _All(posted(fields))
    form.validate()
    return form


class TestLines:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  a \t b\n", "a b"),
            ("e\u0301", "é"),
            ("a\x00b\x1f", "ab"),
            ("\ud800x", "x"),
            ("x\u202ey", "xy"),
            ("نص", "نص"),
        ],
    )
    def test_text_is_kept_trimmed_whole_and_without_what_cannot_be_seen(self, typed, kept):
        assert _form(line=typed).line.data == kept

    def test_text_that_is_too_long_is_told_so_and_kept(self):
        form = _form(line="x" * 11)

        assert (form.line.errors, form.line.data) == (["Use 10 characters or fewer"], "x" * 11)

    @pytest.mark.parametrize("blank", ["", "   ", "\x00"])
    def test_a_line_of_nothing_is_not_an_answer(self, blank):
        assert _form(line=blank).line.errors == ["Enter a line"]

    @pytest.mark.parametrize("typed", ["ana@example.com", "ANA+x@sub.example.org", "üna@exämple.com"])
    def test_an_address_that_mail_can_be_sent_to_is_taken(self, typed):
        assert _form(email=typed).email.errors == []

    @pytest.mark.parametrize("typed", ["ana", "ana@", "@example.com", "a b@example.com", "ana@example..com"])
    def test_an_address_that_no_mail_reaches_is_told_so(self, typed):
        assert _form(email=typed).email.errors == ["Enter an e-mail address like name@example.com"]

    @pytest.mark.parametrize("typed", ["617-555-0123", "(617) 555 0123", "+1 617 555 0123", "+44 20 7946 0958"])
    def test_a_possible_phone_number_is_taken(self, typed):
        assert _form(phone=typed).phone.errors == []

    def test_a_phone_number_of_a_record_is_shown_as_people_here_write_it(self):
        assert _All(data={"phone": "+15085550101"}).phone.data == "508-555-0101"
        assert _All(data={"phone": "+4930123456"}).phone.data == "+4930123456"

    @pytest.mark.parametrize("typed", ["12", "phone", "617-555-01234567", "+"])
    def test_an_impossible_phone_number_is_told_so(self, typed):
        assert _form(phone=typed).phone.errors == ["Enter a phone number with 10 digits, like 617-555-0123"]

    @pytest.mark.parametrize("typed", ["E1234567", " e 123 4567 ", "e-1234"])
    def test_a_license_number_is_kept_in_upper_case_without_blanks(self, typed):
        form = _form(number=typed)

        assert (form.number.errors, form.number.data) == ([], "".join(typed.split()).upper())

    @pytest.mark.parametrize("typed", ["1234567", "E", "X1234567", "E12345678901", "E١٢٣٤"])
    def test_what_is_no_license_number_is_told_so(self, typed):
        assert _form(number=typed).number.errors == ["Enter E1234567"]


class TestSocialSecurity:
    @pytest.mark.parametrize("typed", ["123456789", "123-45-6789", " 123 45 6789 ", "123–45–6789"])
    def test_nine_digits_are_taken_however_they_are_parted(self, typed):
        form = _form(ssn=typed)

        assert (form.ssn.errors, form.ssn.data) == ([], "123456789")

    @pytest.mark.parametrize("typed", ["12345678", "1234567890", "12345678x", "١٢٣٤٥٦٧٨٩"])
    def test_anything_else_is_told_so(self, typed):
        assert _form(ssn=typed).ssn.errors == ["Enter 9 digits"]

    def test_it_is_masked_and_never_written_back(self):
        html = str(_form(ssn="123456789").ssn())

        assert 'type="password"' in html
        assert "123456789" not in html

    def test_only_its_end_is_shown_for_checking(self):
        assert _form(ssn="123-45-6789").ssn.words == "ending in 6789"
        assert _form(ssn="").ssn.words == ""


class TestParagraphs:
    def test_a_story_keeps_its_lines(self):
        assert _form(story="one\r\ntwo").story.data == "one\ntwo"

    @pytest.mark.parametrize(
        ("typed", "told"), [("", "Tell"), ("abc", "Tell more"), ("x" * 21, "Use 20 characters or fewer")]
    )
    def test_a_story_of_the_wrong_length_is_told_so(self, typed, told):
        assert _form(story=typed).story.errors == [told]


class TestChoices:
    def test_a_choice_is_its_word_and_reads_as_its_label(self):
        form = _form(choice="b", options="a", several=["b", "a"], yes="no")

        assert (form.choice.data, form.options.data, form.several.data, form.yes.data) == ("b", "a", ["b", "a"], False)
        assert (form.choice.words, form.options.words, form.several.words, form.yes.words) == (
            "Beet",
            "Apple",
            "Apple; Beet",
            "No",
        )

    @pytest.mark.parametrize("word", ["c", "", "a b", "<b>"])
    def test_a_word_that_was_not_offered_is_no_choice(self, word):
        form = _form(choice=word, options=word, several=[word], yes=word)

        assert {form.choice.errors[0], form.options.errors[0], form.several.errors[0]} == {"Choose"}
        assert form.yes.errors == ["Choose yes"]
        assert (form.choice.data, form.options.data, form.several.data, form.yes.data) == (None, None, [], None)

    def test_a_box_must_be_ticked(self):
        assert (_form(tick="y").tick.errors, _form().tick.errors) == ([], ["Tick it"])
        assert (_form(tick="y").tick.words, _form().tick.words) == ("Yes", "No")


class TestAddresses:
    def test_an_address_is_asked_only_where_an_answer_shows_it(self):
        assert "Enter the street address" not in sentences(_form(yes="yes"))
        assert "Enter the street address" in sentences(_form(yes="no"))

    @pytest.mark.parametrize("zip_code", ["01752", "01752-1234", "017521234"])
    def test_a_zip_code_has_five_or_nine_digits(self, zip_code):
        assert "Enter a ZIP Code with 5 or 9 digits" not in sentences(_form(**{"yes": "no", "address-zip": zip_code}))

    @pytest.mark.parametrize("zip_code", ["1752", "0175212", "ABCDE", "01752-"])
    def test_any_other_is_told_so(self, zip_code):
        assert "Enter a ZIP Code with 5 or 9 digits" in sentences(_form(**{"yes": "no", "address-zip": zip_code}))

    def test_a_city_is_spelled_with_letters_of_any_language(self):
        told = "Leave digits and signs out of the city or town"

        assert told not in sentences(_form(**{"yes": "no", "address-city": "São José d’Évora-St. Ann"}))
        assert told in sentences(_form(**{"yes": "no", "address-city": "<b>5</b>"}))
        assert told in sentences(_form(**{"yes": "no", "address-city": "..."}))

    def test_it_reads_as_it_stands_on_a_letter(self):
        lines = {"line1": "1 Elm St", "line2": "", "city": "Lynn", "state": "MA", "zip": "01902"}
        form = _form(**{"yes": "no", **{f"address-{part}": text for part, text in lines.items()}})

        assert form.address.words == "1 Elm St\nLynn, MA 01902"
        assert form.data["address"] == lines


class TestDates:
    def test_a_date_is_its_iso_text_and_reads_as_people_say_it(self):
        form = _form(**{"day-month": "2", "day-day": "28", "day-year": "2026"})

        assert (form.day.data, form.day.words, form.day.errors) == ("2026-02-28", "February 28, 2026", [])

    @pytest.mark.parametrize(
        "parts",
        [
            ("2", "30", "2026"),
            ("13", "1", "2026"),
            ("2", "x", "2026"),
            ("2", "1", ""),
            ("2", "1", "26"),
            ("٢", "1", "2026"),
        ],
    )
    def test_what_is_no_date_is_told_so_and_kept_as_typed(self, parts):
        form = _form(**dict(zip(("day-month", "day-day", "day-year"), parts, strict=True)))

        assert form.day.errors == ["Enter a real date with a month, a day and a year of 4 digits"]
        assert tuple(form.day.typed.values()) == parts
        assert _All(data={"day": form.day.data}).day.typed == form.day.typed

    def test_a_year_far_away_is_told_so(self):
        assert _form(**{"day-month": "2", "day-day": "1", "day-year": "1999"}).day.errors == [
            "Enter a year from 2000 to 2030"
        ]

    def test_an_empty_date_is_no_answer(self):
        assert _form().day.errors == ["Enter a day"]

    def test_a_stored_date_fills_its_three_inputs(self):
        assert _All(data={"day": "2026-02-03"}).day.typed == {"month": "2", "day": "3", "year": "2026"}
