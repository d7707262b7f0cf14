"""What is shown of a report, a session or an invitation goes on record: see ``test_seen``."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

from domain.access import CaseState, Ground
from domain.acute_invitation import InvitationAnswer, apply_answer
from domain.audit import AuditEntry
from domain.identifiers import SessionId
from domain.sight import SeenPart
from services import room
from services.acute import addition, circle, invitations, notes, report, session, told, undo
from services.acute.discussion import (
    list_session_takers,
    open_session_page,
    record_page_seen,
    view_agreed_so_far,
    view_session_background,
)
from services.acute.permits import open_own_invitation, open_to_close
from services.moment import Context
from tests.services.test_seen_actions import rows_of
from tests.support.acute_house import CODE, REPORT, AcuteHouse
from tests.support.permits import report_now

Show = Callable[[Context, Any], Awaitable[object]]

DIRECTOR: Final = Ground.PROCESS_DIRECTOR


async def propose_circle(ctx: Context, known_as: SessionId) -> object:
    return await circle.name_proposals(ctx, await circle.open_report(ctx, known_as))


async def read_story(ctx: Context, known_as: SessionId) -> object:
    return await circle.read_story(ctx, await circle.open_report(ctx, known_as))


async def find_session(ctx: Context, _known_as: SessionId) -> object:
    return await report.find_session(ctx, await report.find_case_for_director(ctx, CODE))


# of a report that waits: a process director looks
OF_A_REPORT: Final[dict[str, tuple[Show, set[SeenPart]]]] = {
    "list_open_sessions": (
        lambda ctx, _: report.list_open_sessions(ctx),
        {SeenPart.SESSION},
    ),
    "list_sessions_in_charge": (
        lambda ctx, _: report.list_sessions_in_charge(ctx),
        {SeenPart.SESSION},
    ),
    "find_session": (find_session, {SeenPart.SESSION}),
    "view_session": (report.view_session, {SeenPart.SESSION}),
    "take_report": (report.take_report, {SeenPart.SESSION}),
    "reveal_report": (report.reveal_report, {SeenPart.IDENTITY, SeenPart.REPORT}),
    "read_story": (read_story, {SeenPart.REPORT}),
    "name_proposals": (propose_circle, {SeenPart.CIRCLE}),
}


def run_by(service: Show) -> Show:
    """What is shown to who directs a session."""

    async def show(ctx: Context, known_as: Any) -> object:
        return await service(ctx, await open_to_close(ctx, known_as))

    return show


async def list_who_to_add(ctx: Context, known_as: SessionId) -> object:
    return await addition.list_who_to_add(ctx, await addition.open_circle(ctx, known_as))


# of a session that was convened: its process director looks
def page_of(service: Show) -> Show:
    """What is shown on the page of a session."""

    async def show(ctx: Context, known_as: Any) -> object:
        return await service(ctx, await open_session_page(ctx, known_as))

    return show


OF_A_SESSION: Final[dict[str, tuple[Show, set[SeenPart]]]] = {
    "view_board": (session.view_board, {SeenPart.BOARD}),
    "list_invited": (run_by(invitations.list_invited), {SeenPart.CIRCLE}),
    "list_who_to_add": (list_who_to_add, {SeenPart.CIRCLE}),
    "list_present": (run_by(session.list_present), {SeenPart.CIRCLE}),
    "list_note_takers": (run_by(notes.list_note_takers), {SeenPart.CIRCLE}),
    "view_agreed_so_far": (run_by(view_agreed_so_far), {SeenPart.ACTIONS}),
    "view_own_actions": (session.view_own_actions, {SeenPart.ACTIONS}),
    "view_room": (room.view_room, {SeenPart.ROOM}),
    "record_page_seen": (page_of(record_page_seen), {SeenPart.DISCUSSION}),
    "list_session_takers": (page_of(list_session_takers), {SeenPart.CIRCLE}),
    "view_session_background": (
        page_of(view_session_background),
        {SeenPart.REPORT, SeenPart.ACTIONS, SeenPart.DISCUSSION, SeenPart.CIRCLE},
    ),
}


async def list_deputies(ctx: Context, asked: Any) -> object:
    return await invitations.list_deputies(ctx, await open_own_invitation(ctx, asked.id))


async def come_and_view_room(ctx: Context, asked: Any) -> object:
    coming = apply_answer(asked, InvitationAnswer.COMES, ctx.now).invitation
    await ctx.uow.sessions.save_invitation(coming)
    return await room.view_room_invited_to(ctx, asked.id)


async def come_and_view_told(ctx: Context, asked: Any) -> object:
    coming = apply_answer(asked, InvitationAnswer.COMES, ctx.now).invitation
    await ctx.uow.sessions.save_invitation(coming)
    return await told.view_told(ctx, asked.id)


# of an invitation: the invited member looks
OF_AN_INVITATION: Final[dict[str, tuple[Show, SeenPart]]] = {
    "list_own_invitations": (
        lambda ctx, _: invitations.list_own_invitations(ctx),
        SeenPart.INVITATION,
    ),
    "view_own_invitation": (
        lambda ctx, asked: invitations.view_own_invitation(ctx, asked.id),
        SeenPart.INVITATION,
    ),
    "list_deputies": (list_deputies, SeenPart.INVITATION),
    "view_subject": (
        lambda ctx, asked: invitations.view_subject(ctx, asked.id),
        SeenPart.IDENTITY,
    ),
    "answer_invitation": (
        lambda ctx, asked: invitations.answer_invitation(
            ctx, asked.id, InvitationAnswer.COMES, asked.version + 1
        ),
        SeenPart.INVITATION,
    ),
    "undo_own_answer": (
        lambda ctx, asked: undo.undo_own_answer(ctx, asked.id, asked.version + 1),
        SeenPart.INVITATION,
    ),
    "view_told": (come_and_view_told, SeenPart.REPORT),
    "view_room_invited_to": (come_and_view_room, SeenPart.ROOM),
}


@pytest.fixture
async def reported(acute_house: AcuteHouse) -> SessionId:
    await acute_house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with acute_house.acting("wim") as ctx:
        return (await report_now(ctx, REPORT, report.KnownCase(code=CODE))).session.id


async def look(
    house: AcuteHouse, known_as: SessionId, name: str, show: Show, about: Any
) -> list[AuditEntry]:
    """What one look of a member adds to the record."""
    case = (await house.session(known_as)).case
    before = len(await house.on_record(case))
    async with house.acting(name) as ctx:
        await show(ctx, about)
    return (await house.on_record(case))[before:]


@pytest.mark.parametrize("service", OF_A_REPORT)
async def test_what_is_shown_of_a_report_is_on_record(
    acute_house: AcuteHouse, reported: SessionId, service: str
):
    show, parts = OF_A_REPORT[service]
    entries = await look(acute_house, reported, "cora", show, reported)
    assert rows_of(entries, "cora") == {(part, DIRECTOR) for part in parts}
    assert {one.subject for one in entries if one.part} == {reported}


@pytest.mark.parametrize("service", OF_A_SESSION)
async def test_what_is_shown_of_a_session_is_on_record(
    acute_house: AcuteHouse, reported: SessionId, service: str
):
    show, parts = OF_A_SESSION[service]
    await acute_house.convene(reported)
    entries = await look(acute_house, reported, "cora", show, reported)
    assert rows_of(entries, "cora") == {(part, DIRECTOR) for part in parts}
    assert {one.subject for one in entries} == {reported}


@pytest.mark.parametrize("service", OF_AN_INVITATION)
async def test_what_is_shown_of_an_invitation_is_on_record(
    acute_house: AcuteHouse, reported: SessionId, service: str
):
    show, part = OF_AN_INVITATION[service]
    await acute_house.convene(reported, ("politie",))
    asked = await acute_house.invitation(reported, "piet")
    entries = await look(acute_house, reported, "piet", show, asked)
    assert rows_of(entries, "piet") == {(part, Ground.INVITED)}
    assert {one.subject for one in entries} == {asked.id}
