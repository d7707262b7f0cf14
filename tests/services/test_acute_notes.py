"""The note taker of an acute session sees what its director sees around it, and nothing else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.access import CaseState, Ground
from domain.acute_notes import NoNoteTakerError
from domain.acute_session import SessionState
from domain.audit import AuditEvent
from domain.discussion import DiscussionText
from domain.errors import NotFoundError
from domain.identifiers import CaseId, MemberId, SessionId
from domain.notice import NoticeKind, PrivateNotice
from domain.sight import SeenPart
from services.access import RefusedError
from services.acute.discussion import open_session_page, save_session_page, view_session_background
from services.acute.notes import (
    NotesView,
    choose_note_taker,
    list_note_takers,
    open_to_name,
    read_notes,
    reveal_noted_report,
    view_notes,
)
from services.acute.report import KnownCase, SessionMovedOnError
from services.acute.session import view_board
from services.recipients import NotSentError, require_recipient
from services.room import list_attendees
from services.room_task import read_task
from tests.support.acute_house import CODE, IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.permits import close, report_now

SAID = DiscussionText(facts=f"Politie: {CANARY} is aangehouden")
HOUR, A_SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        yield opened


@pytest.fixture
async def session(house: AcuteHouse) -> SessionId:
    """Cora directs it, from ten o'clock."""
    async with house.acting("wim") as ctx:
        found = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(found)
    return found


async def names(house: AcuteHouse, session: SessionId, member: str | None) -> None:
    await house.let_take_notes(session, member)
    await house.send_all()


async def closes(house: AcuteHouse, session: SessionId) -> None:
    async with house.acting("cora") as ctx:
        await close(ctx, session, [])


async def sees(house: AcuteHouse, session: SessionId, name: str = "noor") -> bool:
    """Whether somebody opens both what is said and what was reported, and not one of the two."""
    opened = []
    for look in (open_session_page, reveal_noted_report):
        async with house.acting(name) as ctx:
            try:
                await look(ctx, session)
                opened.append(True)
            except RefusedError:
                opened.append(False)
    assert len(set(opened)) == 1
    return opened[0]


async def card(house: AcuteHouse, session: SessionId, name: str = "noor") -> NotesView:
    async with house.sending_to(name) as reading:
        return await read_notes(reading, session)


async def case_of(house: AcuteHouse, session: SessionId) -> CaseId:
    return (await house.session(session)).case


async def put_start(house: AcuteHouse, session: SessionId, later: timedelta) -> None:
    async with house.work() as moment:
        kept = await moment.uow.sessions.get(session)
        assert kept.gathering
        gathering = replace(kept.gathering, starts_at=IN_DUTY + later)
        await moment.uow.sessions.save(replace(kept, gathering=gathering))


async def test_who_is_named_writes_for_the_chair_and_each_look_is_on_record(
    house: AcuteHouse, session: SessionId
):
    assert not await sees(house, session)
    await names(house, session, "noor")
    async with house.acting("noor") as ctx:
        held = await open_session_page(ctx, session)
        background = await view_session_background(ctx, held)
        await save_session_page(ctx, held, SAID, [])
        seen = await reveal_noted_report(ctx, session)
    assert (background.report, seen.report) == (REPORT, REPORT)
    assert CANARY in seen.identity.name

    entries = await house.on_record(await case_of(house, session))
    looks = {(one.part, one.ground) for one in entries if one.who == "noor" and one.part}
    parts = {SeenPart.REPORT, SeenPart.ACTIONS, SeenPart.DISCUSSION, SeenPart.CIRCLE}
    assert looks == {(part, Ground.NOTE_TAKER) for part in (*parts, SeenPart.IDENTITY)}
    (named,) = [one for one in entries if one.event is AuditEvent.NOTE_TAKER_NAMED]
    assert (named.who, named.subject) == ("cora", "noor")


async def test_they_see_it_from_an_hour_before_the_start_until_a_day_after_the_closing(
    house: AcuteHouse, session: SessionId
):
    await put_start(house, session, timedelta(hours=5))
    await names(house, session, "noor")
    found = {}
    for after in (timedelta(hours=4) - A_SECOND, timedelta(hours=4), timedelta(hours=9)):
        house.now = IN_DUTY + after
        found[after] = await sees(house, session)
    await closes(house, session)
    for after in (timedelta(hours=33), timedelta(hours=33) + A_SECOND):
        house.now = IN_DUTY + after
        found[after] = await sees(house, session)
    assert list(found.values()) == [False, True, True, True, False]


async def test_they_neither_direct_it_nor_see_the_board_or_another_session(
    house: AcuteHouse, session: SessionId
):
    await names(house, session, "noor")
    async with house.acting("noor") as ctx:
        with pytest.raises(RefusedError):
            await view_board(ctx, session)
    async with house.acting("noor") as ctx:
        with pytest.raises(RefusedError):
            await open_to_name(ctx, session)
    async with house.acting("gijs") as ctx:
        other = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    await house.convene(other)
    assert await sees(house, session)
    assert not await sees(house, other)


