"""Answers by mail: people without an account are asked by a link, and a diagram waits for them."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, Event, Invitation, Job, Notice
from models.vocabulary import ActorKind, EventKind
from tests.journeys.people import Applicant
from tests.journeys.world import World
from tests.webapp.browser import Browser
from workflows.engine import bundle_from
from workflows.operations import Case
from workflows.operations.invite import Operation as Invite

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="t">
  <bpmn:process id="survey" name="Survey" isExecutable="true">
    <bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="title" value="Survey" />
      <spiffworkflow:property name="startsFrom" value="credential" />
    </spiffworkflow:properties></bpmn:extensionElements>
    <bpmn:startEvent id="begun"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>
    <bpmn:subProcess id="main" name="Survey">
      <bpmn:incoming>f0</bpmn:incoming><bpmn:outgoing>f9</bpmn:outgoing>
      <bpmn:startEvent id="opened"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
      <bpmn:userTask id="write" name="Name people">
        <bpmn:extensionElements><spiffworkflow:properties>
          <spiffworkflow:property name="form" value="alignment" />
          <spiffworkflow:property name="candidateGroup" value='"applicant"' />
          <spiffworkflow:property name="status" value="Name the people to ask." />
        </spiffworkflow:properties></bpmn:extensionElements>
        <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
      </bpmn:userTask>
      <bpmn:serviceTask id="record" name="Record">
        <bpmn:extensionElements>
          <spiffworkflow:serviceTaskOperator id="record_submission" resultVariable="submission">
            <spiffworkflow:parameters>
              <spiffworkflow:parameter id="p_route" type="any" value="null" />
              <spiffworkflow:parameter id="p_fees" type="any" value="[]" />
              <spiffworkflow:parameter id="p_submitted_at" type="str" value="null" />
            </spiffworkflow:parameters>
          </spiffworkflow:serviceTaskOperator>
        </bpmn:extensionElements>
        <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f10</bpmn:outgoing>
      </bpmn:serviceTask>
      <bpmn:serviceTask id="ask" name="Ask them">
        <bpmn:extensionElements>
          <spiffworkflow:serviceTaskOperator id="invite" resultVariable="survey">
            <spiffworkflow:parameters>
              <spiffworkflow:parameter id="p_form" type="str" value='"reference"' />
              <spiffworkflow:parameter id="p_message" type="str" value='"survey_answered"' />
              <spiffworkflow:parameter id="p_address" type="str" value='"people.rows.email"' />
              <spiffworkflow:parameter id="p_days" type="any" value="30" />
              <spiffworkflow:parameter id="p_template" type="str" value='"N-INVITATION"' />
            </spiffworkflow:parameters>
          </spiffworkflow:serviceTaskOperator>
        </bpmn:extensionElements>
        <bpmn:incoming>f10</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
      </bpmn:serviceTask>
      <bpmn:intermediateCatchEvent id="answered" name="Someone answers">
        <bpmn:extensionElements><spiffworkflow:properties>
          <spiffworkflow:property name="status" value="We wait for those you named." />
        </spiffworkflow:properties></bpmn:extensionElements>
        <bpmn:incoming>f3</bpmn:incoming><bpmn:incoming>again</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing>
        <bpmn:messageEventDefinition id="answered_message" messageRef="message_survey_answered" />
      </bpmn:intermediateCatchEvent>
      <bpmn:exclusiveGateway id="all_in" name="All in?" default="again">
        <bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing><bpmn:outgoing>again</bpmn:outgoing>
      </bpmn:exclusiveGateway>
      <bpmn:endEvent id="heard"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
      <bpmn:sequenceFlow id="f1" sourceRef="opened" targetRef="write" />
      <bpmn:sequenceFlow id="f2" sourceRef="write" targetRef="record" />
      <bpmn:sequenceFlow id="f10" sourceRef="record" targetRef="ask" />
      <bpmn:sequenceFlow id="f3" sourceRef="ask" targetRef="answered" />
      <bpmn:sequenceFlow id="f4" sourceRef="answered" targetRef="all_in" />
      <bpmn:sequenceFlow id="again" sourceRef="all_in" targetRef="answered" />
      <bpmn:sequenceFlow id="f5" sourceRef="all_in" targetRef="heard">
        <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">answers_in &gt;= survey.asked</bpmn:conditionExpression>
      </bpmn:sequenceFlow>
    </bpmn:subProcess>
    <bpmn:boundaryEvent id="withdrawn_by_holder" name="Withdrawn" attachedToRef="main">
      <bpmn:outgoing>f8</bpmn:outgoing>
      <bpmn:messageEventDefinition id="withdraw_message" messageRef="message_withdraw" />
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="withdrawn">
      <bpmn:extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="outcome" value="WITHDRAWN" />
        <spiffworkflow:property name="status" value="Withdrawn." />
      </spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f8</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:endEvent id="done">
      <bpmn:extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="outcome" value="ADVISED" />
        <spiffworkflow:property name="status" value="All have answered." />
      </spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f9</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="f0" sourceRef="begun" targetRef="main" />
    <bpmn:sequenceFlow id="f8" sourceRef="withdrawn_by_holder" targetRef="withdrawn" />
    <bpmn:sequenceFlow id="f9" sourceRef="main" targetRef="done" />
  </bpmn:process>
  <bpmn:message id="message_survey_answered" name="survey_answered" />
  <bpmn:message id="message_withdraw" name="withdraw" />
</bpmn:definitions>
"""
ROW = {"service": "Blue Ambulance", "role": "EMT", "level": "E", "began": "2020-01-01", "ended": "2024-01-01"}
YES = {"confirms": "yes", "your_name": "Lou Reyes", "your_role": "Chief", "true": "y"}
NO = {**YES, "confirms": "no", "differs": "I do not know this person."}

