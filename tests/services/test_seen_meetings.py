"""What is shown of cases around a meeting is on record: in its agenda, on the workbench of a draft
and at the table. ``test_seen`` sees to it that every service is in one of these tables.
"""

from dataclasses import replace
from typing import Final

import pytest

from domain.access import Action, Ground
from domain.agenda_wish import AgendaWish, WishKind
from domain.audit import Operator
from domain.identifiers import MeetingId, MemberId
from domain.sight import SeenPart
from domain.stoplight import Colour
from services import agenda_proposal, agenda_wish, meeting_run, printing
from services.access import require
from services.agenda import approval
from services.agenda.drafting import make_draft
from services.agenda.proposing import collect_proposal, keep_proposal
from services.agenda_wish import (
    SeenDraft,
    Workbench,
    keep_wish,
    open_workbench,
    record_workbench_seen,
)
from services.moment import Context
from tests.services.test_seen_actions import Show, rows_of
from tests.support.agenda_house import POLICE, AgendaHouse
from tests.support.judging_house import JudgingHouse
from tests.support.meeting_table import post_agenda_of_three
from tests.support.meetings import STARTS_AT, THE_MEETING, at_minute


async def look_at_workbench(ctx: Context, known_as: MeetingId) -> list[Workbench]:
    """Every case that the draft names and that has a colour."""
    agenda = await ctx.uow.meetings.agenda(known_as)
    assert agenda
    seen = [SeenDraft(meeting=known_as, case=one.case) for one in agenda.items]
    opened = [await open_workbench(ctx, one) for one in seen]
    for one in opened:
        await record_workbench_seen(ctx, one)
    return opened


async def read_reasons(ctx: Context, known_as: MeetingId) -> None:
    for one in await look_at_workbench(ctx, known_as):
        await agenda_wish.read_reasons(ctx, one)


async def take_back_last(ctx: Context, known_as: MeetingId) -> None:
    (workbench,) = await look_at_workbench(ctx, known_as)
    await keep_wish(ctx, workbench, AgendaWish(kind=WishKind.MINUTES, minutes=20))
    await agenda_wish.take_back_last(ctx, known_as, 1)


# of a case in the draft of an agenda: a coordinator looks
OF_A_WORKBENCH: Final[dict[str, Show]] = {
    "record_workbench_seen": look_at_workbench,
    "read_reasons": read_reasons,
    "take_back_last": take_back_last,
}


async def show_agenda(ctx: Context, known_as: MeetingId) -> object:
    permit = require(ctx, Action.PREPARE_AGENDA)
    meeting = await ctx.uow.meetings.get(known_as)
    agenda = await ctx.uow.meetings.agenda(known_as)
    return await approval.show_agenda(ctx, permit, meeting, agenda)


async def propose(ctx: Context, known_as: MeetingId) -> int:
    """A change of an approved agenda, planned; the number of the proposal."""
    await approval.approve_agenda(ctx, known_as, 1)
    (workbench,) = await look_at_workbench(ctx, known_as)
    await keep_wish(ctx, workbench, AgendaWish(kind=WishKind.MINUTES, minutes=20))
    task = await collect_proposal(ctx, known_as)
    assert task
    await keep_proposal(ctx, make_draft(task))
    return task.proposal


async def view_proposal(ctx: Context, known_as: MeetingId) -> object:
    await propose(ctx, known_as)
    return await agenda_proposal.view_proposal(ctx, known_as)


async def carry_out_proposal(ctx: Context, known_as: MeetingId) -> object:
    number = await propose(ctx, known_as)
    return await agenda_proposal.carry_out_proposal(ctx, known_as, number)


async def decline_proposal(ctx: Context, known_as: MeetingId) -> object:
    number = await propose(ctx, known_as)
    return await agenda_proposal.decline_proposal(ctx, known_as, number)


