"""What a colleague says by telephone about a hand-over is recorded for them: by whom, when and on
whose behalf; they read it afterwards.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Involvement
from domain.audit import AuditEvent, AuditReason
from domain.hand_over import (
    HandOverIsOverError,
    HandOverState,
    NotForYouToRecordError,
    ReceiverLeftError,
)
from domain.identifiers import CaseId, MemberId
from domain.member import Role
from domain.notice import NoticeKind
from services.access import RefusedError
from services.hand_over import open_to_hand_over, view_hand_over
from services.hand_over_answer import (
    accept_hand_over,
    decline_hand_over,
    list_asked_over,
    open_asked_over,
    open_by_telephone,
)
from services.hand_over_for import view_for_others
from services.hand_over_news import read_hand_over_news
from services.leaving import look_at_places
from services.referral_views import reveal_identity
from tests.support.agenda_house import AgendaHouse, a_member
from tests.support.canaries import CANARY
from tests.support.hand_overs import (
    AGENT,
    DEPUTY,
    add_held_case,
    ask,
    ask_for,
    involvement,
    let_bea_administer,
    promise,
)

TUESDAY_DIGEST = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)


@pytest.fixture
async def case(agenda_house: AgendaHouse) -> CaseId:
    return await add_held_case(agenda_house)


async def record_yes(house: AgendaHouse, by: str) -> None:
    async with house.acting(by) as ctx:
        await accept_hand_over(ctx, await open_by_telephone(ctx, AGENT))


async def end(house: AgendaHouse, member: MemberId) -> None:
    async with house.work() as moment:
        kept = await moment.uow.people.member(member)
        await moment.uow.people.save_member(kept.leave(moment.today))
        await look_at_places(moment, "house")


@pytest.mark.parametrize("by", ["iris", "bea"])
async def test_a_yes_by_telephone_moves_the_work_to_the_colleague_and_is_on_record(
    agenda_house: AgendaHouse, case: CaseId, by: str
):
    await let_bea_administer(agenda_house)
    await promise(agenda_house, case)
    await ask(agenda_house)
    async with agenda_house.acting(by) as ctx:
        asked = await open_by_telephone(ctx, AGENT)
        assert (asked.receiver, asked.counts.cases, asked.counts.actions) == ("Deputy", 1, 1)
        view = await view_for_others(ctx)
        assert view is not None
        [waiting] = view.asked
        assert (waiting.may_record, waiting.may_withdraw) == (True, False)
    await record_yes(agenda_house, by)
    assert await involvement(agenda_house, case, DEPUTY) is Involvement.REFERRER_IN_CIRCLE
    assert await involvement(agenda_house, case, MemberId(by)) is Involvement.NONE
    [handed] = [
        one for one in await agenda_house.on_record(case) if one.event is AuditEvent.HANDED_OVER
    ]
    assert (handed.who, handed.on_behalf_of) == (by, DEPUTY)
    assert handed.reason is AuditReason.BY_TELEPHONE
    async with agenda_house.acting("deputy") as ctx:
        await reveal_identity(ctx, case)
    with pytest.raises(RefusedError):
        async with agenda_house.acting("agent") as ctx:
            await reveal_identity(ctx, case)


async def test_the_colleague_reads_once_what_was_recorded_for_them_and_by_whom(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    await record_yes(agenda_house, "iris")
    assert "deputy" in await agenda_house.told(NoticeKind.DIGEST)
    for at, expected in ((TUESDAY_DIGEST, ["Iris"]), (TUESDAY_DIGEST + timedelta(days=1), [])):
        agenda_house.now = at
        async with agenda_house.sending_to("deputy") as reading:
            news = await read_hand_over_news(reading)
        assert [one.recorded_by for one in news] == expected
    agenda_house.now = TUESDAY_DIGEST
    async with agenda_house.sending_to("agent") as reading:
        [own] = await read_hand_over_news(reading)
    assert (own.state, own.recorded_by) == (HandOverState.ACCEPTED, "")


async def test_a_no_by_telephone_needs_a_reason_and_moves_nothing(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    async with agenda_house.acting("iris") as ctx:
        asked = await open_by_telephone(ctx, AGENT)
        await decline_hand_over(ctx, asked, CANARY)
    assert Involvement.REFERRER in (await involvement(agenda_house, case, AGENT)).ways
    async with agenda_house.acting("agent") as ctx:
        assert (await open_to_hand_over(ctx)).why_not == CANARY


async def test_a_partner_records_nothing(agenda_house: AgendaHouse, case: CaseId):
    await ask(agenda_house)
    for somebody in ("nurse", "agent", "deputy"):
        with pytest.raises(RefusedError):
            await record_yes(agenda_house, somebody)


async def test_who_gives_or_takes_over_records_nothing_for_the_other(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    async with agenda_house.work() as moment:
        for who in (AGENT, DEPUTY):
            kept = await moment.uow.people.member(who)
            coordinates = a_member(kept.name, kept.organisation, Role.INFORMATION_COORDINATOR)
            both = (*kept.appointments, *coordinates.appointments)
            await moment.uow.people.save_member(replace(kept, appointments=both))
    for somebody in ("agent", "deputy"):
        with pytest.raises(NotForYouToRecordError):
            await record_yes(agenda_house, somebody)


async def test_of_two_who_answer_at_once_the_second_finds_it_settled(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    async with agenda_house.acting("iris") as ctx:
        by_phone = await open_by_telephone(ctx, AGENT)
        await accept_hand_over(ctx, by_phone)
        with pytest.raises(HandOverIsOverError):
            await accept_hand_over(ctx, by_phone)
    with pytest.raises(HandOverIsOverError):
        async with agenda_house.acting("deputy") as ctx:
            await open_asked_over(ctx, AGENT)


async def test_nothing_is_recorded_for_who_does_not_speak_for_the_organisation_any_more(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    async with agenda_house.work() as moment:
        deputy = await moment.uow.people.member(DEPUTY)
        await moment.uow.people.save_member(deputy.leave(moment.today))
    with pytest.raises(ReceiverLeftError):
        await record_yes(agenda_house, "iris")


async def test_an_answer_of_another_is_not_accepted_in_ones_own_name(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    async with agenda_house.acting("iris") as ctx:
        asked = await open_by_telephone(ctx, AGENT)
    async with agenda_house.acting("sanne") as ctx:
        with pytest.raises(HandOverIsOverError):
            await accept_hand_over(ctx, asked)
    async with agenda_house.acting("deputy") as ctx:
        own = await open_asked_over(ctx, AGENT)
    async with agenda_house.acting("iris") as ctx:
        with pytest.raises(HandOverIsOverError):
            await accept_hand_over(ctx, own)


async def test_a_question_to_who_left_ends_at_once_and_who_asked_hears_it(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    await end(agenda_house, DEPUTY)
    async with agenda_house.acting("agent") as ctx:
        view = await view_hand_over(ctx)
        assert view.held is not None
        assert (view.held.state, view.may_give) == (HandOverState.LEFT, True)
    assert "agent" in await agenda_house.told(NoticeKind.DIGEST)
    agenda_house.now = TUESDAY_DIGEST
    async with agenda_house.sending_to("agent") as reading:
        [told] = await read_hand_over_news(reading)
    assert told.state is HandOverState.LEFT
    async with agenda_house.sending_to("sanne") as reading:
        assert list(await read_hand_over_news(reading)) == []


async def test_where_the_giver_left_too_process_directors_hear_that_nobody_took_it(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask(agenda_house)
    await end(agenda_house, AGENT)
    await end(agenda_house, DEPUTY)
    agenda_house.now = TUESDAY_DIGEST
    async with agenda_house.sending_to("sanne") as reading:
        [told] = await read_hand_over_news(reading)
    assert (told.state, told.codes) == (HandOverState.LEFT, ())


async def test_who_asked_for_another_hears_that_the_colleague_left(
    agenda_house: AgendaHouse, case: CaseId
):
    await ask_for(agenda_house, "iris")
    await end(agenda_house, DEPUTY)
    async with agenda_house.acting("iris") as ctx:
        view = await view_for_others(ctx)
        assert view is not None
        assert [one.held.state for one in view.asked] == [HandOverState.LEFT]
    async with agenda_house.acting("deputy") as ctx:
        with pytest.raises(RefusedError):
            await list_asked_over(ctx)
