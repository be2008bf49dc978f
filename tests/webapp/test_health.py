from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from models import WorkerProcess


def test_a_site_without_a_worker_goes_on_and_says_so(visitor):
    answer = visitor.get("/healthz")

    assert answer.json == {"status": "degraded", "database": True, "worker": False, "scanner": "ok"}


def test_a_worker_that_beats_is_seen(visitor, office):
    beat(office, ago=5)

    assert visitor.get("/healthz").json["worker"] is True


def test_a_scanner_with_test_signatures_alone_says_so(visitor, office):
    beat(office, ago=5)
    office.outside.scanner.real_signatures = False

    told = visitor.get("/healthz").json

    assert told == {"status": "ok", "database": True, "worker": True, "scanner": "test signatures only"}


def test_a_scanner_that_does_not_answer_is_seen(visitor, office):
    beat(office, ago=5)
    office.outside.scanner.down = True

    assert visitor.get("/healthz").json["scanner"] == "down"
    assert visitor.get("/healthz").json["status"] == "degraded"


def test_a_worker_that_fell_silent_is_seen(visitor, office):
    beat(office, ago=600)

    assert visitor.get("/healthz").json["worker"] is False


def test_a_database_that_does_not_answer_takes_the_site_away(visitor, office):
    with office.database.begin() as session:
        session.execute(text("DROP TABLE worker"))

    assert visitor.get("/healthz", expect=503).json == {"status": "down", "database": False, "worker": False}


def beat(office, *, ago):
    with office.database.begin() as session:
        session.add(WorkerProcess(id="w", name="here:1", beat_at=datetime.now(UTC) - timedelta(seconds=ago)))