# of an agenda: its process director looks
OF_AN_AGENDA: Final[dict[str, Show]] = {
    "view_next_agenda": lambda ctx, _: approval.view_next_agenda(ctx),
    "view_agenda": approval.view_agenda,
    "print_agenda": lambda ctx, known_as: printing.print_agenda(ctx, known_as, Operator("root")),
    "request_draft": approval.request_draft,
    "show_agenda": show_agenda,
    "approve_agenda": lambda ctx, known_as: approval.approve_agenda(ctx, known_as, 1),
    "view_proposal": view_proposal,
    "carry_out_proposal": carry_out_proposal,
    "decline_proposal": decline_proposal,
}


async def note_present(ctx: Context, known_as: MeetingId) -> object:
    await meeting_run.start_meeting(ctx, known_as, 0)
    return await meeting_run.note_present(ctx, known_as, POLICE, is_present=False)


async def note_after_meeting(ctx: Context, known_as: MeetingId) -> object:
    after = replace(ctx, now=at_minute(180))
    return await meeting_run.note_after_meeting(after, known_as, ())


# of a meeting at the table: who runs it looks
OF_A_TABLE: Final[dict[str, Show]] = {
    "view_table": lambda ctx, _: meeting_run.view_table(ctx),
    "view_run": meeting_run.view_run,
    "start_meeting": lambda ctx, known_as: meeting_run.start_meeting(ctx, known_as, 0),
    "go_on": lambda ctx, known_as: meeting_run.go_on(ctx, known_as, None),
    "add_minutes": lambda ctx, known_as: meeting_run.add_minutes(ctx, known_as, None),
    "pass_over": lambda ctx, known_as: meeting_run.pass_over(ctx, known_as, None),
    "note_present": note_present,
    "note_after_meeting": note_after_meeting,
    "close_meeting": lambda ctx, known_as: meeting_run.close_meeting(ctx, known_as, None),
}


@pytest.mark.parametrize("service", OF_AN_AGENDA)
async def test_an_agenda_leaves_a_row_for_each_case_it_shows(
    judging_house: JudgingHouse, service: str
):
    discussed = await judging_house.add_case("AB1-C23", Colour.RED, 30)
    left_out = await judging_house.add_case("AB2-C23", None)
    await judging_house.tick(judging_house.now.replace(day=10, hour=12))
    async with judging_house.acting("sanne") as ctx:
        await OF_AN_AGENDA[service](ctx, MeetingId("weekly:2026-02-12"))
    for case in (discussed, left_out):
        entries = await judging_house.on_record(case)
        assert rows_of(entries, MemberId("sanne")) == {(SeenPart.AGENDA, Ground.PROCESS_DIRECTOR)}
        assert {one.subject for one in entries if one.part} == {"weekly:2026-02-12"}


@pytest.mark.parametrize("service", OF_A_WORKBENCH)
async def test_a_case_on_the_workbench_leaves_a_row(judging_house: JudgingHouse, service: str):
    discussed = await judging_house.add_case("AB1-C23", Colour.RED, 30)
    await judging_house.tick(judging_house.now.replace(day=10, hour=12))
    async with judging_house.acting("iris") as ctx:
        await OF_A_WORKBENCH[service](ctx, MeetingId("weekly:2026-02-12"))
    entries = await judging_house.on_record(discussed)
    assert rows_of(entries, MemberId("iris")) == {(SeenPart.AGENDA, Ground.INFORMATION_COORDINATOR)}
    assert {one.subject for one in entries if one.part} == {"weekly:2026-02-12"}


@pytest.mark.parametrize("name", ["sanne", "noor"])
@pytest.mark.parametrize("service", OF_A_TABLE)
async def test_a_meeting_at_the_table_leaves_a_row_for_each_case_it_shows(
    agenda_house: AgendaHouse, service: str, name: str
):
    house = await post_agenda_of_three(agenda_house)
    ground = Ground.PROCESS_DIRECTOR if name == "sanne" else Ground.NOTE_TAKER
    house.now = STARTS_AT
    async with house.acting(name) as ctx:
        await OF_A_TABLE[service](ctx, THE_MEETING)
    for item in (await house.agenda()).items:
        rows = [one for one in await house.on_record(item.case) if one.who == name and one.part]
        new = [one for one in rows if one.at >= STARTS_AT]
        assert rows_of(new, name) == {(SeenPart.AGENDA, ground)}
        assert {one.subject for one in new} == {THE_MEETING}