async def test_who_was_taken_off_sees_nothing_and_who_came_in_their_place_does(
    house: AcuteHouse, session: SessionId
):
    async with house.work() as moment:
        noor = await moment.uow.people.member(MemberId("noor"))
        nico = replace(noor, id=MemberId("nico"), object_id=str(UUID(int=7)), sign_in="nico@x.nl")
        await moment.uow.people.save_member(nico)
    await names(house, session, "noor")
    await names(house, session, "nico")
    assert [await sees(house, session, one) for one in ("noor", "nico")] == [False, True]
    assert [(await card(house, session, one)).is_named for one in ("noor", "nico")] == [False, True]
    await names(house, session, None)
    assert not await sees(house, session, "nico")

    told = await house.notices(NoticeKind.SESSION_NOTES)
    assert [one.member for one in told if isinstance(one, PrivateNotice)] == [
        "noor", "noor", "nico", "nico",
    ]  # fmt: skip


async def test_who_is_named_again_gets_a_new_card(house: AcuteHouse, session: SessionId):
    for member in ("noor", "noor", None, "noor"):
        await names(house, session, member)
    cards = [one.card for one in await house.notices(NoticeKind.SESSION_NOTES)]
    first, ended, second = cards
    assert first == ended != second


async def test_only_members_who_take_notes_today_are_offered_and_named(
    house: AcuteHouse, session: SessionId
):
    async with house.acting("cora") as ctx:
        running = await open_to_name(ctx, session)
        assert [one.id for one in await list_note_takers(ctx, running)] == ["noor"]
        with pytest.raises(NotFoundError):
            await choose_note_taker(ctx, running, MemberId("piet"))
    async with house.work() as moment:
        noor = await moment.uow.people.member(MemberId("noor"))
        await moment.uow.people.save_member(noor.leave(moment.today))
    async with house.acting("cora") as ctx:
        with pytest.raises(NoNoteTakerError):
            await open_to_name(ctx, session)


async def test_their_card_ends_with_the_session_and_says_until_when_they_write(
    house: AcuteHouse, session: SessionId
):
    await names(house, session, "noor")
    running = await card(house, session)
    assert (running.opens_at, running.closes_at) == (IN_DUTY - HOUR, None)
    await closes(house, session)
    over = await card(house, session)
    assert (over.state, over.closes_at) == (SessionState.CLOSED, IN_DUTY + timedelta(hours=24))
    assert len(await house.notices(NoticeKind.SESSION_NOTES)) == 2
    async with house.acting("cora") as ctx:
        with pytest.raises(SessionMovedOnError):
            await open_to_name(ctx, session)


async def test_nobody_else_is_sent_or_shown_their_card(house: AcuteHouse, session: SessionId):
    await names(house, session, "noor")
    (told,) = await house.notices(NoticeKind.SESSION_NOTES)
    assert isinstance(told, PrivateNotice)
    for name, is_sent in (("noor", True), ("dirk", False)):
        async with house.sending_to(name) as reading:
            try:
                await require_recipient(reading, told, is_posted=False)
                sent = True
            except NotSentError:
                sent = False
        assert sent == is_sent
    async with house.acting("dirk") as ctx:
        with pytest.raises(RefusedError):
            await view_notes(ctx, session)


async def test_they_belong_in_the_room_and_are_no_stranger_there_when_taken_off(
    house: AcuteHouse, session: SessionId
):
    await names(house, session, "noor")
    async with house.reading() as moment:
        there = await list_attendees(moment, await moment.uow.sessions.get(session))
    assert [one.id for one in there] == ["cora", "noor"]
    await names(house, session, None)
    async with house.reading() as moment:
        task = await read_task(moment, session)
        noor = await moment.uow.people.member(MemberId("noor"))
    assert [one.id for one in task.attendees] == ["cora"]
    assert noor.object_id.lower() in task.invited


async def test_the_board_names_who_takes_notes_and_nobody_whose_appointment_ended(
    house: AcuteHouse, session: SessionId
):
    await names(house, session, "noor")
    for is_gone, named in ((False, "Noor Notulist"), (True, "")):
        if is_gone:
            async with house.work() as moment:
                noor = await moment.uow.people.member(MemberId("noor"))
                await moment.uow.people.save_member(noor.leave(moment.today))
        async with house.acting("cora") as ctx:
            assert (await view_board(ctx, session)).note_taker == named
    assert not await sees(house, session)
    async with house.reading() as moment:
        there = await list_attendees(moment, await moment.uow.sessions.get(session))
    assert [one.id for one in there] == ["cora"]