Survey = Callable[..., tuple[Applicant, str]]


def test_everyone_named_is_asked_by_a_link_of_their_own(survey: Survey, world: World) -> None:
    survey("lou@blue.example", "max@red.example")

    links = [link_to(world, address) for address in ("lou@blue.example", "max@red.example")]

    assert len(set(links)) == 2
    assert all(re.fullmatch(r"/invitations/[\w-]{43}", link) for link in links)


def test_the_letter_names_no_person_and_goes_to_no_one_else(survey: Survey, world: World) -> None:
    hana, number = survey("lou@blue.example")

    [letter] = world.mail_to("lou@blue.example")

    for words in ("Hana", "Ito", hana.holder.number, number, "Blue Ambulance"):
        assert words not in letter.subject + letter.text + letter.html
    assert not any("reference" in subject for subject in world.subjects(hana.holder.email))


def test_the_page_tells_who_it_is_about_and_nothing_else_of_the_application(survey: Survey, world: World) -> None:
    hana, number = survey("lou@blue.example")

    lou = visitor(world)
    page = lou.get(link_to(world, "lou@blue.example"))

    assert all(lou.sees(words) for words in ("Hana Ito", "Blue Ambulance", "January 1, 2020"))
    assert not any(words in page.text for words in (number, hana.holder.number, hana.holder.email))


def test_the_address_of_the_page_is_told_to_nobody_and_the_page_is_not_kept(survey: Survey, world: World) -> None:
    survey("lou@blue.example")

    response = visitor(world).get(link_to(world, "lou@blue.example"))

    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_diagram_goes_on_once_all_have_answered(survey: Survey, world: World) -> None:
    hana, number = survey("lou@blue.example", "max@red.example")

    answers(world, "lou@blue.example", YES)
    assert hana.application(number).ended_at is None
    answers(world, "max@red.example", NO)

    told = [event.data["variables"] for event in world.history(number) if event.kind is EventKind.MESSAGE_DELIVERED]
    assert told == [
        {"referenceConfirms": True, "answers_in": 1},
        {"referenceConfirms": False, "answers_in": 2},
    ]
    hana.sees(number, "All have answered.")


def test_history_says_that_someone_asked_by_mail_answered_and_holds_none_of_the_words(
    survey: Survey, world: World
) -> None:
    _, number = survey("lou@blue.example")

    answers(world, "lou@blue.example", NO)

    [event] = [event for event in world.history(number) if event.kind is EventKind.MESSAGE_DELIVERED]
    assert event.actor_kind is ActorKind.INVITED
    assert "Lou" not in str(event.data)
    assert "know" not in str(event.data)


def test_answers_addresses_and_what_is_shown_lie_sealed_and_the_token_hashed(survey: Survey, world: World) -> None:
    survey("lou@blue.example")
    link = link_to(world, "lou@blue.example")
    answers(world, "lou@blue.example", NO)

    [invitation] = world.all(select(Invitation))
    [notice] = world.all(select(Notice).where(Notice.template == "N-INVITATION"))

    kept = invitation.address + invitation.subject + (invitation.content or b"") + (notice.address or b"") + notice.text
    for words in (b"blue.example", b"Blue", b"know", link.rsplit("/", 1)[1].encode()):
        assert words not in kept
    assert link.rsplit("/", 1)[1] != invitation.token


