"""The append-only history: each event carries the hash of the one before it, so that a change anywhere shows.

An application's row keeps its chain's head, so that appending reads nothing. An event tells who or what acted,
when, on which version, and all that is needed to run it again: the decision variables, the operation's answer,
the timer that fired. Personal answers are referred to by id.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Application, Event
from models.base import new_id
from models.vocabulary import ActorKind, DocumentSlot, EventKind
from workflows.engine import Definition


@dataclass(frozen=True)
class Actor:
    """Who or what acted."""

    kind: ActorKind
    #: The account's id; None for the system and the provider.
    id: str | None = None


SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True)
class Happening:
    """One thing that happened, before it has its place in a history."""

    kind: EventKind
    #: The diagram's id of the task, timer or message.
    node: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def append(session: Session, application: Application, happening: Happening, *, actor: Actor, at: datetime) -> Event:
    """Adds an event to an application whose row the caller has locked."""
    event = _link(
        happening,
        stream=application.id,
        position=application.event_count + 1,
        previous=application.event_head,
        actor=actor,
        at=at,
        version_id=application.version_id,
    )
    application.event_count = event.position
    application.event_head = event.digest
    session.add(event)
    return event


def append_to_account(session: Session, account_id: str, happening: Happening, *, actor: Actor, at: datetime) -> Event:
    """Adds an event to an account's own history; one at a time, on the account's locked row."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
    last = session.scalar(select(Event).where(Event.stream == account_id).order_by(Event.position.desc()).limit(1))
    event = _link(
        happening,
        stream=account_id,
        position=last.position + 1 if last else 1,
        previous=last.digest if last else "",
        actor=actor,
        at=at,
        version_id=None,
    )
    session.add(event)
    return event


@dataclass(frozen=True)
class Chain:
    """What recomputing a history's hashes showed."""

    #: How many events were read: all of them, or those up to the first that is broken.
    events: int
    #: The position of the first event that was changed, removed or slipped in; None where the chain is whole.
    first_broken: int | None = None


def recomputed(session: Session, stream: str) -> Chain:
    """The hashes of a history computed anew; an application's chain must also end at the head that its row keeps."""
    previous, position = "", 0
    for event in session.scalars(select(Event).where(Event.stream == stream).order_by(Event.position)):
        position += 1
        if event.position != position or event.previous != previous or event.digest != _digest(event):
            return Chain(position, first_broken=position)
        previous = event.digest
    head = session.execute(
        select(Application.event_count, Application.event_head).where(Application.id == stream)
    ).one_or_none()
    broken = head is not None and head != (position, previous)
    return Chain(position, first_broken=position + 1 if broken else None)


def first_broken(session: Session, stream: str) -> int | None:
    """The position of the first event that was changed, removed or slipped in; None where the chain is whole."""
    return recomputed(session, stream).first_broken


#: What an applicant is told of; the rest is the Office's own affair.
TOLD_TO_APPLICANT = frozenset(
    {
        EventKind.STARTED,
        EventKind.TASK_COMPLETED,
        EventKind.TIMER_FIRED,
        EventKind.MESSAGE_DELIVERED,
        EventKind.INCIDENT_RAISED,
        EventKind.INCIDENT_RETRIED,
        EventKind.DRAFT_EXPIRED,
        EventKind.HEARING_REQUESTED,
        EventKind.HEARING_DECIDED,
    }
)
_WORDS = {
    EventKind.STARTED: "Started",
    EventKind.TASK_COMPLETED: "Done: {label}",
    EventKind.OPERATION_ANSWERED: "Done: {label}",
    EventKind.OPERATION_FAILED: "Not possible: {label}",
    EventKind.TIMER_FIRED: "Time was up: {label}",
    EventKind.DECISION_MADE: "Rule applied: {label}",
    EventKind.MESSAGE_DELIVERED: "{label}",
    EventKind.TASK_CLAIMED: "Claimed: {label}",
    EventKind.TASK_RELEASED: "Given back: {label}",
    EventKind.INCIDENT_RAISED: "A step could not be done yet. Our staff see it",
    EventKind.INCIDENT_RETRIED: "A step is tried again",
    EventKind.HEARING_REQUESTED: "A hearing was asked for",
    EventKind.HEARING_DECIDED: "The request for a hearing has ended",
    EventKind.DRAFT_EXPIRED: "Deleted, because it was not sent in time",
    EventKind.DOCUMENT_OPENED: "Document opened: {label}",
    EventKind.ORIGINAL_HANDED_OUT: "Original handed out: {label}",
    EventKind.DOCUMENT_JUDGED: "Document looked at: {label}",
    EventKind.DOCUMENT_INFECTED: "Something bad found in a document: {label}",
    EventKind.LINKED: "A license was linked",
    EventKind.LINK_REFUSED: "A try to link a license was refused",
    EventKind.LINK_LOCKED: "Linking was locked",
    EventKind.LINK_LIFTED: "A lock on linking was lifted",
    EventKind.CARD_PRINTED: "A card or letter was printed",
    EventKind.SETTING_SET: "A setting was changed",
    EventKind.HOLIDAY_LISTED: "A day off was added",
    EventKind.HOLIDAY_STRUCK: "A day off was taken away",
    EventKind.NOTICE_RELEASED: "A held notice was sent",
    EventKind.NOTICE_THROWN_AWAY: "A held notice was thrown away",
    EventKind.CALENDAR_HELD: "A day of the calendar was held",
    EventKind.CALENDAR_RELEASED: "A day of the calendar was released",
    EventKind.TRAIL_EXPORTED: "The audit trail was exported",
}


def told(event: Event, definition: Definition | None) -> str:
    """What happened, in the diagram's own words where it was on a version of one."""
    label = _label(event.node, definition)
    words = _WORDS.get(event.kind, event.kind.value.replace("_", " ")).format(label=label)
    return words[:1].upper() + words[1:]


def _label(node: str, definition: Definition | None) -> str:
    try:
        if definition is not None:
            return definition.node(node).label
    except (KeyError, StopIteration):
        pass
    return _SLOTS.get(node) or _MESSAGES.get(node) or node.replace("_", " ")


#: What a message says, by its name in the diagrams; of a complaint no more than that it is looked at.
_MESSAGES = {
    "denial_set_aside": "the denial was set aside",
    "discipline_raised": "sent to our compliance staff",
    "email_confirmed": "the e-mail address was confirmed",
    "payment_settled": "the payment came in",
    "reference_received": "a reference came in",
    "registry_advanced": "the National Registry had news",
    "state_answered": "the other state answered",
    "withdraw": "withdrawn",
}
#: What a document is to show, by which events about one are told.
_SLOTS = {slot.value: slot.words for slot in DocumentSlot}


def _link(
    happening: Happening,
    *,
    stream: str,
    position: int,
    previous: str,
    actor: Actor,
    at: datetime,
    version_id: str | None,
) -> Event:
    event = Event(
        id=new_id(),
        stream=stream,
        position=position,
        kind=happening.kind,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        version_id=version_id,
        node=happening.node,
        data=happening.data,
        previous=previous,
    )
    event.digest = _digest(event)
    return event


def _digest(event: Event) -> str:
    told = [
        event.previous,
        event.stream,
        event.position,
        event.kind.value,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_kind.value,
        event.actor_id,
        event.version_id,
        event.node,
        event.data,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
