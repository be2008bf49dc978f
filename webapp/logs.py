"""What the site writes down of each request: JSON lines with its id, who asked, and the route's template.

No body, no query, no address as typed: links in e-mails carry tokens, and searches carry names.
"""

import logging
import re
import secrets
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

log = structlog.get_logger("webapp")


def write_json_logs() -> None:
    """Makes this process's log JSON lines on the standard output; of libraries, warnings and worse."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_for_traceback,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def failure(fault: BaseException) -> dict[str, object]:
    """What is written of a failure: its kind and where it was, never its text, which may hold what someone typed."""
    steps = traceback.extract_tb(fault.__traceback__)
    return {"kind": type(fault).__name__, "at": [f"{Path(step.filename).name}:{step.lineno}" for step in steps[-8:]]}


def _place_for_traceback(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Puts kind and place where a traceback was asked for: one shows what variables held."""
    told = line.pop("exc_info", None)
    fault = told[1] if isinstance(told, tuple) else told if isinstance(told, BaseException) else sys.exc_info()[1]
    return {**line, **failure(fault)} if told and fault is not None else line


def log_requests(app: Flask) -> None:
    """Gives every request an id, sends it back, and writes one line when it is answered."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        g.request_began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        # a request that Flask refused before `begin` has no id yet
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint != "static":
            log.info("request", **told(response))
        return response


def told(response: Response) -> dict[str, Any]:
    """What is written of a request: nothing that was typed."""
    return {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "actor": g.get("actor_id"),
        "ms": round((time.perf_counter() - g.get("request_began", time.perf_counter())) * 1000, 1),
    }
