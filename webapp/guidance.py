"""The guide of a task, made with the facts of the moment: where what the Office knows meets what forms ask."""

from typing import Any

from flask import url_for

from forms.base import Guide, guides
from forms.review import asked_items
from webapp.access import current
from workflows.application_views import TaskView


def guide_of(task: TaskView) -> Guide:
    """The guide that the task's diagram names."""
    facts: dict[str, Any] = {**task.facts}
    facts["documents"] = {
        document_id: {**known, "url": _url(task, document_id)}
        for document_id, known in (task.facts.get("documents") or {}).items()
    }
    facts["asked"] = asked_items(task.facts.get("asked") or {}, task.facts)
    return guides()[task.form](facts)


def _url(task: TaskView, document_id: str) -> str:
    """Where whoever does the task opens a document."""
    if current.staff:
        return url_for("documents.look", number=task.application, document_id=document_id)
    return url_for("documents.show", document_id=document_id)
