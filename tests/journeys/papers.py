"""What a person answers on the pages about who they are, their cards and their papers; files come of themselves."""

from datetime import date, timedelta

from workflows.seed.holder import Holder


def dated(name: str, day: date) -> dict[str, str]:
    """A date in its three inputs."""
    return {f"{name}-month": str(day.month), f"{name}-day": str(day.day), f"{name}-year": str(day.year)}


def papers_of(holder: Holder, today: date) -> dict[str, dict[str, str]]:
    """Page slug -> what this holder posts on a day, everything in order."""
    card = {
        "provider": "AHA",
        "modality": "in_person",
        **dated("issued", today - timedelta(days=200)),
        **dated("expires", today + timedelta(days=400)),
    }
    return {
        "name": {"other_names": ""},
        "identity": {
            **dated("birth_date", holder.birth_date),
            "ssn_kind": holder.ssn_kind.value,
            "no_ssn_affidavit": "y",
            "ssn": holder.ssn,
            "ssn_again": holder.ssn,
        },
        "registry": {
            "number": holder.registry_number,
            "level": {"E": "EMT", "A": "AEMT", "P": "NRP"}[holder.level.value],
            "consent": "y",
        },
        "cpr": {"course_type": "bls", **card},
        "acls": {"has_card": "yes", **card},
        "education": {
            "course_provider": "North Shore College",
            "course_state": "MA",
            **dated("course_completed", date(2010, 1, 15)),
            "out_of_state_trained": "no",
            "other_certified": "no",
        },
        "cori": {**dated("signed_on", today - timedelta(days=14)), "complete": "y"},
    }
