"""A person, what the Office knows about her, and everything she answers rightly."""

from typing import Any

import pytest

from tests.forms.posting import Posted

_ADDRESS = {"line1": "12 Main Street", "line2": "Unit 3", "city": "Worcester", "state": "MA", "zip": "01608"}


@pytest.fixture
def facts() -> dict[str, Any]:
    """What the Office knows about Ana Ruiz on 20 January 2026."""
    return {
        "today": "2026-01-20",
        "holder": {"legal_name": "Ana Ruíz-O’Neil"},
        "credential": {"number": "E1234567", "level": "EMT Basic", "expires_on": "2026-03-31"},
        "registry": {
            "number": "E9876543",
            "status": "Active",
            "level": "EMT",
            "expires_on": "2027-03-31",
            "as_of": "2026-01-19",
        },
        "route": {"outcome": "ALIGNMENT_DUE", "fee_cents": 6250, "new_expiry": "2027-03-31"},
        "account": {"email": "ana@example.com"},
        "contact": {"as_of": "2024-02-03", "mailing": _ADDRESS, "phone_mobile": "508-555-0142"},
    }


@pytest.fixture
def right() -> dict[str, Posted]:
    """Page slug -> what is posted when every question of it is answered rightly."""
    return {
        "dates": {"confirm_dates": "y"},
        "confirm": {"details_right": "yes", "nremt_consent": "y"},
        "contact": {
            "email": "ana@example.com",
            "phone_mobile": "508-555-0142",
            "residence_same": "yes",
            **{f"mailing-{part}": text for part, text in _ADDRESS.items()},
        },
        "employer": {"affiliated": "yes", "service": "Acme Ambulance", "role": "field"},
        "cpr": {
            "course_type": "bls",
            "provider": "AHA",
            "modality": "in_person",
            "issued-year": "2025",
            "issued-month": "4",
            "issued-day": "10",
            "expires-year": "2027",
            "expires-month": "4",
            "expires-day": "30",
            "file": ["00000000000000000000000001"],
        },
        "lapse": {"worked_after_expiry": "no"},
        "background": {f"b{number}": "no" for number in range(1, 9)},
        "sign": {**{f"t{number}": "y" for number in range(1, 9)}, "signature": "ana ruiz-o'neil"},
    }
