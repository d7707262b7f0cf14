"""An acute message that is held up is told to a person while it is still tried."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.access import CaseState
from domain.acute_invitation import InvitationAnswer
from domain.audit import AuditEvent, AuditReason
from domain.delivery import DeliveryState
from domain.identifiers import InvitationId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from services.acute.invitations import answer_invitation
from services.acute.report import KnownCase
from services.acute.session import view_board
from services.delivery import (
    MessageSettledError,
    SettledByYouError,
    confirm_arrival,
    read_late,
    tell_failures,
    tell_lateness,
)
from services.ports.deliveries import DeliveryId
from storage.notices import outbox
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.permits import report_now

SECOND = timedelta(seconds=1)
ALLOWED = timedelta(minutes=5)
DIRECTORS = ["cora", "dirk"]


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """Convened; only the invitation of Piet does not arrive."""
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found)
    invitation = await house.invitation(found, "piet")
    await set_state(house, DeliveryState.SENT, outbox.c.subject != invitation.id)
    return found


async def set_state(house: AcuteHouse, state: DeliveryState, *which: object) -> None:
    async with house.database.engine.begin() as connection:
        await connection.execute(update(outbox).where(*which).values(state=state))


async def tell(house: AcuteHouse) -> None:
    """One tick: what failed, what is late, then the timers."""
    for job in (tell_failures, tell_lateness):
        async with house.work() as moment:
            await job(moment)
    await house.tick(house.now)


async def late(house: AcuteHouse) -> list[PrivateNotice]:
    return list(await house.notices(NoticeKind.DELIVERY_LATE))


async def undelivered(house: AcuteHouse, session: SessionId) -> list[str]:
    async with house.acting("cora") as ctx:
        board = await view_board(ctx, session)
    return [seat.member for seat in board.seats if seat.is_undelivered]


async def test_five_minutes_after_it_was_due_the_directors_hear_it_once(
    house: AcuteHouse, session: SessionId
):
    house.now = IN_DUTY + ALLOWED - SECOND
    await tell(house)
    assert await late(house) == []
    house.now = IN_DUTY + ALLOWED
    await tell(house)
    invitation = await house.invitation(session, "piet")
    await set_state(house, DeliveryState.SENT, outbox.c.subject != invitation.id)
    house.now += ALLOWED
    await tell(house)
    told = await late(house)
    assert [one.member for one in told] == DIRECTORS
    async with house.sending_to("cora") as reading:
        view = await read_late(reading, DeliveryId(int(told[0].subject)))
        links = await reading.uow.audit.chain(None)
    assert view is not None
    assert view.recipient is not None
    assert (view.recipient.id, view.kind) == ("piet", NoticeKind.INVITATION)
    failed = [one.entry.reason for one in links if one.entry.event is AuditEvent.DELIVERY_FAILED]
    assert failed == [AuditReason.LATE]


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.UNKNOWN])
async def test_what_is_in_the_air_or_uncertain_is_late_too(
    house: AcuteHouse, session: SessionId, state: DeliveryState
):
    await set_state(house, state, outbox.c.state == DeliveryState.PENDING)
    house.now = IN_DUTY + ALLOWED
    await tell(house)
    assert [one.member for one in await late(house)] == DIRECTORS


async def test_what_is_not_acute_may_take_longer(house: AcuteHouse):
    async with house.work() as moment:
        await moment.tell(NoticeKind.OWN_TIMES, "piet", "a-meeting", "own:1")
    house.now = IN_DUTY + timedelta(days=2)
    await tell(house)
    assert await late(house) == []


async def test_what_arrived_after_all_needs_no_telling(house: AcuteHouse, session: SessionId):
    house.now = IN_DUTY + ALLOWED
    await tell(house)
    told = await late(house)
    await set_state(house, DeliveryState.SENT, outbox.c.state == DeliveryState.PENDING)
    async with house.sending_to("cora") as reading:
        assert await read_late(reading, DeliveryId(int(told[0].subject))) is None


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.DEAD])
async def test_the_board_tells_who_was_not_reached_from_who_does_not_answer(
    house: AcuteHouse, session: SessionId, state: DeliveryState
):
    assert await undelivered(house, session) == []
    is_pending = outbox.c.state == DeliveryState.PENDING
    await set_state(house, state, is_pending)
    before = len(await house.notices(NoticeKind.SESSION_BOARD))
    house.now = IN_DUTY + ALLOWED
    await tell(house)
    await tell(house)
    assert await undelivered(house, session) == ["Piet Politie"]
    assert len(await house.notices(NoticeKind.SESSION_BOARD)) == before + 1


async def test_who_answered_or_was_reached_later_is_not_shown_as_missed(
    house: AcuteHouse, session: SessionId
):
    house.now = IN_DUTY + ALLOWED
    invitation = await house.invitation(session, "piet")
    async with house.acting("piet") as ctx:
        answer = InvitationAnswer.COMES
        await answer_invitation(ctx, InvitationId(invitation.id), answer, invitation.version)
    assert await undelivered(house, session) == []


async def test_an_invitation_that_arrived_is_not_missed_when_its_next_version_is_late(
    house: AcuteHouse, session: SessionId
):
    await set_state(house, DeliveryState.SENT, outbox.c.state == DeliveryState.PENDING)
    invitation = await house.invitation(session, "piet")
    async with house.work() as moment:
        await moment.tell(NoticeKind.INVITATION, "piet", invitation.id, "again")
    house.now = IN_DUTY + ALLOWED
    assert await undelivered(house, session) == []


@pytest.mark.parametrize(
    ("by", "error"), [("cora", SettledByYouError), ("dirk", MessageSettledError)]
)
async def test_whoever_settled_a_message_before_is_named_to_others_only(
    house: AcuteHouse, session: SessionId, by: str, error: type[MessageSettledError]
):
    await set_state(house, DeliveryState.ASKED, outbox.c.kind == NoticeKind.INVITATION)
    async with house.database.engine.connect() as connection:
        asked = select(outbox.c.id).where(outbox.c.state == DeliveryState.ASKED)
        message = DeliveryId(str((await connection.execute(asked)).scalars().first()))
    async with house.acting("cora") as ctx:
        await confirm_arrival(ctx, message)
    async with house.acting(by) as ctx:
        with pytest.raises(MessageSettledError) as refused:
            await confirm_arrival(ctx, message)
    assert type(refused.value) is error
