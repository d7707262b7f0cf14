"""A member gives all they hold to one colleague: nothing moves until the colleague accepts, and
from that minute the giver is refused.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.absence import Span
from domain.access import Action, CaseState, Involvement
from domain.audit import AuditEvent, AuditReason
from domain.case import LeftReason
from domain.case_director import DirectorRequest
from domain.draft import Draft
from domain.hand_over import (
    CannotTakeOverError,
    HandOverIsOverError,
    HandOverState,
    NobodyChosenError,
    NoColleagueError,
    NoReasonNotToTakeOverError,
    NothingToHandOverError,
)
from domain.identifiers import CaseId, DraftId, MemberId, OrganisationId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.access import RefusedError
from services.agreed_action import open_own_action
from services.deputy import look_at_deputy, name_stand_in
from services.drafts import find_draft
from services.hand_over import (
    look_at_hand_over,
    open_to_hand_over,
    view_hand_over,
    withdraw_hand_over,
)
from services.hand_over_answer import (
    accept_hand_over,
    decline_hand_over,
    list_asked_over,
    open_asked_over,
    read_one_asked_over,
)
from services.hand_over_for import open_work_of, view_for_others, withdraw_for_another
from services.hand_over_news import HandOverNews, read_hand_over_news
from services.held_work import HeldCounts
from services.leaving import look_at_places
from services.left_behind import count_left_behind
from services.orphans import list_orphans
from services.referral_views import reveal_identity
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import AgendaHouse
from tests.support.canaries import CANARY
from tests.support.hand_overs import (
    AGENT,
    CODE,
    DEPUTY,
    accept,
    add_held_case,
    ask,
    ask_for,
    involvement,
    let_bea_administer,
    promise,
)

TUESDAY_DIGEST = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)
NEAR = date(2026, 2, 11)


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    """A case that the agent referred, has a place in and directs."""
    return await add_held_case(agenda_house)


@pytest.mark.parametrize(
    "state", [CaseState.INCOMPLETE, CaseState.NOT_TAKEN_UP, CaseState.WITHDRAWN, CaseState.CLOSED]
)
async def test_a_case_that_ended_goes_on_the_same_day_whoever_has_it(
    agenda_house: AgendaHouse, case: CaseId, state: CaseState
):
    async with agenda_house.work() as moment:
        kept = replace(await moment.uow.cases.get(case), state=state)
        before = await moment.uow.cases.save(replace(kept, changed_at=moment.now))
    agenda_house.now += timedelta(days=10)
    await ask(agenda_house)
    await accept(agenda_house)
    async with agenda_house.reading() as moment:
        after = await moment.uow.cases.get(case)
    assert (after.referrer, after.changed_at) == (DEPUTY, before.changed_at)


async def begin(house: AgendaHouse, case: CaseId | None, **changes: object) -> DraftId:
    new = Draft(
        id=DraftId("draft"),
        member=AGENT,
        dialog="discussion_wish",
        dialog_version=1,
        subject=case or "",
        case=case,
        page="why",
        answers={"why": CANARY},
        version=1,
        changed_at=house.now,
        expires_at=house.now + timedelta(weeks=4),
        is_filled_in=True,
    )
    async with house.work() as moment:
        await moment.uow.drafts.add(replace(new, **changes))
    return replace(new, **changes).id


async def news(house: AgendaHouse, name: str, at: datetime) -> list[HandOverNews]:
    house.now = at
    async with house.sending_to(name) as reading:
        return list(await read_hand_over_news(reading))


async def test_nothing_moves_until_the_colleague_accepts(agenda_house: AgendaHouse, case: CaseId):
    await ask(agenda_house)
    assert Involvement.REFERRER in (await involvement(agenda_house, case, AGENT)).ways
    assert await involvement(agenda_house, case, DEPUTY) is Involvement.NONE
    assert await agenda_house.told(NoticeKind.DIGEST) == ["deputy"]
    async with agenda_house.acting("deputy") as ctx:
        [asked] = await list_asked_over(ctx)
        assert (asked.giver, asked.counts.cases, asked.counts.directed) == ("Agent", 1, 1)


async def test_on_acceptance_all_of_it_is_the_colleagues_and_the_giver_is_refused(
    agenda_house: AgendaHouse, case: CaseId
):
    action = await promise(agenda_house, case)
    draft = await begin(agenda_house, case)
    await ask(agenda_house)
    counts = await accept(agenda_house)
    assert counts == HeldCounts(cases=1, directed=1, actions=1, drafts=1)
    async with agenda_house.reading() as moment:
        kept = await moment.uow.cases.get(case)
        assert (kept.referrer, kept.case_director) == (DEPUTY, DEPUTY)
        history = await moment.uow.cases.circle_history(case)
    left = next(one.place for one in history if one.place.member == AGENT)
    taken = next(one.place for one in history if one.place.member == DEPUTY)
    assert left.left_because is LeftReason.HANDED_OVER
    assert (taken.reason, taken.until, taken.left_at) == (left.reason, left.until, None)
    async with agenda_house.acting("deputy") as ctx:
        await reveal_identity(ctx, case)
        await open_own_action(ctx, action)
        assert (await find_draft(ctx, draft)).answers == {"why": CANARY}
    for open_again in (
        lambda ctx: reveal_identity(ctx, case),
        lambda ctx: open_own_action(ctx, action),
        lambda ctx: find_draft(ctx, draft),
        lambda ctx: take_case(ctx, Action.VIEW_CASE, SeenCase(id=case)),
    ):
        with pytest.raises(RefusedError):
            async with agenda_house.acting("agent") as ctx:
                await open_again(ctx)


async def test_the_record_of_each_case_names_both_and_says_why_one_left(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    await accept(agenda_house)
    record = await agenda_house.on_record(case)
    [handed] = [one for one in record if one.event is AuditEvent.HANDED_OVER]
    assert (handed.who, handed.subject) == (DEPUTY, AGENT)
    [left] = [one for one in record if one.event is AuditEvent.CIRCLE_LEFT]
    assert (left.subject, left.reason) == (AGENT, AuditReason.HANDED_OVER)


async def test_what_the_giver_holds_at_acceptance_goes_and_not_what_they_held_when_asking(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    later = await agenda_house.add_case("KX7-Q43", Colour.ORANGE, 15, (), "agent")
    async with agenda_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.GUARD_ACTION, SeenCase(id=case))
        kept = await ctx.uow.cases.get(permit.case.id)
        await ctx.uow.cases.save(replace(kept, case_director=MemberId("nurse")))
    assert (await accept(agenda_house)).directed == 0
    assert Involvement.REFERRER in (await involvement(agenda_house, later, DEPUTY)).ways
    async with agenda_house.reading() as moment:
        assert (await moment.uow.cases.get(case)).case_director == "nurse"


async def test_of_two_presses_one_takes_over(agenda_house: AgendaHouse, case: CaseId):
    await ask(agenda_house)
    async with agenda_house.acting("deputy") as ctx:
        asked = await open_asked_over(ctx, AGENT)
        await accept_hand_over(ctx, asked)
        with pytest.raises(HandOverIsOverError):
            await accept_hand_over(ctx, asked)
        with pytest.raises(HandOverIsOverError):
            await decline_hand_over(ctx, asked, CANARY)
    joined = [
        one
        for one in await agenda_house.on_record(case)
        if one.event is AuditEvent.CIRCLE_JOINED and one.subject == DEPUTY
    ]
    assert len(joined) == 1


async def test_only_a_colleague_who_speaks_for_the_same_organisation_is_asked_and_answers(
    agenda_house: AgendaHouse, case: CaseId
):
    for somebody in ("nurse", "agent", "sanne"):
        with pytest.raises(NoColleagueError):
            await ask(agenda_house, somebody)
    await ask(agenda_house)
    with pytest.raises(HandOverIsOverError):
        await accept(agenda_house, by="nurse")
    async with agenda_house.work() as moment:
        deputy = await moment.uow.people.member(DEPUTY)
        nurse = await moment.uow.people.member(MemberId("nurse"))
        await moment.uow.people.save_member(replace(deputy, organisation=nurse.organisation))
    with pytest.raises(CannotTakeOverError):
        await accept(agenda_house)


async def test_whose_appointment_ended_meanwhile_takes_over_nothing(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    async with agenda_house.work() as moment:
        deputy = await moment.uow.people.member(DEPUTY)
        await moment.uow.people.save_member(deputy.leave(moment.today))
    with pytest.raises(RefusedError):
        await accept(agenda_house)
    assert Involvement.REFERRER in (await involvement(agenda_house, case, AGENT)).ways


async def test_who_holds_nothing_hands_over_nothing(agenda_house: AgendaHouse):
    with pytest.raises(NothingToHandOverError):
        await ask(agenda_house)


async def test_a_colleague_declines_with_a_reason_that_the_giver_reads(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    async with agenda_house.acting("deputy") as ctx:
        asked = await open_asked_over(ctx, AGENT)
        with pytest.raises(NoReasonNotToTakeOverError):
            await decline_hand_over(ctx, asked, " ")
        await decline_hand_over(ctx, asked, CANARY)
    assert Involvement.REFERRER in (await involvement(agenda_house, case, AGENT)).ways
    async with agenda_house.acting("agent") as ctx:
        assert (await view_hand_over(ctx)).receiver == "Deputy"
        found = await open_to_hand_over(ctx)
        assert (found.declined_by, found.why_not) == ("Deputy", CANARY)
    [told] = await news(agenda_house, "agent", TUESDAY_DIGEST)
    assert (told.state, told.is_own) == (HandOverState.DECLINED, True)
    assert await news(agenda_house, "agent", TUESDAY_DIGEST + timedelta(days=1)) == []


async def test_a_withdrawn_question_cannot_be_accepted(agenda_house: AgendaHouse, case: CaseId):
    await ask(agenda_house)
    async with agenda_house.acting("agent") as ctx:
        assert (await withdraw_hand_over(ctx)).held is None
    with pytest.raises(HandOverIsOverError):
        await accept(agenda_house)
    assert await agenda_house.timers(TimerKind.HAND_OVER) == {}


async def test_who_is_asked_is_reminded_once_and_then_it_lapses(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    assert (await agenda_house.timers(TimerKind.HAND_OVER))["agent"].date() == date(2026, 2, 11)
    for on in (date(2026, 2, 11), date(2026, 2, 23)):
        agenda_house.now = (await agenda_house.timers(TimerKind.HAND_OVER))["agent"]
        assert agenda_house.now.date() == on
        async with agenda_house.work() as moment:
            await look_at_hand_over(moment, "agent")
    assert await agenda_house.timers(TimerKind.HAND_OVER) == {}
    with pytest.raises(HandOverIsOverError):
        await accept(agenda_house)
    [told] = await news(agenda_house, "agent", agenda_house.now + timedelta(hours=1))
    assert told.state is HandOverState.LAPSED


async def test_what_is_due_within_two_working_days_is_asked_at_once(
    agenda_house: AgendaHouse, case: CaseId
):
    await promise(agenda_house, case, NEAR)
    await ask(agenda_house)
    assert await agenda_house.told(NoticeKind.HAND_OVER) == ["deputy"]
    async with agenda_house.sending_to("deputy") as reading:
        assert await read_one_asked_over(reading, AGENT)
    await accept(agenda_house)
    async with agenda_house.sending_to("deputy") as reading:
        assert await read_one_asked_over(reading, AGENT) is None


async def test_process_directors_read_once_which_cases_went_to_whom(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    await accept(agenda_house)
    assert {"sanne", "daan", "agent"} <= set(await agenda_house.told(NoticeKind.DIGEST))
    [told] = await news(agenda_house, "sanne", TUESDAY_DIGEST)
    assert (told.giver, told.receiver, told.codes) == ("Agent", "Deputy", (CODE,))
    [own] = await news(agenda_house, "agent", TUESDAY_DIGEST)
    assert own.codes == ()
    assert await news(agenda_house, "iris", TUESDAY_DIGEST) == []


async def test_questions_to_the_giver_are_the_colleagues_and_personal_drafts_stay(
    agenda_house: AgendaHouse, case: CaseId
):
    await begin(agenda_house, None, dialog="absence")
    async with agenda_house.work() as moment:
        asked = DirectorRequest(
            case=case, member=AGENT, asked_by=MemberId("sanne"), asked_at=moment.now
        )
        await moment.uow.director_requests.keep(asked)
    await ask(agenda_house)
    assert (await accept(agenda_house)).kept == 1
    async with agenda_house.acting("deputy") as ctx:
        found = await ctx.uow.director_requests.find(case)
        assert found is not None
        assert found.member == DEPUTY
    async with agenda_house.acting("agent") as ctx:
        await find_draft(ctx, DraftId("draft"))


async def test_a_draft_stays_where_the_colleague_has_one_on_the_same_subject(
    agenda_house: AgendaHouse, case: CaseId
):
    await begin(agenda_house, case)
    await begin(agenda_house, case, id=DraftId("theirs"), member=DEPUTY)
    await ask(agenda_house)
    counts = await accept(agenda_house)
    assert (counts.drafts, counts.kept) == (0, 1)


async def test_the_giver_reads_the_codes_of_what_goes(agenda_house: AgendaHouse, case: CaseId):
    async with agenda_house.acting("agent") as ctx:
        assert [one.code for one in (await open_to_hand_over(ctx)).parts] == [CODE]


async def test_who_stood_in_for_the_giver_takes_over_their_place_for_good(
    agenda_house: AgendaHouse, case: CaseId
):
    away = Span(starts_at=agenda_house.now, ends_at=agenda_house.now + timedelta(days=7))
    async with agenda_house.acting("agent") as ctx:
        await name_stand_in(ctx, AGENT, away, DEPUTY)
    assert await involvement(agenda_house, case, DEPUTY) is Involvement.CIRCLE
    async with agenda_house.acting("deputy") as ctx:
        assert (await view_hand_over(ctx)).counts == HeldCounts(cases=0, stood_in=1)
    await ask(agenda_house)
    await accept(agenda_house)
    async with agenda_house.work() as moment:
        [place] = await moment.uow.cases.places_of(DEPUTY)
        assert (place.until, place.stands_in_for) == (None, None)
    agenda_house.now = away.ends_at
    async with agenda_house.work() as moment:
        await look_at_deputy(moment, AGENT)
    assert Involvement.REFERRER in (await involvement(agenda_house, case, DEPUTY)).ways
    assert await involvement(agenda_house, case, AGENT) is Involvement.FORMER


@pytest.mark.parametrize("by", ["iris", "bea"])
async def test_the_work_of_who_left_is_handed_over_by_a_coordinator_or_administrator(
    agenda_house: AgendaHouse, case: CaseId, by: str
):
    action = await promise(agenda_house, case)
    await let_bea_administer(agenda_house)
    async with agenda_house.work() as moment:
        agent = await moment.uow.people.member(AGENT)
        await moment.uow.people.save_member(agent.leave(moment.today))
        await look_at_places(moment, "house")
    async with agenda_house.acting(by) as ctx:
        view = await view_for_others(ctx)
        assert view is not None
        assert [one.id for one in view.givers if one.has_left] == [AGENT]
    await ask_for(agenda_house, by)
    async with agenda_house.acting("deputy") as ctx:
        [asked] = await list_asked_over(ctx)
        assert (asked.asked_by.lower(), asked.counts.cases, asked.counts.actions) == (by, 1, 1)
    await accept(agenda_house)
    assert await involvement(agenda_house, case, DEPUTY) is Involvement.REFERRER_IN_CIRCLE
    async with agenda_house.acting("deputy") as ctx:
        await open_own_action(ctx, action)
    async with agenda_house.acting("sanne") as ctx:
        assert list(await list_orphans(ctx)) == []
    async with agenda_house.acting(by) as ctx:
        left = [one for one in (await view_for_others(ctx)).givers if one.has_left]
        assert left == []
    [told] = await news(agenda_house, by, TUESDAY_DIGEST)
    assert (told.state, told.codes) == (HandOverState.ACCEPTED, ())


async def test_what_was_asked_for_another_is_declined_to_who_asked_and_can_be_withdrawn(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask_for(agenda_house, "iris")
    async with agenda_house.acting("deputy") as ctx:
        await decline_hand_over(ctx, await open_asked_over(ctx, AGENT), CANARY)
    async with agenda_house.acting("iris") as ctx:
        [asked] = (await view_for_others(ctx)).asked
        assert (asked.giver, asked.receiver) == ("Agent", "Deputy")
        found = await open_work_of(ctx, AGENT, OrganisationId("police"))
        assert found.why_not == CANARY
    async with agenda_house.acting("sanne") as ctx:
        found = await open_work_of(ctx, AGENT, OrganisationId("police"))
        assert found.why_not == ""
    await ask_for(agenda_house, "iris")
    with pytest.raises(HandOverIsOverError):
        async with agenda_house.acting("sanne") as ctx:
            await withdraw_for_another(ctx, AGENT)
    async with agenda_house.acting("iris") as ctx:
        await withdraw_for_another(ctx, AGENT)
    with pytest.raises(HandOverIsOverError):
        await accept(agenda_house)


async def test_a_partner_hands_over_for_nobody_else_and_only_for_who_can_be_chosen(
    agenda_house: AgendaHouse, case: CaseId
):
    with pytest.raises(RefusedError):
        await ask_for(agenda_house, "nurse")
    with pytest.raises(NobodyChosenError):
        await ask_for(agenda_house, "iris", MemberId("nurse"))
    async with agenda_house.acting("nurse") as ctx:
        assert await view_for_others(ctx) is None


async def test_what_was_left_behind_is_counted_for_each_organisation(
    agenda_house: AgendaHouse, case: CaseId
):
    await promise(agenda_house, case)
    async with agenda_house.work() as moment:
        assert await count_left_behind(moment) == {}
        agent = await moment.uow.people.member(AGENT)
        await moment.uow.people.save_member(agent.leave(moment.today))
        before = await count_left_behind(moment)
        await look_at_places(moment, "house")
        after = await count_left_behind(moment)
    assert before == {"police": HeldCounts(cases=1, directed=1, actions=1)}
    # from then on nobody directs it: process directors read that each week
    assert after == {"police": HeldCounts(cases=1, actions=1)}


async def test_a_draft_of_another_role_stays_also_where_its_case_goes(
    agenda_house: AgendaHouse, case: CaseId
):
    draft = await begin(agenda_house, case, dialog="colour")
    await ask(agenda_house)
    counts = await accept(agenda_house)
    assert (counts.drafts, counts.kept) == (0, 1)
    with pytest.raises(RefusedError):
        async with agenda_house.acting("deputy") as ctx:
            await find_draft(ctx, draft)
