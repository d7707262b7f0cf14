"""A message on its way to somebody, and every way in which they lose the right to it meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer, end_invitation
from domain.house import DutyPeriod
from domain.identifiers import CaseId, MemberId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase, take_report
from services.recipients import NotSentError, require_recipient
from services.takeover import decline_takeover, open_takeover
from tests.support.acute_house import (
    CODE,
    IN_DUTY,
    REPORT,
    AcuteHouse,
)
from tests.support.agreed_actions import a_wish
from tests.support.house import OpenHouse
from tests.support.incorrect_marks import mark_report
from tests.support.permits import close, end_withdrawn, report_now, withdraw_own

K = NoticeKind
Lose = Callable[["Sent"], Awaitable[None]]


@dataclass
class Sent:
    """A message on its way to somebody, in a house."""

    house: OpenHouse
    notice: PrivateNotice
    case: CaseId | None = None
    session: SessionId | None = None

    async def refusal(self, *, is_posted: bool = False) -> NotSentError | None:
        """Ask at the door; None when it may be sent."""
        async with self.house.sending_to(self.notice.member) as reading:
            try:
                await require_recipient(reading, self.notice, is_posted=is_posted)
            except NotSentError as refused:
                return refused
        return None


def to(kind: NoticeKind, member: str, about: str) -> PrivateNotice:
    return PrivateNotice(
        kind=kind, subject=about, business_key=f"{kind}:{about}", member=MemberId(member)
    )


async def end_role(sent: Sent) -> None:
    async with sent.house.work() as moment:
        member = await moment.uow.people.member(sent.notice.member)
        await moment.uow.people.save_member(member.leave(moment.today))


async def end_organisation(sent: Sent) -> None:
    async with sent.house.work() as moment:
        member = await moment.uow.people.member(sent.notice.member)
        await moment.uow.people.end_organisation(member.organisation, moment.today)


async def leave_circle(sent: Sent) -> None:
    assert sent.case is not None
    async with sent.house.work() as moment:
        await moment.uow.cases.leave_circle(sent.case, sent.notice.member, moment.now)


async def let_place_end(sent: Sent) -> None:
    """As of a deputy, whose place lasts until the colleague is back."""
    assert sent.case is not None
    async with sent.house.work() as moment:
        await moment.uow.cases.move_end(sent.case, sent.notice.member, moment.now)


async def withdraw_invitation(sent: Sent) -> None:
    async with sent.house.work() as moment:
        invitation = await moment.uow.sessions.invitation(sent.notice.subject)
        await moment.uow.sessions.save_invitation(end_invitation(invitation))


async def work_for_another(sent: Sent) -> None:
    async with sent.house.work() as moment:
        member = await moment.uow.people.member(sent.notice.member)
        elsewhere = replace(member, organisation="om")
        await moment.uow.people.save_member(elsewhere)


async def work_for_housing(sent: Sent) -> None:
    async with sent.house.work() as moment:
        member = await moment.uow.people.member(sent.notice.member)
        await moment.uow.people.save_member(replace(member, organisation="housing"))


async def say_no_for_agent(sent: Sent) -> None:
    async with sent.house.acting("agent") as ctx:
        look = await open_takeover(ctx, CaseId(sent.notice.subject))
        await decline_takeover(ctx, look, "Kan niet.")


async def put_dirk_on_duty(sent: Sent) -> None:
    await change_rota(sent.house, "dirk")


async def hand_to_dirk(sent: Sent) -> None:
    async with sent.house.work() as moment:
        session = await moment.uow.sessions.get(sent.session)
        await moment.uow.sessions.save(replace(session, director=MemberId("dirk")))


async def take_off(sent: Sent) -> None:
    async with sent.house.work() as moment:
        session = await moment.uow.sessions.get(sent.session)
        await moment.uow.sessions.save(replace(session, note_taker=None))


async def change_rota(house: OpenHouse, director: str) -> None:
    on_duty = DutyPeriod(
        member=MemberId(director), deputy=None,
        from_on=date(2026, 1, 1), until_on=date(2027, 12, 31),
    )  # fmt: skip
    async with house.work() as moment:
        await moment.uow.rota.replace_periods([on_duty])


async def report(house: AcuteHouse) -> tuple[CaseId, SessionId]:
    """Gijs of the circle reports; Cora is on duty."""
    case = await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with house.acting("gijs") as ctx:
        return case, (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id


async def send_acute(house: AcuteHouse, kind: NoticeKind) -> Sent:
    case, session = await report(house)
    if kind in OF_A_REPORT:
        return Sent(house, to(kind, OF_A_REPORT[kind], session), case, session)
    if kind in WAITING:
        await wait_for_it(house, session, kind)
        return Sent(house, to(kind, WAITING[kind], session), case, session)
    await house.convene(session)
    if kind in {K.INVITATION, K.INVITATION_SILENT, K.SESSION_CALLED_OFF}:
        invitation = await house.invitation(session, "piet")
        to_whom = "cora" if kind is K.INVITATION_SILENT else "piet"
        if kind is K.SESSION_CALLED_OFF:
            await withdraw_and_call_off(house, session, "gijs")
        return Sent(house, to(kind, to_whom, invitation.id), case, session)
    if kind in {K.SESSION_BOARD, K.ROOM, K.SESSION_NOTES, K.REPORT_MARKED}:
        await house.let_take_notes(session, "noor")
        to_whom = "noor" if kind is K.SESSION_NOTES else "cora"
        about = await mark_report(house, session) if kind is K.REPORT_MARKED else session
        return Sent(house, to(kind, to_whom, about), case, session)
    await come_and_close(house, session, "piet", "piet")
    if kind in {K.ACUTE_CHECK, K.ACUTE_UNCHECKED}:
        for hours in (24, 28, 52):
            await house.tick(IN_DUTY + timedelta(hours=hours))
        to_whom = "cora" if kind is K.ACUTE_CHECK else "karel"
        return Sent(house, to(kind, to_whom, f"{session}:1"), case, session)
    return Sent(house, to(kind, "piet", session), case, session)


OF_A_REPORT = {K.ACUTE_REPORT: "cora", K.ACUTE_RECEIPT: "gijs", K.ACUTE_WITHDRAWN: "cora"}
WAITING = {
    K.ACUTE_WAITS: "karel",
    K.ACUTE_UNJUDGED: "cora",
    K.ACUTE_ALARM: "cora",
    K.ACUTE_STALLED: "dirk",
    K.SENDING_LAGS: "dirk",
}


async def wait_for_it(house: AcuteHouse, session: SessionId, kind: NoticeKind) -> None:
    """Nobody takes the report; or Cora does, and leaves it at that."""
    if kind is K.ACUTE_UNJUDGED:
        async with house.acting("cora") as ctx:
            await take_report(ctx, session)
    for minutes in (10, 20, 30):
        await house.tick(IN_DUTY + timedelta(minutes=minutes))


async def withdraw_and_call_off(house: AcuteHouse, session: SessionId, reporter: str) -> None:
    async with house.acting(reporter) as ctx:
        await withdraw_own(ctx, session, "Niet meer nodig")
    async with house.acting("cora") as ctx:
        await end_withdrawn(ctx, session, "Niet meer nodig")


async def come_and_close(house: AcuteHouse, session: SessionId, comes: str, owner: str) -> None:
    invitation = await house.invitation(session, comes)
    async with house.acting(comes) as ctx:
        await answer_invitation(ctx, invitation.id, InvitationAnswer.COMES, invitation.version)
    async with house.acting("cora") as ctx:
        promise = a_wish(owner, IN_DUTY.date())
        await close(ctx, session, [promise])
