"""Where the Office can reach a person: asked by every process of a person, and always confirmed anew."""

from forms.address import Address
from forms.base import Facts, Page, fact
from forms.fields import Email, Options, Phone, Tick, YesNo

#: Languages in which notices can be had.
LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "pt": "Portuguese",
    "zh": "Chinese",
    "ht": "Haitian Creole",
    "vi": "Vietnamese",
}


def is_own_email(email: str | None, facts: Facts) -> bool:
    """Whether it is the address of the applicant's account: nobody vouches for themselves."""
    own = fact(facts, "account.email")
    return bool(own and email) and str(email).casefold() == str(own).casefold()


class Contact(Page):
    """How to reach the person; a working e-mail address is a duty.

    Source: Office's eLicensing questions and answers, on the card by e-mail.
    """

    slug = "contact"
    title = "Your contact details"
    intro = "Check each line. We send your new card and all news to this e-mail address."
    prefill = {  # noqa: RUF012 - a class of WTForms cannot annotate it again
        "email": "account.email",
        "mailing": "contact.mailing",
        "residence_same": "contact.residence_same",
        "residence": "contact.residence",
        "phone_mobile": "contact.phone_mobile",
        "phone_other": "contact.phone_other",
        "preferred_language": "contact.preferred_language",
        "sms_consent": "contact.sms_consent",
    }

    email = Email("E-mail address", needed="Enter your e-mail address", hint="You must be able to read mail sent here")
    phone_mobile = Phone("Cell phone", needed="Enter your cell phone number", hint="10 digits, like 617-555-0123")
    phone_other = Phone("Other phone", hint="A home or work number we may also call")
    mailing = Address("Mailing address", hint="Where you get your mail")
    residence_same = YesNo(
        "Do you live at your mailing address?",
        needed="Choose yes if you live at your mailing address",
        hint="Choose no if you get mail at a P.O. box or at work",
        on_no=("residence",),
    )
    residence = Address("Home address", hint="Where you live")
    preferred_language = Options(
        "Language for notices",
        choices=LANGUAGES,
        autocomplete="language",
        hint="This changes our letters to you, and nothing else",
    )
    sms_consent = Tick("You may also send me text messages", hint="Your phone plan may charge for them")
