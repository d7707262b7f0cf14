"""An export is whole: each part of a case that somebody may read is in it, or is told why not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.running.case_exporting import ExportedCase, ExportOrder, export_for
from domain.access import Action
from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.acute_session import SessionState
from domain.audit import AuditEvent, Operator
from domain.case_page import RULES, CasePart
from domain.contribution import Conditions
from domain.enquiry import EnquiryAnswer
from domain.identifiers import (
    ContributionId,
    InvitationId,
    MarkId,
    MemberId,
    MinutesId,
    SessionId,
)
from domain.incorrect import IncorrectMark, MarkWords, StatementPart
from domain.member import Language, Role
from domain.minutes import MinutesState
from domain.reaction import ReactionWords
from domain.sight import SeenPart
from domain.signal import SignalSource
from services.access import find_case
from services.acute.session_record import read_session_records
from services.linked_case import link_cases
from services.moment import Moment
from services.seen_case import SeenCase
from tests.support.acute import GATHERING, NOW, REPORT, TEST, a_session, an_invitation
from tests.support.agenda_house import CARE, CITY, POLICE, a_member
from tests.support.agreed_actions import an_action
from tests.support.canaries import CANARY
from tests.support.contributions import SAID, a_contribution, under
from tests.support.discussions import a_discussion
from tests.support.enquiries import an_enquiry
from tests.support.intakes import FULL
from tests.support.judging_house import REFERRAL, JudgingHouse
from tests.support.known_checks import a_known_check
from tests.support.minutes import an_edition, an_objection, approved_minutes
from tests.support.plans_of_action import a_plan
from tests.support.reactions import a_reaction
from tests.support.signals import a_signal

CODE = "KX7-Q42"
AGENT, NURSE = MemberId("agent"), MemberId("nurse")
LATER = NOW + timedelta(hours=1)
BEFORE = f"{CANARY} dreigt sinds maandag."
# which keys of the file tell each part of the page of a case
KEYS: dict[CasePart, tuple[str, ...]] = {
    CasePart.IDENTITY: ("identity",),
    CasePart.STORY: ("story", "incorrect", "earlier"),
    CasePart.OUTCOME: ("weighing",),
    CasePart.WEIGHING: ("weighing",),
    CasePart.COLOUR: ("colours",),
    CasePart.CIRCLE: ("circle",),
    CasePart.PLAN: ("plan",),
    CasePart.ACTIONS: ("actions",),
    CasePart.DISCUSSION: ("decision",),
    CasePart.OWN_ACTIONS: ("own_actions",),
    CasePart.LINKS: ("links",),
    CasePart.ENQUIRIES: ("enquiries",),
    CasePart.CONTRIBUTIONS: ("contributions",),
    CasePart.KNOWN_CHECKS: ("known_checks",),
    CasePart.SIGNALS: ("signals",),
    CasePart.INVOLVED_ANSWER: ("weighing",),
    CasePart.INTAKE: ("intake",),
    CasePart.DIRECT_CIRCLE: ("intake",),
}
BESIDE: dict[SeenPart, tuple[str, ...]] = {
    SeenPart.INCORRECT: ("incorrect",),
    SeenPart.MINUTES: ("minutes",),
    SeenPart.REACTION: ("reactions",),
    SeenPart.SESSION: ("sessions",),
    SeenPart.REPORT: ("sessions",),
    SeenPart.INVITATION: ("sessions",),
}
# what is seen of a case elsewhere, and why nobody takes it along
STAYS: dict[str, set[SeenPart]] = {
    "it is no more than a code, a phase and a colour word": {
        SeenPart.PHASE, SeenPart.OVERVIEW, SeenPart.INBOX, SeenPart.LIST, SeenPart.AGENDA,
        SeenPart.BOARD, SeenPart.ROOM, SeenPart.ALIKE,
    },
    "where somebody lives is told by us, to who may read it": {
        SeenPart.ADDRESS, SeenPart.SECRET_ADDRESS,
    },
    "it is about how we work, not about the subject": {
        SeenPart.GAP, SeenPart.RETENTION, SeenPart.INFORMING, SeenPart.PRIORITY, SeenPart.MERGING,
        SeenPart.PAUSE, SeenPart.CLOSING,
    },
    "why somebody objects is for a process director here": {SeenPart.OBJECTION},
    "what came of it is in the colours and the plan": {SeenPart.ROUND},
    "it is of no case": {SeenPart.CONSULT},
}  # fmt: skip


async def export(house: JudgingHouse, folder: Path, by: str = "sanne") -> ExportedCase:
    order = ExportOrder(code=CODE, by=by, reason="PGAx", folder=folder, language=Language.DUTCH)
    return await export_for(house.database, house.house, order, Operator("root"))


async def told_to(house: JudgingHouse, folder: Path, by: str = "sanne") -> dict[str, Any]:
    told: dict[str, Any] = json.loads((await export(house, folder, by)).open_json)
    return told


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    """A case with something of every part."""
    taken = await judging_house.take_up()
    await judging_house.refer("AB1-C23", referrer="deputy")
    async with judging_house.acting("sanne") as ctx:
        await link_cases(
            ctx, await find_case(ctx, Action.LINK_CASE, CODE), "AB1-C23", f"{CANARY} is zijn broer."
        )
    async with judging_house.work() as moment:
        await _tell_later(moment, taken)
        await _hear_partners(moment, taken)
        await moment.uow.known_checks.add(a_known_check(taken.id, moment.now))
        await _talk(moment, taken)
        await _be_acute(moment, taken)
    return taken


async def _tell_later(moment: Moment, seen: SeenCase) -> None:
    later = replace(REFERRAL, why_now=f"{CANARY} kwam terug.", intake=FULL)
    await moment.uow.cases.save_referral(seen.id, later, AGENT, moment.now + timedelta(hours=1))
    for part, subject in (
        (StatementPart.WHY_NOW, ""),
        (StatementPart.MINUTES, "minutes-1"),
        (StatementPart.REPORT, "session-1"),
    ):
        mark = IncorrectMark(
            id=MarkId(f"mark-{part}"),
            case=seen.id,
            part=part,
            subject=subject,
            marked_by=NURSE,
            organisation=CARE,
            marked_at=moment.now,
        )
        await moment.uow.incorrect_marks.add(mark, MarkWords(what=f"Niet juist: {part}."))


async def _hear_partners(moment: Moment, seen: SeenCase) -> None:
    said = an_enquiry(case=seen.id, organisation=CARE, answer=EnquiryAnswer.KNOWN)
    await moment.uow.enquiries.add(said, f"{CANARY} woont daar.")
    words = ReactionWords(said=f"{CANARY} ging weg.")
    await moment.uow.reactions.add(a_reaction(seen.id, moment.now), words)
    told = a_contribution(seen.id, moment.now, organisation=CARE)
    stays = under(Conditions(stays_here=True), f"{CANARY} blijft hier.")
    await moment.uow.contributions.add(told)
    source = SignalSource(case=seen.id, suppliers=frozenset({CARE}))
    await moment.uow.signals.add(a_signal(moment.now), [source])
    await moment.uow.contributions.add(replace(told, id=ContributionId("other"), text=stays))


async def _talk(moment: Moment, seen: SeenCase) -> None:
    uow = moment.uow
    await uow.people.save_member(a_member("Noor", CITY, Role.NOTE_TAKER))
    await uow.plans_of_action.add(replace(a_plan(), case=seen.id))
    await uow.agreed_actions.add(an_action(case=seen.id))
    await uow.discussions.add(a_discussion(case=seen.id))
    shared = approved_minutes(case=seen.id, state=MinutesState.SHARED, shared_edition=1)
    await uow.minutes.add(shared)
    await uow.minutes.add_edition(an_edition(case=seen.id))
    await uow.minutes.keep_objection(an_objection(case=seen.id))
    waiting = approved_minutes(id=MinutesId("minutes-2"), case=seen.id, said_in="another")
    await uow.minutes.add(waiting)
    content = an_edition().content
    await uow.minutes.add_edition(
        an_edition(
            minutes=waiting.id,
            case=seen.id,
            content=replace(content, text=replace(content.text, picture="Nog niet gedeeld.")),
        )
    )


async def _be_acute(moment: Moment, seen: SeenCase) -> None:
    uow = moment.uow
    session = a_session(case=seen.id, reported_by=AGENT)
    report = replace(
        REPORT, may_share=False, unsafe_number="06-CANARY", why_called_off=f"{CANARY} is veilig."
    )
    await uow.sessions.add(session, report)
    await uow.sessions.keep_test(session, TEST)
    await uow.sessions.save(replace(session, state=SessionState.CLOSED, gathering=GATHERING))
    for member, of, answer in (
        (AGENT, POLICE, InvitationAnswer.COMES),
        (NURSE, CARE, InvitationAnswer.CANNOT_SAY),
    ):
        invitation = an_invitation(
            id=InvitationId(f"invitation-{member}"),
            member=member,
            organisation=of,
            session=session.id,
            case=seen.id,
            answer=answer,
            state=InvitationState.ENDED,
        )
        await uow.sessions.add_invitation(invitation)


def walk_texts(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        for one in told.values():
            yield from walk_texts(one)
    elif isinstance(told, list):
        for one in told:
            yield from walk_texts(one)
    elif isinstance(told, str):
        yield told


def test_every_part_of_a_case_is_in_the_table_of_the_export_or_says_why_it_stays():
    assert set(KEYS) == set(CasePart)
    exported = {RULES[part].seen for part in KEYS} | set(BESIDE)
    stays = [part for parts in STAYS.values() for part in parts]
    assert len(stays) == len(set(stays))
    assert not exported & set(stays)
    assert exported | set(stays) == set(SeenPart)


def test_every_key_is_documented():
    told = Path("docs/case-export.md").read_text(encoding="utf-8")
    keys = {key for several in (*KEYS.values(), *BESIDE.values()) for key in several}
    assert [one for one in sorted(keys) if f"`{one}`" not in told] == []


@pytest.mark.usefixtures("seen")
async def test_a_director_takes_every_part_along_and_each_is_on_record_as_exported(
    judging_house: JudgingHouse, seen: SeenCase, tmp_path: Path
):
    told = await told_to(judging_house, tmp_path)
    keys = {key for several in (*KEYS.values(), *BESIDE.values()) for key in several}
    # a referrer has their own in the place of all that was agreed
    assert [one for one in keys - {"own_actions"} if not told.get(one)] == []
    entries = await judging_house.on_record(seen.id)
    parts = {one.part for one in entries if one.event is AuditEvent.EXPORTED}
    expected = {RULES[part].seen for part in CasePart} | set(BESIDE)
    # a question is answered in outcome B only: tests/services/test_involved_answer.py
    assert parts == expected - {SeenPart.INVOLVED_ANSWER}


async def test_what_was_told_before_what_was_shared_and_what_was_acute_go_along(
    judging_house: JudgingHouse, seen: SeenCase, tmp_path: Path
):
    exported = await export(judging_house, tmp_path)
    told = json.loads(exported.open_json)
    assert told["story"]["why_now"] == f"{CANARY} kwam terug."
    assert [one["story"]["why_now"] for one in told["earlier"]] == [BEFORE]
    (minutes,) = told["minutes"]
    assert minutes["approved_by"] == "Sanne"
    assert minutes["objections"] == 1
    assert [one["what"] for one in minutes["incorrect"]] == ["Niet juist: minutes."]
    (session,) = told["sessions"]
    assert session["report"]["happening"] == REPORT.happening
    assert [one["what"] for one in session["report"]["incorrect"]] == ["Niet juist: report."]
    assert session["test"]["reason"] == TEST.reason
    assert {one["answer"] for one in session["invitations"]} == {"comes", "cannot_say"}
    for content in (exported.open_json, exported.page):
        assert BEFORE in content
        assert REPORT.happening in content
        assert "Niet juist: minutes." in content
        assert "Niet juist: report." in content


async def test_what_partners_contributed_goes_along_and_what_must_stay_here_does_not(
    judging_house: JudgingHouse, seen: SeenCase, tmp_path: Path
):
    exported = await export(judging_house, tmp_path)
    (contributed,) = json.loads(exported.open_json)["contributions"]
    assert (contributed["said"], contributed["category"]) == (SAID, "housing")
    assert SAID in exported.page
    for content in (exported.open_json, exported.page):
        assert f"{CANARY} blijft hier." not in content


async def test_what_may_still_be_objected_to_and_who_objected_and_a_dangerous_number_stay(
    judging_house: JudgingHouse, seen: SeenCase, tmp_path: Path
):
    exported = await export(judging_house, tmp_path)
    for content in (exported.open_json, exported.page):
        assert "Nog niet gedeeld." not in content
        assert an_objection().reason not in content
        assert "06-CANARY" not in content
        assert REFERRAL.identity.address not in content


async def test_no_reader_of_a_report_that_leaves_has_a_number_that_nobody_may_call(
    judging_house: JudgingHouse, seen: SeenCase
):
    for by in ("sanne", "agent"):
        async with judging_house.acting(by) as ctx:
            permit = await find_case(ctx, Action.EXPORT_CASE, CODE)
            (record,) = await read_session_records(ctx, permit)
        assert record.report is not None
        assert record.report.unsafe_number == ""


@pytest.mark.parametrize(
    ("by", "report", "answers", "called_off"),
    [
        ("sanne", True, {"comes", "cannot_say"}, True),
        # that somebody cannot say why is for a process director
        ("iris", False, {"comes", "cannot"}, False),
        # the reporter has the own report, without why another called it off
        ("agent", True, {"comes"}, False),
        # who did not come has the own answer, and not what was reported
        ("nurse", False, {"cannot_say"}, False),
    ],
)
async def test_of_a_session_each_reader_takes_along_what_is_theirs(
    judging_house: JudgingHouse,
    seen: SeenCase,
    tmp_path: Path,
    by: str,
    report: bool,
    answers: set[str],
    called_off: bool,
):
    (session,) = (await told_to(judging_house, tmp_path, by))["sessions"]
    assert bool(session["report"]) is report
    assert {one["answer"] for one in session["invitations"]} == answers
    assert (f"{CANARY} is veilig." in set(walk_texts(session))) is called_off
    assert bool(session["test"]) is (by == "sanne")


async def test_who_has_no_part_in_a_session_does_not_learn_that_there_was_one(
    judging_house: JudgingHouse, seen: SeenCase, tmp_path: Path
):
    async with judging_house.work() as moment:
        session = a_session(case=seen.id, id=SessionId("other"), reported_by=MemberId("sanne"))
        await moment.uow.sessions.add(session, REPORT)
    assert len((await told_to(judging_house, tmp_path))["sessions"]) == 2
    assert len((await told_to(judging_house, tmp_path, "nurse"))["sessions"]) == 1


@pytest.mark.parametrize("may_share", [True, False])
async def test_who_comes_takes_along_what_was_reported_when_its_reporter_shares_it(
    judging_house: JudgingHouse, seen: SeenCase, tmp_path: Path, may_share: bool
):
    async with judging_house.work() as moment:
        session = a_session(
            case=seen.id, id=SessionId("z"), reported_by=MemberId("sanne"), reported_at=LATER
        )
        await moment.uow.sessions.add(session, replace(REPORT, may_share=may_share))
        await moment.uow.sessions.add_invitation(
            an_invitation(
                id=InvitationId("other"),
                member=NURSE,
                organisation=CARE,
                session=session.id,
                case=seen.id,
                answer=InvitationAnswer.COMES,
                state=InvitationState.ANSWERED,
            )
        )
    _, coming = (await told_to(judging_house, tmp_path, "nurse"))["sessions"]
    assert bool(coming["report"]) is may_share
