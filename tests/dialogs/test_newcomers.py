"""Whoever gets a place in a case by a colour or by what they take on: who agreed is asked on a page
of its own, and only then.
"""

from dataclasses import replace

import pytest

from dialogs.discussion import DISCUSSION, AboutDiscussion
from dialogs.pause import CASE_RETURN
from dialogs.reopening import REOPENING
from domain.access import Action
from domain.agreement import AskedHow
from domain.case_circle import RecordedPlace
from domain.identifiers import CaseCode, CaseId
from services.closing import close_case
from services.meeting_run import go_on, note_present
from services.pause import pause_case
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, taken_up
from tests.support.closings import a_farewell
from tests.support.conversation import Conversation, inputs
from tests.support.judging_house import JudgingHouse
from tests.support.meeting_table import SECOND, post_agenda_of_three, step_at
from tests.support.meetings import STARTS_AT, THE_MEETING, at_minute

WHO_AGREED = "Wie stemde ermee in?"
ORANGE = {"colour": "orange", "colour_reason": f"{CANARY} is rustiger", "minutes": "15"}


@pytest.fixture
async def table(talk: Conversation) -> Conversation:
    """A case for which only the police must be there is at the table."""
    async with talk.house() as house:
        await post_agenda_of_three(house)
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), go_on, seen=1)
        async with house.acting("sanne") as ctx:
            await note_present(ctx, THE_MEETING, CARE, is_present=False)
    return replace(talk, dialogs=(DISCUSSION,), member="noor", now=at_minute(31))


async def case_at_table(talk: Conversation) -> CaseId:
    async with talk.house() as house, house.reading() as moment:
        return (await moment.uow.cases.by_code(CaseCode(SECOND))).id


async def newest_place(talk: Conversation, case: CaseId) -> RecordedPlace:
    async with talk.house() as house, house.reading() as moment:
        return (await moment.uow.cases.circle_history(case))[-1]


async def begin(talk: Conversation) -> CaseId:
    case = await case_at_table(talk)
    await talk.begins(DISCUSSION, AboutDiscussion(meeting=THE_MEETING, case=case))
    return case


async def test_a_colour_at_the_table_that_brings_a_partner_in_asks_who_agreed(table: Conversation):
    case = await begin(table)
    await table.goes_through({"colour": "orange", "more_0": "no"})
    page = await table.goes_through(
        ORANGE | {"required": f"{POLICE},{CARE}", "decided_by": "sanne"}
    )
    assert WHO_AGREED in page
    filled_in = inputs(table.card)
    assert (filled_in["agreed"], filled_in["agreed_how"]) == (POLICE, "meeting")
    assert filled_in["agreed_on"] == STARTS_AT.date().isoformat()
    assert "minstens één publieke deelnemer" in await table.goes_through({"agreed": ""})
    await table.goes_through({"agreed": POLICE})
    await table.presses("Opslaan")
    joined = await newest_place(table, case)
    assert joined.place.organisation == CARE
    assert joined.involving
    assert joined.involving.agreement.organisations == {POLICE}
    assert joined.involving.agreement.asked
    assert joined.involving.agreement.asked.how is AskedHow.MEETING


async def test_what_somebody_without_a_place_takes_on_asks_who_agreed(table: Conversation):
    case = await begin(table)
    await table.goes_through({"colour": "unchanged", "more_0": "yes"})
    promise = {"what_1": CANARY, "owner_1": "deputy", "due_on_1": "2026-02-20"}
    assert WHO_AGREED in await table.goes_through({**promise, "more_1": "no"})
    await table.goes_through({})
    await table.presses("Opslaan")
    joined = await newest_place(table, case)
    assert joined.place.member == "deputy"
    assert joined.involving


@pytest.mark.parametrize("owner", ["agent", "sanne"])
async def test_when_nobody_comes_in_nothing_is_asked(table: Conversation, owner: str):
    await begin(replace(table, member="sanne"))
    table = replace(table, member="sanne")
    await begin(table)
    await table.goes_through({"colour": "orange", "more_0": "yes"})
    await table.goes_through(ORANGE | {"required": POLICE, "decided_by": "sanne"})
    promise = {"what_1": CANARY, "owner_1": owner, "due_on_1": "2026-02-20"}
    assert WHO_AGREED not in await table.goes_through({**promise, "more_1": "no"})
    assert "Opgeslagen" in await table.presses("Opslaan")


async def closed(house: JudgingHouse) -> SeenCase:
    seen = await house.take_up()
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=seen.id))
        await close_case(ctx, permit, a_farewell())
    return SeenCase(id=seen.id)


async def paused(house: JudgingHouse) -> SeenCase:
    seen = await taken_up(house)
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.PAUSE_CASE, SeenCase(id=seen.id))
        later = ctx.calendar.add_working_days(ctx.today, 10)
        await pause_case(ctx, permit, CANARY, later)
    return SeenCase(id=seen.id)


async def test_who_reopens_a_case_says_who_agreed_to_whom_that_brings_in(talk: Conversation):
    talk = replace(talk, dialogs=(REOPENING,), member="sanne")
    seen = await happened(talk, closed)
    await talk.begins(REOPENING, seen)
    page = await talk.goes_through(ORANGE | {"reopening_reason": CANARY, "required": CARE})
    assert WHO_AGREED in page
    await talk.goes_through({"agreed": POLICE, "agreed_how": "telephone"})
    assert "heropenen" in await talk.presses("Bevestiging vragen")


async def test_who_brings_a_case_back_is_asked_only_when_a_partner_is_new(talk: Conversation):
    talk = replace(talk, dialogs=(CASE_RETURN,), member="sanne")
    seen = await happened(talk, paused)
    await talk.begins(CASE_RETURN, seen)
    assert WHO_AGREED not in await talk.goes_through(ORANGE | {"required": CARE})
    await talk.changes("colour")
    assert WHO_AGREED in await talk.goes_through({"required": f"{CARE},housing"})
