"""No address makes the site fail, whatever stands in it where a number or an id belongs."""

import re
from typing import Any

import pytest

ODD = ("%00", "a%00b", "%FF", "%E2%80%AE", "9" * 3000)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:12])
def test_nothing_has_an_odd_name(odd: str, applicant: Any, clerk: Any, world: Any) -> None:
    holder, supervisor = applicant("hana"), clerk("supervisor_1")

    failed = [
        (rule.endpoint, method, answer.status_code)
        for person in (holder, supervisor)
        for rule in world.site.url_map.iter_rules()
        if rule.arguments
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        for answer in [
            person.browser.open(
                re.sub(r"<[^>]+>", odd, rule.rule),
                method,
                data={"csrf_token": person.token} if method == "POST" else {},
            )
        ]
        if answer.status_code >= 500
    ]

    assert failed == []