def test_a_link_is_used_once(survey: Survey, world: World) -> None:
    survey("lou@blue.example", "max@red.example")
    link = link_to(world, "lou@blue.example")
    answers(world, "lou@blue.example", YES)
    lou = visitor(world)

    lou.get(link, expect=410)

    assert lou.sees("This letter has been answered.")
    lou.post_bare(link, {**NO, "csrf_token": lou.token("/login")}, expect=410)
    assert len(world.all(select(Event).where(Event.kind == EventKind.MESSAGE_DELIVERED))) == 1


def test_two_presses_at_once_count_as_one_answer(survey: Survey, world: World) -> None:
    _, number = survey("lou@blue.example", "max@red.example")
    token = link_to(world, "lou@blue.example").rsplit("/", 1)[1]
    said: list[str] = []

    def press(answer: bool) -> None:
        try:
            world.office.invitations.answer(token, pages={}, variables={"referenceConfirms": answer})
        except Exception as refusal:  # noqa: BLE001 - what it says is looked at
            said.append(type(refusal).__name__)

    with ThreadPoolExecutor(4) as together:
        list(together.map(press, (True, False, True, False)))

    assert said == ["InvitationAnswered"] * 3
    told = [event for event in world.history(number) if event.kind is EventKind.MESSAGE_DELIVERED]
    assert [event.data["variables"]["answers_in"] for event in told] == [1]


def test_two_people_at_once_are_both_counted(survey: Survey, world: World) -> None:
    hana, number = survey("lou@blue.example", "max@red.example", "ned@grey.example")
    tokens = [link_to(world, f"{who}.example").rsplit("/", 1)[1] for who in ("lou@blue", "max@red", "ned@grey")]

    with ThreadPoolExecutor(3) as together:
        list(together.map(lambda one: world.office.invitations.answer(one, pages={}, variables={}), tokens))

    told = [event for event in world.history(number) if event.kind is EventKind.MESSAGE_DELIVERED]
    assert [event.data["variables"]["answers_in"] for event in told] == [1, 2, 3]
    hana.sees(number, "All have answered.")


def test_a_link_works_until_the_end_of_its_last_day(survey: Survey, world: World) -> None:
    survey("lou@blue.example")
    link = link_to(world, "lou@blue.example")
    lou = visitor(world)

    world.it_is("2026-02-09 23:59")
    lou.get(link)
    world.it_is("2026-02-10 00:00")

    lou.get(link, expect=410)
    assert lou.sees("We no longer need an answer to this letter.")
    lou.post_bare(link, {**YES, "csrf_token": lou.token("/login")}, expect=410)


def test_nobody_answers_for_an_application_that_was_withdrawn(survey: Survey, world: World) -> None:
    hana, number = survey("lou@blue.example")
    link = link_to(world, "lou@blue.example")
    hana.withdraws(number)
    lou = visitor(world)

    lou.get(link, expect=410)

    lou.post_bare(link, {**YES, "csrf_token": lou.token("/login")}, expect=410)
    assert world.all(select(Invitation))[0].answered_at is None


def test_a_wrong_answer_is_shown_again_with_what_was_typed(survey: Survey, world: World) -> None:
    survey("lou@blue.example")
    lou, link = visitor(world), link_to(world, "lou@blue.example")

    page = lou.post_bare(link, {**NO, "differs": "", "csrf_token": lou.token("/login")}, expect=422).text

    assert "Tell us what is not right" in page
    assert 'value="Lou Reyes"' in page
    assert world.all(select(Invitation))[0].answered_at is None


def test_a_flood_of_text_and_fields_of_other_forms_are_not_kept(survey: Survey, world: World) -> None:
    survey("lou@blue.example")
    lou, link = visitor(world), link_to(world, "lou@blue.example")
    csrf = {"csrf_token": lou.token("/login")}

    lou.post_bare(link, {**YES, "your_name": "x" * 100_000, **csrf}, expect=422)
    lou.post_bare(link, {**YES, "differs": "x" * 2_000_000, **csrf}, expect=413)
    assert world.all(select(Invitation))[0].answered_at is None
    lou.post_bare(
        link, {**YES, "decision": "approve", "decide-decision": "approve", "revision": "9", **csrf}, expect=303
    )

    [kept] = world.all(select(Invitation))
    pages = world.office.keyring.open_json(kept.content or b"", place="invitation.content", row=kept.id)
    assert {field for page in pages.values() for field in page} <= {*NO, "comment"}


