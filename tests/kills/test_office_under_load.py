"""Kill -9 of workers at random moments, while two of them share the load."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kills.office_at_work import office_at_work


@pytest.mark.postgresql
def test_of_forty_applications_none_is_lost_and_none_doubled_over_ten_kills_of_two_workers(
    postgresql_url: str, tmp_path: Path
) -> None:
    """Slow: the longest of these tests, half a minute on two cores."""
    chance = random.Random(20260120)
    numbers: list[str] = []
    with office_at_work(postgresql_url, tmp_path, workers=2) as office:
        for kill in range(10):
            numbers += [office.somebody_applies() for _ in range(4)]
            # an application takes sixteen jobs
            office.go_on_until_done(chance.randint(1, 50))
            if kill == 0:
                office.go_on_until(lambda: len(office.workers.sharers()) == 2, "both share the load")
            office.kill_a_busy_one(chance)
        office.go_on_until_settled(numbers)

        assert office.workers.deaths == 10
        # a job that was in hand at three of the kills stood until staff tried it again
        endings = {number: replace(ending, incidents=0) for number, ending in office.endings(numbers).items()}
        assert len(set(numbers)) == 40
        assert endings == office.right_endings(numbers)
