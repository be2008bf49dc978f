"""Kill -9 of the process that runs jobs, at every point between engine, payment and card."""

import shutil
from collections.abc import Iterator

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
def test_an_application_that_lost_its_worker_ends_with_one_payment_and_one_card(
    office: OfficeAtWork, point: Point
) -> None:
    deaths = office.workers.deaths
    arm(office.workers.folder, point)

    number = office.somebody_applies()
    office.go_on_until_settled([number])

    assert not is_armed(office.workers.folder, point)
    assert office.workers.deaths == deaths + 1
    assert office.endings([number]) == office.right_endings([number])
    # handed in again where nobody had written it down: the same message, by its id
    assert office.cards()[0]["deliveries"] >= (2 if point is Point.CARD_TAKEN else 1)
