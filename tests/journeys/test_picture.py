"""The picture of an application's way, and what is told where its diagram was never drawn."""

from collections.abc import Callable
from dataclasses import replace

from tests.journeys.people import Applicant
from tests.journeys.world import World
from workflows.versions import bundled


def test_an_application_whose_diagram_is_not_drawn_says_so(applicant: Callable[..., Applicant], world: World) -> None:
    drawn = next(bundle for bundle in bundled() if bundle.process_id == "renewal")
    files = {file: data.replace(b"bpmndi:BPMNPlane", b"bpmndi:Plane") for file, data in drawn.files.items()}
    world.office.versions.publish(replace(drawn, files=files))
    hana = applicant("hana")
    number = hana.asks_for_the_way()

    hana.reads(f"/applications/{number}/diagram", "There is no picture of these steps.")
