"""Kill -9 of the process that runs jobs, at every point between engine, payment and card."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from tests.kills.office_at_work import OfficeAtWork, office_at_work
from tests.kills.office_program import Point, arm, is_armed


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeAtWork]:
    """One Office for all points, since each takes an application of its own: one worker on SQLite, two on PostgreSQL."""
    folder = tmp_path_factory.mktemp("office")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "office.sqlite3")
        with office_at_work(f"sqlite:///{folder / 'office.sqlite3'}", folder, workers=1) as office:
            yield office
        return
    server, template = (request.getfixturevalue(f"postgresql_{name}") for name in ("server", "template"))
    name = f"office_{folder.name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    with office_at_work(f"{server}/{name}", folder, workers=2) as office:
        yield office


@pytest.mark.parametrize("point", list(Point))
def test_an_application_that_lost_its_worker_ends_with_one_payment_and_one_card(office, point):
    deaths = office.workers.deaths
    arm(office.workers.folder, point)

    number = office.somebody_applies()
    office.go_on_until_settled([number])

    assert not is_armed(office.workers.folder, point)
    assert office.workers.deaths == deaths + 1
    assert office.endings([number]) == office.right_endings([number])
    # handed in again where nobody had written it down: the same message, by its id
    assert office.cards()[0]["deliveries"] >= (2 if point is Point.CARD_TAKEN else 1)


@pytest.mark.postgresql
def test_of_forty_applications_none_is_lost_and_none_doubled_over_ten_kills_of_two_workers(postgresql_url, tmp_path):
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
