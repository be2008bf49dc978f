"""The published versions of each process: read from `bpmn/` into the database on start, never changed after.

An application stays on the version it began on. A bundle is told by its digest: starting again with the same
diagrams publishes nothing, two processes starting at once publish one version, and going back to an older bundle makes it
the newest under a number of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from models import ProcessVersion
from models.base import new_id
from models.database import Database
from models.vocabulary import StartsFrom
from workflows.adapters.clock import Clock
from workflows.engine import Bundle, Definition, bundle_from, library
from workflows.feel import compile_expression
from workflows.refusals import NotFound

#: The diagrams and tables that come with the product.
BUNDLED = Path(__file__).parent.parent / "bpmn"
SHARED = "shared"


def bundled(folder: Path = BUNDLED) -> list[Bundle]:
    """Every process whose diagram lies in a folder of its own, each with all it calls and asks."""
    return [
        bundle_from(process, folder / SHARED)
        for process in sorted(folder.iterdir())
        if (process / f"{process.name}.bpmn").exists()
    ]


@dataclass(frozen=True)
class Offer:
    """A process that a person may start."""

    process_id: str
    title: str
    #: What its button says.
    label: str
    #: FEEL over what is known of what it starts from: when it is offered. "" is always.
    when: str = ""
    #: Whether most people come for it.
    leads: bool = False
    #: What its button says to whoever holds a license; "" is the same.
    label_to_holder: str = ""
    #: Processes of one family stand in for each other.
    family: str = ""

    def suits(self, known: Mapping[str, Any]) -> bool:
        """Whether it is offered where this is known of the credential, the person or the account."""
        return _suits(self.when, known)


class Versions:
    """Which version of a process is in force, and the definition of any version."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._definitions: dict[str, Definition] = {}

    def publish(self, bundle: Bundle) -> None:
        """Makes a bundle the version in force, unless it already is.

        Raises:
            DefinitionRefused: the diagram breaks a rule; the findings say where.
        """
        with self._database.read() as session:
            newest = self._newest(session, bundle.process_id)
            if newest is not None and newest.digest == bundle.digest:
                # it was read and held good when it was published: a start costs nothing for it
                return
        definition = library.load(bundle)
        try:
            with self._database.begin() as session:
                newest = self._newest(session, bundle.process_id)
                if newest is None or newest.digest != bundle.digest:
                    session.add(
                        ProcessVersion(
                            id=new_id(),
                            process_id=bundle.process_id,
                            number=newest.number + 1 if newest else 1,
                            digest=bundle.digest,
                            title=definition.title,
                            starts_from=StartsFrom(definition.properties.get("startsFrom", "")),
                            offered_when=definition.properties.get("offeredWhen", ""),
                            family=definition.properties.get("family", bundle.process_id),
                            offer=definition.properties.get("offer", definition.title),
                            offer_to_holder=definition.properties.get("offerToHolder", ""),
                            leads=definition.properties.get("leads") == "true",
                            files={name: content.decode() for name, content in bundle.files.items()},
                            published_at=self._clock.now(),
                        )
                    )
        except IntegrityError:
            # another process published the same bundle in the same moment
            return

    def offered(self, starts_from: StartsFrom) -> list[Offer]:
        """What a person may start from a thing of this kind: first what most come for, then by title."""
        with self._database.read() as session:
            rows = session.scalars(select(ProcessVersion).order_by(ProcessVersion.process_id, ProcessVersion.number))
            newest = {row.process_id: row for row in rows}
        return [
            Offer(row.process_id, row.title, row.offer, row.offered_when, row.leads, row.offer_to_holder, row.family)
            for row in sorted(newest.values(), key=lambda row: (not row.leads, row.title))
            if row.starts_from is starts_from
        ]

    def newest(self, session: Session, process_id: str) -> ProcessVersion:
        """The version in force.

        Raises:
            NotFound: there is no such process.
        """
        version = self._newest(session, process_id)
        if version is None:
            raise NotFound
        return version

    def definition(self, session: Session, version_id: str) -> Definition:
        """What the engine runs for a version; read from the database once a process."""
        if version_id not in self._definitions:
            version = session.get_one(ProcessVersion, version_id, options=[undefer(ProcessVersion.files)])
            self._definitions[version_id] = library.load(self.bundle(version))
        return self._definitions[version_id]

    @staticmethod
    def bundle(version: ProcessVersion) -> Bundle:
        """The files of a version as they were published."""
        return Bundle(version.process_id, {name: text.encode() for name, text in version.files.items()})

    def offer(
        self,
        session: Session,
        process_id: str,
        starts_from: StartsFrom,
        known: Mapping[str, Any],
    ) -> ProcessVersion:
        """The version in force, if it may be started from a thing of this kind.

        Raises:
            NotFound: there is no such process, or it is not offered here.
        """
        version = self.newest(session, process_id)
        if version.starts_from is not starts_from or not _suits(version.offered_when, known):
            raise NotFound
        return version

    @staticmethod
    def _newest(session: Session, process_id: str) -> ProcessVersion | None:
        return session.scalar(
            select(ProcessVersion)
            .where(ProcessVersion.process_id == process_id)
            .order_by(ProcessVersion.number.desc())
            .limit(1)
        )


def _suits(when: str, known: Mapping[str, Any]) -> bool:
    return not when or compile_expression(when).evaluate(known) is True
