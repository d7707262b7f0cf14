"""Whoever shows something of a case leaves a row."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from domain.absence import Span
from domain.access import Action, CaseState, Ground
from domain.audit import AuditEvent, Operator
from domain.case import CirclePlace, CircleReason
from domain.departure import DepartureRequest
from domain.deputy import StandIn
from domain.identifiers import CaseId, MemberId, StandInId
from domain.screening import ReferralPart
from domain.sight import SeenPart
from services import printing
from services.access import require_case
from services.agenda import approval
from services.agreed_action import agree_action
from services.case_circle import list_to_involve, list_to_leave
from services.case_director import (
    ask_case_director,
    find_earlier_question,
    list_own_questions,
    list_who_may_direct,
)
from services.case_page import read_case_page
from services.caselist import view_list
from services.colour import propose_colour, record_colour_seen, view_colour_history
from services.departure import (
    list_departures,
    open_departure,
    read_why_they_leave,
    read_why_to_stay,
)
from services.deputy_views import list_asked_of_absent
from services.inbox import view_inbox
from services.moment import Context
from services.referral import edit_referral, open_for_edit, read_for_edit, record_own_seen
from services.referral_views import (
    my_overview,
    name_own_cases,
    reveal_identity,
    view_case,
    view_case_again,
    view_referral,
)
from services.retention import view_retention
from services.screening import ask_for_missing, find_gap
from services.weighing import propose_involved, view_outcome
from tests.services.test_seen_actions import rows_of
from tests.services.test_seen_case_life import OF_A_LIFE
from tests.services.test_seen_contributions import OF_CONTRIBUTIONS
from tests.services.test_seen_incorrect import OF_A_MARK
from tests.services.test_seen_reaction import OF_A_REACTION
from tests.services.test_seen_retention import OF_A_TERM
from tests.services.test_seen_secret import OF_A_SECRET
from tests.support.agreed_actions import a_wish
from tests.support.judging_house import JudgingHouse
from tests.support.permits import permitted
from tests.support.referrals import REFERRAL

Show = Callable[[Context, Any], Awaitable[object]]
Row = tuple[SeenPart, Ground]

COORDINATOR: Final = Ground.INFORMATION_COORDINATOR
DIRECTOR: Final = Ground.PROCESS_DIRECTOR


async def wants_to_leave(ctx: Context, case: CaseId, **changes: Any) -> None:
    request = DepartureRequest(case=case, member=MemberId("nurse"), asked_at=ctx.now, **changes)
    await ctx.uow.departures.keep(request, "x")


async def stay_and_look(ctx: Context, case: CaseId) -> object:
    nurse = ctx.actor
    place = CirclePlace(
        case=case,
        member=nurse.id,
        organisation=nurse.organisation.id,
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=ctx.now,
    )
    await ctx.uow.cases.join_circle(place)
    await wants_to_leave(ctx, case, declined_at=ctx.now)
    permit = await require_case(ctx, Action.ASK_TO_LEAVE, await ctx.uow.cases.get(case))
    return await read_why_to_stay(ctx, permit)


async def stand_in_and_list(ctx: Context, case: CaseId) -> object:
    """The agent promised something and is away; the actor stands in."""
    agent, me = MemberId("agent"), ctx.actor
    span = Span(starts_at=ctx.now, ends_at=ctx.now + timedelta(days=1))
    held = StandIn(
        id=StandInId("s"),
        member=agent,
        deputy=me.id,
        organisation=me.organisation.id,
        span=span,
        named_by=agent,
        named_at=ctx.now,
    )
    await ctx.uow.deputies.keep(held)
    await agree_action(ctx, await ctx.uow.cases.get(case), a_wish("agent", ctx.today))
    place = CirclePlace(
        case=case,
        member=me.id,
        organisation=me.organisation.id,
        reason=CircleReason.STANDS_IN,
        joined_at=ctx.now,
    )
    await ctx.uow.cases.join_circle(place)
    return await list_asked_of_absent(ctx)


async def leave_and_look(ctx: Context, case: CaseId) -> object:
    await wants_to_leave(ctx, case)
    return await read_why_they_leave(ctx, await open_departure(ctx, case, MemberId("nurse")))


async def leave_and_list(ctx: Context, case: CaseId) -> object:
    await wants_to_leave(ctx, case)
    return await list_departures(ctx)


async def ask_and_look(ctx: Context, case: CaseId) -> object:
    permit = await require_case(ctx, Action.CHANGE_CIRCLE, await ctx.uow.cases.get(case))
    await ask_case_director(ctx, permit.case, MemberId("agent"))
    return await find_earlier_question(ctx, permit)


async def asked_and_look(ctx: Context, case: CaseId) -> object:
    await ask_case_director(ctx, await ctx.uow.cases.get(case), MemberId("agent"))
    return await list_own_questions(ctx)


# of a case: who looks, in which state, and the rows it leaves
OF_A_CASE: Final[dict[str, tuple[str, CaseState, Show, set[Row]]]] = {
    "my_overview": (
        "agent",
        CaseState.SUBMITTED,
        lambda ctx, _: my_overview(ctx),
        {(SeenPart.OVERVIEW, Ground.REFERRER)},
    ),
    "view_case": (
        "iris",
        CaseState.SUBMITTED,
        lambda ctx, _: view_case(ctx, "KX7-Q42", ()),
        {(SeenPart.PHASE, COORDINATOR), (SeenPart.CIRCLE, COORDINATOR)},
    ),
    "print_case": (
        "sanne",
        CaseState.TAKEN_UP,
        lambda ctx, _: printing.print_case(ctx, "KX7-Q42", Operator("root")),
        {
            (part, DIRECTOR)
            for part in (
                *(SeenPart.PHASE, SeenPart.IDENTITY, SeenPart.STORY),
                *(SeenPart.WEIGHING, SeenPart.COLOUR, SeenPart.CIRCLE, SeenPart.ACTIONS),
                *(SeenPart.PLAN, SeenPart.INTAKE, SeenPart.DIRECT_CIRCLE),
            )
        },
    ),
    "view_case_again": (
        "agent",
        CaseState.SUBMITTED,
        view_case_again,
        {(SeenPart.PHASE, Ground.REFERRER), (SeenPart.CIRCLE, Ground.REFERRER)},
    ),
    "reveal_identity": (
        "iris",
        CaseState.SUBMITTED,
        reveal_identity,
        {(SeenPart.IDENTITY, COORDINATOR), (SeenPart.ADDRESS, COORDINATOR)},
    ),
    "name_own_cases": (
        "agent",
        CaseState.SUBMITTED,
        lambda ctx, _: name_own_cases(ctx),
        {(SeenPart.IDENTITY, Ground.REFERRER)},
    ),
    "view_referral": (
        "iris",
        CaseState.SUBMITTED,
        permitted(Action.SCREEN, view_referral),
        {(SeenPart.STORY, COORDINATOR)},
    ),
    "read_why_to_stay": (
        "nurse",
        CaseState.TAKEN_UP,
        stay_and_look,
        {(SeenPart.CIRCLE, Ground.CIRCLE)},
    ),
    "list_asked_of_absent": (
        "deputy",
        CaseState.TAKEN_UP,
        stand_in_and_list,
        {(SeenPart.OVERVIEW, Ground.CIRCLE)},
    ),
    "read_why_they_leave": (
        "sanne",
        CaseState.TAKEN_UP,
        leave_and_look,
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    **OF_A_MARK,
    **OF_A_REACTION,
    **OF_CONTRIBUTIONS,
    **OF_A_SECRET,
    **OF_A_TERM,
    "list_departures": (
        "sanne",
        CaseState.TAKEN_UP,
        leave_and_list,
        {(SeenPart.OVERVIEW, DIRECTOR)},
    ),
    "list_who_may_direct": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CHANGE_CIRCLE, list_who_may_direct),
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "find_earlier_question": (
        "sanne",
        CaseState.TAKEN_UP,
        ask_and_look,
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_own_questions": (
        "agent",
        CaseState.TAKEN_UP,
        asked_and_look,
        {(SeenPart.OVERVIEW, Ground.CIRCLE)},
    ),
    "list_to_involve": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CHANGE_CIRCLE, list_to_involve),
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "list_to_leave": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.CHANGE_CIRCLE, list_to_leave),
        {(SeenPart.CIRCLE, DIRECTOR)},
    ),
    "propose_involved": (
        "sanne",
        CaseState.PURPOSE_TESTED,
        permitted(Action.WEIGH, propose_involved),
        {(SeenPart.STORY, DIRECTOR)},
    ),
    "read_for_edit": (
        "agent",
        CaseState.SUBMITTED,
        permitted(Action.EDIT_REFERRAL, read_for_edit),
        {(SeenPart.IDENTITY, Ground.REFERRER), (SeenPart.STORY, Ground.REFERRER)},
    ),
    "record_own_seen": (
        "agent",
        CaseState.SUBMITTED,
        permitted(Action.EDIT_REFERRAL, record_own_seen),
        {(SeenPart.IDENTITY, Ground.REFERRER), (SeenPart.STORY, Ground.REFERRER)},
    ),
    "view_inbox": (
        "iris",
        CaseState.SUBMITTED,
        lambda ctx, _: view_inbox(ctx),
        {(SeenPart.INBOX, COORDINATOR)},
    ),
    "view_retention": (
        "iris",
        CaseState.ADVICE_OR_SIGNAL,
        lambda ctx, _: view_retention(ctx),
        {(SeenPart.RETENTION, COORDINATOR)},
    ),
    "view_list": (
        "iris",
        CaseState.TAKEN_UP,
        lambda ctx, _: view_list(ctx),
        {(SeenPart.LIST, COORDINATOR)},
    ),
    "propose_colour": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.SET_COLOUR, lambda ctx, held: propose_colour(ctx, held, None)),
        {(SeenPart.COLOUR, DIRECTOR)},
    ),
    "record_colour_seen": (
        "sanne",
        CaseState.TAKEN_UP,
        permitted(Action.SET_COLOUR, record_colour_seen),
        {(SeenPart.COLOUR, DIRECTOR)},
    ),
    "view_colour_history": (
        "iris",
        CaseState.TAKEN_UP,
        permitted(Action.READ_COLOUR, view_colour_history),
        {(SeenPart.COLOUR, COORDINATOR)},
    ),
    "read_case_page": (
        "agent",
        CaseState.TAKEN_UP,
        read_case_page,
        {(SeenPart.IDENTITY, Ground.REFERRER), (SeenPart.STORY, Ground.REFERRER)},
    ),
    "view_outcome": (
        "agent",
        CaseState.NOT_TAKEN_UP,
        view_outcome,
        {(SeenPart.WEIGHING, Ground.REFERRER)},
    ),
    **OF_A_LIFE,
}


@pytest.mark.parametrize("service", OF_A_CASE)
async def test_what_is_shown_of_a_case_is_on_record(judging_house: JudgingHouse, service: str):
    name, state, show, expected = OF_A_CASE[service]
    seen = await judging_house.refer(state=state)
    async with judging_house.acting(name) as ctx:
        await show(ctx, seen.id)
    assert rows_of(await judging_house.on_record(seen.id), name) == expected


async def test_what_was_asked_to_complete_is_on_record_when_it_is_shown(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    ask = permitted(
        Action.SCREEN, lambda ctx, held: ask_for_missing(ctx, held, [ReferralPart.WHO], "x")
    )
    async with judging_house.acting("iris") as ctx:
        await ask(ctx, seen.id)
    async with judging_house.acting("agent") as ctx:
        await find_gap(ctx, await open_for_edit(ctx, seen.id))
    entries = await judging_house.on_record(seen.id)
    assert rows_of(entries, "agent") == {(SeenPart.GAP, Ground.REFERRER)}


async def test_an_act_on_a_case_leaves_no_look(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    async with judging_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, seen.id), REFERRAL)
    assert await judging_house.events(seen.id) == [AuditEvent.REFERRAL_EDITED]


async def test_a_page_drawn_twice_in_a_turn_is_seen_once_and_again_in_the_next(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    for _ in range(2):
        async with judging_house.acting("iris") as ctx:
            for _ in range(2):
                await reveal_identity(ctx, seen.id)
    once = [AuditEvent.IDENTITY_REVEALED, AuditEvent.SEEN]
    assert await judging_house.events(seen.id) == once * 2


async def test_only_the_cases_on_the_page_are_seen(judging_house: JudgingHouse):
    cases = [(await judging_house.refer(f"AB{n}-C23")).id for n in range(10)]
    last = (await judging_house.refer("ZZ9-Z99")).id
    async with judging_house.acting("iris") as ctx:
        await view_inbox(ctx)
    assert all([await judging_house.events(one) == [AuditEvent.SEEN] for one in cases])
    assert await judging_house.events(last) == []


@pytest.mark.parametrize(
    ("name", "show", "part"),
    [
        ("iris", view_inbox, SeenPart.INBOX),
        ("iris", view_list, SeenPart.LIST),
        ("iris", view_retention, SeenPart.RETENTION),
        ("nurse", my_overview, SeenPart.OVERVIEW),
        ("sanne", approval.view_next_agenda, SeenPart.AGENDA),
    ],
)
async def test_a_page_without_a_case_leaves_one_row_too(
    judging_house: JudgingHouse, name: str, show: Callable[..., Awaitable[object]], part: SeenPart
):
    async with judging_house.acting(name) as ctx:
        await show(ctx)
    async with judging_house.reading() as moment:
        links = await moment.uow.audit.chain(None)
    assert [(one.entry.part, one.entry.who) for one in links] == [(part, name)]
