"""In every place where contributions show, none shows to whom its conditions exclude: all of them
at once, in each view that there is.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import product
from typing import NamedTuple

import pytest

from domain.access import Action, CaseState
from domain.audit import Operator
from domain.case_page import CaseLeaf
from domain.contribution import Conditions, MeantFor
from domain.contribution_access import ContributionShown, ContributionUse
from domain.discussion import DiscussionText
from domain.identifiers import CaseCode, CaseId, ContributionId, OrganisationId
from domain.sight import SeenPart
from services.access import require_case
from services.acute.discussion import open_session_page, view_session_background
from services.acute.report import KnownCase
from services.case_export import copy_case
from services.case_leaves import ContributionsLeaf
from services.case_page import read_case_page
from services.contribution_reading import ContributionView, read_contributions
from services.discussion import (
    DiscussionOutcome,
    open_discussion,
    save_discussion,
    view_background,
)
from services.minutes import approve_minutes, open_minutes
from services.moment import Context
from services.printing import print_case
from tests.support.acute_house import CODE, REPORT, AcuteFiles
from tests.support.agenda_house import CARE, AgendaHouse
from tests.support.canaries import CANARY
from tests.support.contributions import a_contribution, under
from tests.support.house import OpenHouse
from tests.support.judging_house import JudgingHouse
from tests.support.meeting_table import FIRST, post_agenda_of_three, step_at
from tests.support.meetings import STARTS_AT, THE_MEETING
from tests.support.permits import report_now

# of none of those who read
SUPPLIER = OrganisationId("probation")


class Asked(NamedTuple):
    """What its supplier asks of one contribution; its text is the name of that."""

    meant_for: MeantFor
    is_oral: bool
    stays_here: bool
    is_over: bool

    @property
    def said(self) -> str:
        return f"{CANARY} {self.meant_for} {self.is_oral} {self.stays_here} {self.is_over}"


EVERY = [
    Asked(meant_for, *one)
    for meant_for in MeantFor
    for one in product((False, True), (False, True), (False, True))
]
NOW = [one for one in EVERY if not one.is_over]
Holds = Callable[[Asked], bool]


def said_by(holds: Holds) -> set[str]:
    """What shows when exactly these do."""
    return {one.said for one in NOW if holds(one)}


COORDINATOR = said_by(lambda _: True)
ALL_INVOLVED = said_by(lambda one: one.meant_for is MeantFor.INVOLVED and not one.is_oral)
NAMED = said_by(lambda one: one.meant_for is not MeantFor.COORDINATORS and not one.is_oral)
MAY_LEAVE = said_by(lambda one: not one.is_oral and not one.stays_here)


async def fill(house: OpenHouse, case: CaseId) -> None:
    """Contribute under every condition that can be asked, as somebody who reads none of it."""
    async with house.work() as moment:
        for number, one in enumerate(EVERY):
            conditions = Conditions(
                meant_for=one.meant_for,
                organisations=frozenset({CARE}),
                is_oral=one.is_oral,
                stays_here=one.stays_here,
                until_on=moment.today - timedelta(days=1) if one.is_over else None,
            )
            told = a_contribution(
                case,
                moment.now + timedelta(seconds=number),
                id=ContributionId(f"told-{number}"),
                organisation=SUPPLIER,
                text=under(conditions, one.said),
            )
            await moment.uow.contributions.add(told)


def texts_of(views: Iterable[ContributionView]) -> set[str]:
    found = [one for one in views if one.how is ContributionShown.TEXT]
    return {one.told.text.said for one in found if one.told.text}


async def on_page(ctx: Context, case: CaseId) -> set[str]:
    found, number, total = set[str](), 1, 1
    while number <= total:
        leaf = (await read_case_page(ctx, case, CaseLeaf.CONTRIBUTIONS, number)).leaf
        assert isinstance(leaf, ContributionsLeaf)
        found |= texts_of(leaf.contributions.items)
        number, total = number + 1, leaf.contributions.total
    return found


async def in_export(ctx: Context, case: CaseId) -> set[str]:
    pages = (await copy_case(ctx, case)).pages
    leaves = [one.leaf for one in pages if isinstance(one.leaf, ContributionsLeaf)]
    return {said for one in leaves for said in texts_of(one.contributions.items)}


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    """On the list, with everything contributed; nurse and deputy are involved, agent referred."""
    case = (await judging_house.take_up()).id
    await judging_house.seat_member(case, "deputy")
    await fill(judging_house, case)
    judging_house.now += timedelta(minutes=1)
    return case


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sanne", COORDINATOR),
        ("iris", COORDINATOR),
        ("nurse", NAMED),
        ("deputy", ALL_INVOLVED),
        ("agent", set()),
    ],
)
async def test_on_the_page_of_the_case_and_in_what_is_taken_out_of_it(
    judging_house: JudgingHouse, case: CaseId, name: str, shown: set[str]
):
    async with judging_house.acting(name) as ctx:
        assert await on_page(ctx, case) == shown
        assert await in_export(ctx, case) == shown & MAY_LEAVE


async def test_on_the_sheet_that_lies_before_everybody(judging_house: JudgingHouse, case: CaseId):
    async with judging_house.acting("sanne") as ctx:
        sheet = await print_case(ctx, "KX7-Q42", Operator("root"))
    assert texts_of(sheet.contributions) == ALL_INVOLVED & MAY_LEAVE
    looks = {one.part for one in await judging_house.on_record(case) if one.who == "sanne"}
    assert SeenPart.CONTRIBUTIONS in looks


async def test_on_the_page_where_it_is_weighed(judging_house: JudgingHouse):
    case = (await judging_house.refer(state=CaseState.PURPOSE_TESTED)).id
    await fill(judging_house, case)
    async with judging_house.acting("sanne") as ctx:
        permit = await require_case(ctx, Action.WEIGH, await ctx.uow.cases.get(case))
        found = await read_contributions(ctx, permit, ContributionUse.WEIGHING)
    assert texts_of(found) == COORDINATOR


@pytest.fixture
async def table(agenda_house: AgendaHouse) -> CaseId:
    """The red case is at the table, with everything contributed."""
    await post_agenda_of_three(agenda_house)
    async with agenda_house.reading() as moment:
        case = (await moment.uow.cases.by_code(CaseCode(FIRST))).id
    await fill(agenda_house, case)
    await step_at(agenda_house, STARTS_AT)
    return case


@pytest.mark.parametrize(("name", "shown"), [("sanne", COORDINATOR), ("noor", ALL_INVOLVED)])
async def test_at_the_table(agenda_house: AgendaHouse, table: CaseId, name: str, shown: set[str]):
    async with agenda_house.acting(name) as ctx:
        held = await open_discussion(ctx, THE_MEETING, table)
        assert texts_of((await view_background(ctx, held)).contributions) == shown
        assert await on_page(ctx, table) == shown


async def test_nothing_of_it_comes_into_minutes_by_itself(agenda_house: AgendaHouse, table: CaseId):
    async with agenda_house.acting("sanne") as ctx:
        held = await open_discussion(ctx, THE_MEETING, table)
        outcome = DiscussionOutcome(text=DiscussionText(decision="Bellen."))
        await save_discussion(ctx, held, outcome)
    async with agenda_house.acting("sanne") as ctx:
        kept = await ctx.uow.minutes.find(table, THE_MEETING)
        assert kept
        minutes = await open_minutes(ctx, Action.APPROVE_MINUTES, kept.id)
        await approve_minutes(ctx, minutes)
        edition = await ctx.uow.minutes.edition(kept, 1)
    assert not [one for one in EVERY if one.said in str(edition)]


@pytest.mark.parametrize(("name", "shown"), [("cora", COORDINATOR), ("noor", ALL_INVOLVED)])
async def test_in_an_acute_session_for_who_writes_there(
    acute_files: AcuteFiles, socket_enabled: None, name: str, shown: set[str]
):
    async with acute_files.fresh() as house:
        await fill(house, await house.add_case(CODE, CaseState.TAKEN_UP, "gijs"))
        async with house.acting("wim") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        await house.convene(session)
        await house.let_take_notes(session, "noor")
        async with house.acting(name) as ctx:
            held = await open_session_page(ctx, session)
            found = (await view_session_background(ctx, held)).contributions
    assert texts_of(found) == shown