@pytest.mark.parametrize("token", ["x", "a" * 43, "thanks2", "%00", "..%2fhome", "é" * 20, "a" * 5000, "' or 1=1 --"])
def test_a_token_that_was_never_given_out_finds_nothing(survey: Survey, world: World, token: str) -> None:
    survey("lou@blue.example")
    someone = visitor(world)

    someone.get(f"/invitations/{token}", expect=404)

    someone.post_bare(f"/invitations/{token}", {**YES, "csrf_token": someone.token("/login")}, expect=404)


def test_whoever_tries_many_tokens_is_slowed_down(world: World) -> None:
    someone = visitor(world)
    statuses = {someone.open(f"/invitations/{number}").status_code for number in range(40)}

    assert 429 in statuses


def test_the_same_job_asks_nobody_twice(survey: Survey, world: World) -> None:
    survey("lou@blue.example", "max@red.example")
    [job] = world.all(select(Job).where(Job.operation == "invite"))
    case = Case(
        application_id=job.application_id or "",
        number="",
        process="",
        family="",
        account_id="",
        person_id=None,
        credential_id=None,
        job_id=job.id,
        submitted_at=None,
    )

    with world.office.database.begin() as session:
        told = Invite(world.office.parts).keep(session, case, {}, **job.parameters)
    world.settle()

    assert told["asked"] == 2
    assert len(world.all(select(Invitation))) == 2
    assert len(world.mail_to("lou@blue.example")) == 1


def test_asking_again_takes_the_place_of_letters_without_an_answer(survey: Survey, world: World) -> None:
    survey("lou@blue.example", "max@red.example")
    answers(world, "max@red.example", YES)
    old = link_to(world, "lou@blue.example")
    [job] = world.all(select(Job).where(Job.operation == "invite"))
    case = Case(
        application_id=job.application_id or "",
        number="",
        process="",
        family="",
        account_id="",
        person_id=None,
        credential_id=None,
        job_id=f"{job.id[:-1]}x",
        submitted_at=None,
    )

    with world.office.database.begin() as session:
        Invite(world.office.parts).keep(session, case, {}, **job.parameters)
    world.settle()

    visitor(world).get(old, expect=410)
    visitor(world).get(link_to(world, "lou@blue.example"))


def test_a_row_without_an_address_is_left_out_and_nobody_is_waited_for_twice(survey: Survey, world: World) -> None:
    hana, number = survey("lou@blue.example", "")

    answers(world, "lou@blue.example", YES)

    hana.sees(number, "All have answered.")


def test_the_case_page_shows_who_was_asked_and_what_came_back(survey: Survey, world: World, clerk: Any) -> None:
    _, number = survey("lou@blue.example", "max@red.example")
    answers(world, "lou@blue.example", NO)

    clerk("reviewer_1").sees(
        number, "Answers by e-mail", "lou@blue.example", "I do not know this person.", "No answer yet", "Blue Ambulance"
    )


@pytest.fixture
def survey(world: World, applicant: Any, tmp_path: Path) -> Survey:
    """Hana files an application that names people to be asked; she and its number."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "survey").mkdir()
    (tmp_path / "survey" / "survey.bpmn").write_text(DIAGRAM)
    world.office.versions.publish(bundle_from(tmp_path / "survey", tmp_path / "shared"))

    def file(*addresses: str) -> tuple[Applicant, str]:
        hana = applicant("hana")
        office, credential = world.office, hana.credential()
        [account_id] = world.all(select(Account.id).where(Account.email == hana.holder.email))
        number = office.applications.start(account_id, process_id="survey", credential_id=credential.id)
        task = hana.open_task(number)
        rows = [{**ROW, "email": address} for address in addresses]
        revision = office.applications.save_page(
            account_id, task.id, page="people", values={"rows": rows}, revision=None
        )
        office.applications.submit(account_id, task.id, variables={}, revisions={"people": revision})
        world.settle()
        return hana, number

    return file


def visitor(world: World) -> Browser:
    """Somebody at a browser, not signed in."""
    return Browser(world.site)


def link_to(world: World, address: str) -> str:
    """The link of the newest letter to an address."""
    return str(re.findall(r"https?://[^/]+(/invitations/[\w-]+)", world.mail_to(address)[-1].text)[0])


def answers(world: World, address: str, posted: dict[str, str]) -> None:
    """Whoever reads this address opens the link and answers."""
    browser, link = visitor(world), link_to(world, address)
    browser.get(link)
    where = browser.post_bare(link, {**posted, "csrf_token": browser.token("/login")}, expect=303).headers["Location"]
    browser.get(where)
    assert browser.sees("We have your answer.")
    world.settle()
