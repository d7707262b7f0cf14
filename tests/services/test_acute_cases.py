"""Two of the twelve example cases of the trade, played until what they are an example of: somebody
who is released tomorrow and threatens (ZP2-H55), and a boy with a knife of whom it turns out that
enough is being done already (DU2-K47), while the parents are informed later.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Action, CaseState, Involvement
from domain.acute_circle import Addition, NoStatementError
from domain.acute_invitation import InvitationAnswer
from domain.acute_report import AcuteReport
from domain.acute_session import NoTestReasonError, SessionState
from domain.audit import AuditEvent, AuditReason
from domain.colour import ColourWish
from domain.errors import NotAllowedError
from domain.house import CircleSignal
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId, SessionId
from domain.informing import NotYet, NotYetGround
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.acute.addition import add_partner, open_circle
from services.acute.board import BoardView
from services.acute.invitations import answer_invitation, view_own_invitation
from services.acute.report import KnownCase, NewSubject, begin_report
from services.acute.session import view_board
from services.acute.told import view_told
from services.acute.views import read_acute_receipt
from services.informing import list_informing, look_at_informing, say_informing
from services.seen_case import SeenCase, take_case
from tests.support.acute_house import IDENTITY, JUDGEMENT, REPORT, AcuteHouse
from tests.support.permits import give_colour, propose, refuse_acute, report_now

# the trade writes DU2-K47: a letter that no code of the house has
DU2 = CaseCode("DT2-K47")
COMES, CANNOT = InvitationAnswer.COMES, InvitationAnswer.CANNOT
# by whom each of the six speaks; mental health care is none of them
NEEDED = {
    "dji": "dina",
    "politie": "piet",
    "om": "olga",
    "veilig-thuis": "vera",
    "reclassering": "rens",
    "gemeente-rivierstad": "wim",
}
RELEASE = replace(
    REPORT,
    signals=frozenset({CircleSignal.RELEASE, CircleSignal.WEAPON_OR_THREAT, CircleSignal.MINOR}),
    unsafe_number="06 1234 5678: hij leest mee",
)
SCHOOL = OrganisationId("rivierwonen")  # takes no part: a third party


async def report(house: AcuteHouse, told: AcuteReport, about: KnownCase | NewSubject) -> SessionId:
    async with house.acting("wim") as ctx:
        return (await report_now(ctx, told, about)).session.id


async def say(house: AcuteHouse, session: SessionId, name: str, answer: InvitationAnswer) -> None:
    invitation = await house.invitation(session, name)
    async with house.acting(name) as ctx:
        await answer_invitation(ctx, invitation.id, answer, invitation.version)


async def board(house: AcuteHouse, session: SessionId) -> BoardView:
    async with house.acting("cora") as ctx:
        return await view_board(ctx, session)


async def release_convened(house: AcuteHouse) -> SessionId:
    session = await report(house, RELEASE, NewSubject(identity=IDENTITY))
    async with house.acting("cora") as ctx:
        proposed = {one.proposal.organisation for one in await propose(ctx, session)}
    assert proposed == NEEDED.keys()
    await house.convene(session)
    return session


async def test_a_release_within_a_day_invites_the_six_by_name_each_with_its_reason(
    acute_house: AcuteHouse,
):
    session = await release_convened(acute_house)
    assert await acute_house.invited(session) == sorted(NEEDED.values())
    assert await acute_house.told(NoticeKind.INVITATION) == sorted(NEEDED.values())
    case = (await acute_house.session(session)).case
    sent = [
        one.reason
        for one in await acute_house.on_record(case)
        if one.event is AuditEvent.INVITATION_SENT
    ]
    assert sorted(sent) == [AuditReason.INVOLVED, *[AuditReason.RULE] * 5]
    invitation = await acute_house.invitation(session, "dina")
    async with acute_house.acting("gijs") as ctx:
        with pytest.raises(NotAllowedError):
            await view_own_invitation(ctx, invitation.id)
    assert await acute_house.involvement(case, "gijs") is Involvement.NONE


async def test_the_quorum_of_a_release_counts_the_six_and_is_complete_when_all_come(
    acute_house: AcuteHouse,
):
    session = await release_convened(acute_house)
    for name in ("dina", "piet", "olga", "vera", "rens"):
        await say(acute_house, session, name, COMES)
    await say(acute_house, session, "wim", CANNOT)
    quorum = (await board(acute_house, session)).quorum
    assert (quorum.coming, quorum.needed, quorum.silent, quorum.is_complete) == (5, 6, 0, False)
    await say(acute_house, session, "wim", COMES)
    assert (await board(acute_house, session)).quorum.is_complete


async def test_the_unsafe_number_of_a_release_is_named_to_who_comes_and_stands_on_no_board(
    acute_house: AcuteHouse,
):
    session = await release_convened(acute_house)
    await say(acute_house, session, "piet", COMES)
    async with acute_house.acting("piet") as ctx:
        told = await view_told(ctx, (await acute_house.invitation(session, "piet")).id)
    assert told.unsafe_number == RELEASE.unsafe_number
    shown = await board(acute_house, session)
    assert shown.session.has_unsafe_number
    known = {one.telephone for one in acute_house.house.members}
    known |= {one.telephone for one in acute_house.house.organisations}
    numbers = {seat.telephone for seat in shown.seats}
    numbers |= {seat.organisation_telephone for seat in shown.seats}
    assert numbers <= known


async def scale_down(house: AcuteHouse, reason: str) -> tuple[CaseId, SessionId]:
    case = await house.add_case(DU2, CaseState.TAKEN_UP, "piet", "gina", "rita")
    session = await report(house, REPORT, KnownCase(code=DU2))
    async with house.acting("cora") as ctx:
        await refuse_acute(ctx, session, replace(JUDGEMENT, reason=reason))
    return case, session


async def test_a_report_that_turns_out_not_acute_is_scaled_down_with_a_reason_and_goes_on_orange(
    acute_house: AcuteHouse,
):
    with pytest.raises(NoTestReasonError):
        await scale_down(acute_house, " ")
    async with acute_house.reading() as moment:
        session = (await moment.uow.sessions.open_sessions())[0].id
    async with acute_house.acting("cora") as ctx:
        await refuse_acute(ctx, session, replace(JUDGEMENT, reason="Toezicht is al verscherpt"))
    assert (await acute_house.session(session)).state is SessionState.NOT_ACUTE
    assert await acute_house.notices(NoticeKind.INVITATION) == []
    async with acute_house.sending_to("wim") as reading:
        receipt = await read_acute_receipt(reading, session)
    assert receipt is not None
    assert receipt.session.state is SessionState.NOT_ACUTE
    async with acute_house.acting("cora") as ctx:
        case = await ctx.uow.cases.by_code(DU2)
        wish = ColourWish(
            colour=Colour.ORANGE, reason="Afspraken lopen", minutes=15,
            required=(OrganisationId("politie"), OrganisationId("jeugdbescherming")),
        )  # fmt: skip
        decided = await give_colour(ctx, SeenCase(id=case.id, version=case.version), wish)
    assert decided.standing.colour is Colour.ORANGE
    assert case.state is CaseState.TAKEN_UP


async def test_the_parents_of_a_report_that_was_not_acute_are_informed_later_and_asked_about_again(
    acute_house: AcuteHouse,
):
    case, _ = await scale_down(acute_house, "Toezicht is al verscherpt")
    in_two_weeks = acute_house.now.date() + timedelta(days=14)
    said = NotYet(ground=NotYetGround.INVESTIGATION, review_on=in_two_weeks)
    async with acute_house.acting("cora") as ctx:
        permit = await take_case(ctx, Action.INFORM_SUBJECT, SeenCase(id=case))
        await say_informing(ctx, permit, said)
        assert await list_informing(ctx) == []
    acute_house.now += timedelta(days=14)
    async with acute_house.work() as moment:
        await look_at_informing(moment, case)
    async with acute_house.acting("cora") as ctx:
        assert [one.code for one in await list_informing(ctx)] == [DU2]


async def test_a_school_that_takes_no_part_is_a_guest_without_access(acute_house: AcuteHouse):
    await acute_house.add_case(DU2, CaseState.TAKEN_UP, "piet")
    session = await report(acute_house, REPORT, KnownCase(code=DU2))
    await acute_house.convene(session)
    unsigned = Addition(organisation=SCHOOL, member=None, note="school weet meer")
    async with acute_house.acting("cora") as ctx:
        circle = await open_circle(ctx, session)
        with pytest.raises(NoStatementError):
            await add_partner(ctx, circle, unsigned)
    # who works there and somehow has an account may do nothing with it
    async with acute_house.work() as moment:
        guest = await moment.uow.people.member(MemberId("otto"))
        await moment.uow.people.save_member(replace(guest, organisation=SCHOOL))
    async with acute_house.acting("otto") as ctx:
        with pytest.raises(NotAllowedError):
            await begin_report(ctx)
