"""Over histories by chance no contribution shows to whom its conditions exclude, in any place where
contributions show, whoever comes and goes: page, export, paper, weighing, table, minutes, session.
"""

from datetime import timedelta

import pytest

from domain.access import Action, CaseState, Ground
from domain.audit import Operator
from domain.contribution_access import ContributionUse
from domain.discussion import DiscussionText
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from services.access import RefusedError, require_case
from services.acute.discussion import open_session_page, view_session_background
from services.acute.report import KnownCase
from services.contribution_reading import read_contributions
from services.discussion import (
    DiscussionOutcome,
    open_discussion,
    save_discussion,
    view_background,
)
from services.minutes import approve_minutes, open_minutes
from services.printing import print_case
from tests.services.test_contribution_views import in_export, on_page, texts_of
from tests.support.acute_house import CODE, REPORT, AcuteFiles
from tests.support.agenda_house import CARE, CITY, POLICE, AgendaHouse
from tests.support.contribution_play import ContributionPlay, play_by_chance
from tests.support.judging_house import JudgingHouse
from tests.support.meeting_table import FIRST, post_agenda_of_three, step_at
from tests.support.meetings import STARTS_AT, THE_MEETING
from tests.support.permits import report_now

HISTORIES = 5
ROUNDS, STEPS = 4, 6
READERS = {
    "sanne": (Ground.PROCESS_DIRECTOR, CITY),
    "iris": (Ground.INFORMATION_COORDINATOR, CITY),
    "nurse": (Ground.CIRCLE, CARE),
    "deputy": (Ground.CIRCLE, POLICE),
    "agent": (Ground.REFERRER, POLICE),
}


def begin(house: JudgingHouse | AgendaHouse, case: CaseId, seed: int) -> ContributionPlay:
    return play_by_chance(house, case, seed, CARE, POLICE)


async def come_or_go(house: JudgingHouse, play: ContributionPlay, seated: set[str]) -> None:
    """One of the partners gets a place, or loses it."""
    name = play.chance.choice(("nurse", "deputy"))
    if name not in seated:
        await house.seat_member(play.case, name)
    else:
        async with house.work() as moment:
            await moment.uow.cases.leave_circle(play.case, MemberId(name), moment.now)
    seated ^= {name}


async def look(house: JudgingHouse, play: ContributionPlay, name: str) -> None:
    """Nobody reads more than they may, and who coordinates reads all there is now."""
    may_read, may_take = play.may_read(*READERS[name]), play.may_take_along(*READERS[name])
    async with house.acting(name) as ctx:
        shown, taken = await on_page(ctx, play.case), await in_export(ctx, play.case)
    assert shown <= may_read
    assert taken <= may_take
    if READERS[name][0] in {Ground.PROCESS_DIRECTOR, Ground.INFORMATION_COORDINATOR}:
        assert play.newest() <= shown


async def look_outside(house: JudgingHouse, play: ContributionPlay, name: str) -> None:
    """Who has no place any more reads nothing at all."""
    with pytest.raises(RefusedError):
        async with house.acting(name) as ctx:
            await on_page(ctx, play.case)


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_on_page_export_and_paper_nobody_reads_what_is_not_meant_for_them(
    judging_house: JudgingHouse, seed: int
):
    play = begin(judging_house, (await judging_house.take_up()).id, seed)
    play.longest_wait, seated = timedelta(days=1), {"nurse"}
    for _ in range(ROUNDS):
        await play.play(STEPS)
        await come_or_go(judging_house, play, seated)
        judging_house.now += timedelta(minutes=1)
        for name in READERS:
            is_out = name in {"nurse", "deputy"} - seated
            await (look_outside if is_out else look)(judging_house, play, name)
        async with judging_house.acting("sanne") as ctx:
            sheet = await print_case(ctx, "KX7-Q42", Operator("root"))
        assert texts_of(sheet.contributions) <= play.may_print()


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_who_weighs_reads_what_there_is_and_nothing_that_was_withdrawn_or_is_over(
    judging_house: JudgingHouse, seed: int
):
    play = begin(
        judging_house, (await judging_house.refer(state=CaseState.PURPOSE_TESTED)).id, seed
    )
    for _ in range(ROUNDS):
        await play.play(STEPS)
        async with judging_house.acting("sanne") as ctx:
            permit = await require_case(ctx, Action.WEIGH, await ctx.uow.cases.get(play.case))
            found = await read_contributions(ctx, permit, ContributionUse.WEIGHING)
        assert texts_of(found) == play.newest()


@pytest.mark.parametrize("seed", range(HISTORIES))
async def test_at_the_table_its_note_taker_reads_what_is_for_all_and_minutes_hold_none(
    agenda_house: AgendaHouse, seed: int
):
    await post_agenda_of_three(agenda_house)
    async with agenda_house.reading() as moment:
        case = (await moment.uow.cases.by_code(CaseCode(FIRST))).id
    play = begin(agenda_house, case, seed)
    await play.play(ROUNDS * STEPS)
    await step_at(agenda_house, STARTS_AT)
    at_table = {"sanne": Ground.PROCESS_DIRECTOR, "noor": Ground.NOTE_TAKER}
    for name, ground in at_table.items():
        async with agenda_house.acting(name) as ctx:
            held = await open_discussion(ctx, THE_MEETING, case)
            shown = texts_of((await view_background(ctx, held)).contributions)
        assert shown <= play.may_read(ground, CITY)
    async with agenda_house.acting("sanne") as ctx:
        held = await open_discussion(ctx, THE_MEETING, case)
        await save_discussion(ctx, held, DiscussionOutcome(text=DiscussionText(decision="Bellen.")))
    async with agenda_house.acting("sanne") as ctx:
        kept = await ctx.uow.minutes.find(case, THE_MEETING)
        assert kept
        await approve_minutes(ctx, await open_minutes(ctx, Action.APPROVE_MINUTES, kept.id))
        edition = str(await ctx.uow.minutes.edition(kept, 1))
    assert not [said for said in play.all_said() if said in edition]


async def test_in_an_acute_session_who_writes_there_reads_what_is_for_all(
    acute_files: AcuteFiles, socket_enabled: None
):
    async with acute_files.fresh() as house:
        case = await house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
        play = play_by_chance(house, case, 7, OrganisationId("ggz"), OrganisationId("politie"))
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        await house.convene(session)
        await house.let_take_notes(session, "noor")
        for _ in range(ROUNDS):
            await play.play(STEPS)
            for name, ground in (("cora", Ground.PROCESS_DIRECTOR), ("noor", Ground.NOTE_TAKER)):
                async with house.acting(name) as ctx:
                    held = await open_session_page(ctx, session)
                    found = (await view_session_background(ctx, held)).contributions
                assert texts_of(found) <= play.may_read(ground, OrganisationId("zvh"))
