from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState, Involvement
from domain.audit import AuditEvent
from domain.case import Case, CircleReason
from domain.errors import NotAllowedError
from domain.identifiers import CaseId, MemberId
from domain.member import Role
from domain.notice import NoticeKind
from domain.referral import Referral
from domain.screening import ReferralPart
from domain.stoplight import Colour
from services import referral as referring
from services.moment import Context
from services.referral import (
    AlreadyWithdrawnError,
    ReferralChangedError,
    ReferralIncompleteError,
    begin_referral,
    edit_referral,
    open_for_edit,
    read_for_edit,
    resume_referral,
    submit_referral,
    withdraw_referral,
)
from services.referral_views import (
    my_overview,
    name_own_cases,
    read_arrival,
    read_receipt,
    reveal_identity,
    view_case,
    view_case_again,
)
from services.seen_case import SeenCase
from tests.support.agenda_house import CITY, POLICE, AgendaHouse, a_member
from tests.support.permits import give_back
from tests.support.referrals import REFERRAL

EDITED = replace(REFERRAL, why_now="Er is nieuws.")
OFFERED = (
    Action.REVEAL_IDENTITY,
    Action.EDIT_REFERRAL,
    Action.WITHDRAW_REFERRAL,
    Action.SCREEN,
    Action.WEIGH,
    Action.SET_COLOUR,
    Action.OPEN_SESSION,
)


async def refer(house: AgendaHouse, name: str = "agent") -> CaseId:
    async with house.acting(name) as ctx:
        reserved = await begin_referral(ctx)
        await submit_referral(ctx, reserved, REFERRAL)
    return reserved.id


async def edit(ctx: Context, case_id: CaseId, referral: Referral) -> None:
    await edit_referral(ctx, await open_for_edit(ctx, case_id), referral)


async def case_of(house: AgendaHouse, case_id: CaseId) -> Case:
    async with house.database.reading() as uow:
        return await uow.cases.get(case_id)


async def move_on(house: AgendaHouse, case_id: CaseId, state: CaseState) -> Case:
    async with house.database.work() as uow:
        return await uow.cases.save(replace(await uow.cases.get(case_id), state=state))


async def recorded(house: AgendaHouse, case_id: CaseId) -> Sequence[tuple[str, AuditEvent]]:
    async with house.database.reading() as uow:
        links = await uow.audit.chain(case_id)
    return [(str(link.entry.who), link.entry.event) for link in links]


async def test_a_referral_gets_a_code_a_term_and_a_circle_of_one(agenda_house: AgendaHouse):
    async with agenda_house.acting("agent") as ctx:
        reserved = await begin_referral(ctx)
        receipt = await submit_referral(ctx, reserved, REFERRAL)
    case = await case_of(agenda_house, reserved.id)
    assert (case.code, case.promised_on) == (receipt.code, receipt.promised_on)
    assert (case.state, case.referrer) == (CaseState.SUBMITTED, MemberId("agent"))
    assert (case.referring_organisation, case.received_at) == (POLICE, agenda_house.now)
    async with agenda_house.database.reading() as uow:
        (place,) = await uow.cases.circle(reserved.id)
        assert (place.member, place.reason) == (MemberId("agent"), CircleReason.REFERRED)
        assert await uow.cases.involvement(reserved.id, place.member) is Involvement.REFERRER
        assert await uow.cases.referral(reserved.id) == REFERRAL
    assert await recorded(agenda_house, reserved.id) == [("agent", AuditEvent.REFERRAL_SUBMITTED)]


@pytest.mark.parametrize(
    ("received_at", "promised_on"),
    [
        (datetime(2026, 2, 9, 9, 0, tzinfo=UTC), date(2026, 2, 23)),
        (datetime(2026, 2, 13, 23, 30, tzinfo=UTC), date(2026, 2, 27)),  # Saturday in the house
        (datetime(2026, 12, 18, 9, 0, tzinfo=UTC), date(2027, 1, 5)),  # Christmas, New Year
    ],
)
async def test_the_promised_term_counts_working_days_of_the_house(
    agenda_house: AgendaHouse, received_at: datetime, promised_on: date
):
    agenda_house.now = received_at
    case = await case_of(agenda_house, await refer(agenda_house))
    assert case.promised_on == promised_on


async def test_a_code_that_is_taken_is_drawn_again(
    agenda_house: AgendaHouse, monkeypatch: pytest.MonkeyPatch
):
    draws = iter([bytes(6), bytes(6), bytes([1] * 6)])
    monkeypatch.setattr(referring, "token_bytes", lambda _size: next(draws))
    codes = [(await case_of(agenda_house, await refer(agenda_house))).code for _ in range(2)]
    assert codes == ["AA0-A00", "BB1-B11"]


@pytest.mark.parametrize("member", ["sanne", "iris", "bea"])
async def test_only_professionals_of_participants_refer(agenda_house: AgendaHouse, member: str):
    async with agenda_house.database.work() as uow:
        await uow.people.save_member(a_member("Bea", CITY, Role.ADMINISTRATOR))
    async with agenda_house.acting(member) as ctx:
        with pytest.raises(NotAllowedError):
            await begin_referral(ctx)
        with pytest.raises(NotAllowedError):
            resume_referral(ctx, await ctx.uow.cases.reserve())


async def test_what_is_not_complete_is_not_submitted_nor_saved(agenda_house: AgendaHouse):
    incomplete = replace(REFERRAL, why_now="")
    async with agenda_house.acting("agent") as ctx:
        with pytest.raises(ReferralIncompleteError):
            await submit_referral(ctx, await begin_referral(ctx), incomplete)
        assert not await ctx.uow.cases.of_member(ctx.actor.id)
    case_id = await refer(agenda_house)
    async with agenda_house.acting("agent") as ctx:
        with pytest.raises(ReferralIncompleteError):
            await edit(ctx, case_id, incomplete)
    async with agenda_house.database.reading() as uow:
        assert await uow.cases.referral(case_id) == REFERRAL


async def test_referrer_and_coordinators_are_told(agenda_house: AgendaHouse):
    case_id = await refer(agenda_house)
    assert await agenda_house.told(NoticeKind.REFERRAL_RECEIVED) == ["agent"]
    assert await agenda_house.told(NoticeKind.REFERRAL_ARRIVED) == ["daan", "iris", "sanne"]
    arrivals = await agenda_house.notices(NoticeKind.REFERRAL_ARRIVED)
    assert {one.subject for one in arrivals} == {case_id}


async def test_a_completed_referral_is_no_new_one_and_gets_no_second_receipt(
    agenda_house: AgendaHouse,
):
    case_id = await refer(agenda_house)
    async with agenda_house.sending_to("iris") as reading:
        first = await read_arrival(reading, case_id)
    async with agenda_house.acting("iris") as ctx:
        await give_back(ctx, SeenCase(id=case_id, version=1), [ReferralPart.WHO], "De datum.")
    async with agenda_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, case_id), EDITED)
    async with agenda_house.sending_to("iris") as reading:
        again = await read_arrival(reading, case_id)
    assert first is not None
    assert again is not None
    assert (first.is_completed, again.is_completed) == (False, True)
    assert len(await agenda_house.notices(NoticeKind.REFERRAL_RECEIVED)) == 1


async def test_a_coordinator_who_refers_is_not_told_of_the_own_referral(
    agenda_house: AgendaHouse,
):
    async with agenda_house.database.work() as uow:
        sanne = await uow.people.member(MemberId("sanne"))
        also = replace(sanne.appointments[0], role=Role.PROFESSIONAL)
        await uow.people.save_member(replace(sanne, appointments=(*sanne.appointments, also)))
    await refer(agenda_house, "sanne")
    assert await agenda_house.told(NoticeKind.REFERRAL_ARRIVED) == ["daan", "iris"]


async def test_a_submitted_referral_can_be_changed_quietly(agenda_house: AgendaHouse):
    case_id = await refer(agenda_house)
    async with agenda_house.acting("agent") as ctx:
        permit = await open_for_edit(ctx, case_id)
        assert await read_for_edit(ctx, permit) == REFERRAL
        await edit_referral(ctx, permit, EDITED)
    case = await case_of(agenda_house, case_id)
    assert (case.state, case.version) == (CaseState.SUBMITTED, 2)
    async with agenda_house.database.reading() as uow:
        assert await uow.cases.referral(case_id) == EDITED
    assert len(await agenda_house.notices(NoticeKind.REFERRAL_ARRIVED)) == 3
    assert ("agent", AuditEvent.REFERRAL_EDITED) in await recorded(agenda_house, case_id)


async def test_a_completed_referral_is_submitted_again_and_the_coordinators_hear_of_it(
    agenda_house: AgendaHouse,
):
    case_id = await refer(agenda_house)
    await move_on(agenda_house, case_id, CaseState.INCOMPLETE)
    async with agenda_house.acting("agent") as ctx:
        await edit(ctx, case_id, EDITED)
    assert (await case_of(agenda_house, case_id)).state is CaseState.SUBMITTED
    assert len(await agenda_house.notices(NoticeKind.REFERRAL_ARRIVED)) == 6


@pytest.mark.parametrize("member", ["deputy", "nurse", "sanne", "iris"])
async def test_nobody_but_the_referrer_changes_or_withdraws(agenda_house: AgendaHouse, member: str):
    case_id = await refer(agenda_house)
    async with agenda_house.acting(member) as ctx:
        for attempt in (
            open_for_edit(ctx, case_id),
            withdraw_referral(ctx, case_id, 1),
        ):
            with pytest.raises(NotAllowedError):
                await attempt
    assert (await case_of(agenda_house, case_id)).version == 1


@pytest.mark.parametrize(
    "state", [CaseState.ADVICE_OR_SIGNAL, CaseState.TAKEN_UP, CaseState.NOT_TAKEN_UP]
)
async def test_after_the_weighing_a_referral_is_no_longer_changed(
    agenda_house: AgendaHouse, state: CaseState
):
    case_id = await refer(agenda_house)
    await move_on(agenda_house, case_id, state)
    async with agenda_house.acting("agent") as ctx:
        with pytest.raises(NotAllowedError):
            await edit(ctx, case_id, EDITED)


async def test_a_withdrawn_referral_is_read_by_its_referrer_and_coordinators_until_it_goes(
    agenda_house: AgendaHouse,
):
    case_id = await refer(agenda_house)
    code = (await case_of(agenda_house, case_id)).code
    async with agenda_house.acting("agent") as ctx:
        assert (await withdraw_referral(ctx, case_id, 1)).state is CaseState.WITHDRAWN
        assert [one.code for one in await my_overview(ctx)] == [code]
    async with agenda_house.acting("nurse") as ctx:
        with pytest.raises(NotAllowedError):
            await view_case(ctx, code, OFFERED)
    for member in ("agent", "sanne"):
        async with agenda_house.acting(member) as ctx:
            view = await view_case(ctx, code, OFFERED)
            assert (view.code, view.allowed) == (code, {Action.REVEAL_IDENTITY})
    async with agenda_house.sending_to("agent") as reading:
        assert await read_receipt(reading, case_id) is None
    assert ("agent", AuditEvent.REFERRAL_WITHDRAWN) in await recorded(agenda_house, case_id)


async def test_withdrawing_twice_says_when_it_was_done(agenda_house: AgendaHouse):
    case_id = await refer(agenda_house)
    async with agenda_house.acting("agent") as ctx:
        await withdraw_referral(ctx, case_id, 1)
        with pytest.raises(AlreadyWithdrawnError) as told:
            await withdraw_referral(ctx, case_id, 1)
    assert told.value.parameters == {"at": "09-02-2026 10:00"}
    async with agenda_house.acting("nurse") as ctx:
        with pytest.raises(NotAllowedError):
            await withdraw_referral(ctx, case_id, 1)


@pytest.mark.parametrize("seen", [1, None])
async def test_a_referral_that_changed_meanwhile_is_not_withdrawn(
    agenda_house: AgendaHouse, seen: int | None
):
    case_id = await refer(agenda_house)
    await move_on(agenda_house, case_id, CaseState.INCOMPLETE)
    async with agenda_house.acting("agent") as ctx:
        with pytest.raises(ReferralChangedError):
            await withdraw_referral(ctx, case_id, seen)
    assert (await case_of(agenda_house, case_id)).state is CaseState.INCOMPLETE


async def test_ones_own_cases_are_those_one_may_still_see(agenda_house: AgendaHouse):
    referred = await refer(agenda_house)
    agenda_house.now += timedelta(hours=1)
    around = await agenda_house.add_case("MV3-T81", Colour.RED, 30, (POLICE,), "nurse", "agent")
    early = await refer(agenda_house, "nurse")
    async with agenda_house.acting("agent") as ctx:
        own = await my_overview(ctx)
    assert [one.id for one in own] == [around, referred]
    async with agenda_house.acting("nurse") as ctx:
        own = await my_overview(ctx)
    assert {one.id: one.is_referrer for one in own} == {around: False, early: True}


async def test_ones_own_cases_have_their_colour_and_red_comes_first(agenda_house: AgendaHouse):
    for code, colour in (("ZP2-H55", Colour.RED), ("MV3-T81", Colour.GREEN), ("BD9-L06", None)):
        await agenda_house.add_case(code, colour, 0, (), "nurse")
        agenda_house.now += timedelta(hours=1)
    await agenda_house.add_case("KX7-Q42", Colour.ORANGE, 15, (), "nurse")
    async with agenda_house.acting("nurse") as ctx:
        own = [(one.code, one.colour) for one in await my_overview(ctx)]
    assert own == [
        ("ZP2-H55", Colour.RED),
        ("KX7-Q42", Colour.ORANGE),
        ("MV3-T81", Colour.GREEN),
        ("BD9-L06", None),
    ]


async def test_a_case_is_shown_without_who_it_is_about(agenda_house: AgendaHouse):
    case_id = await agenda_house.add_case("MV3-T81", Colour.RED, 30, (POLICE,), "nurse")
    async with agenda_house.acting("nurse") as ctx:
        view = await view_case(ctx, "mv3 t81", OFFERED)
        assert view == await view_case_again(ctx, case_id, OFFERED)
    assert (view.code, view.referred_by) == ("MV3-T81", "Politie")
    assert view.circle == ("Politie", "GGZ Rivierstad")
    assert view.colour is not None
    assert view.colour.colour is Colour.RED
    assert view.allowed == {Action.REVEAL_IDENTITY}
    seen = [("nurse", AuditEvent.SEEN)] * 2
    assert await recorded(agenda_house, case_id) == seen


async def test_what_can_be_done_with_a_case_depends_on_who_looks_and_where_it_is(
    agenda_house: AgendaHouse,
):
    case_id = await refer(agenda_house)
    code = (await case_of(agenda_house, case_id)).code
    referrers = {Action.REVEAL_IDENTITY, Action.EDIT_REFERRAL, Action.WITHDRAW_REFERRAL}
    async with agenda_house.acting("agent") as ctx:
        assert (await view_case(ctx, code, OFFERED)).allowed == referrers
    async with agenda_house.acting("sanne") as ctx:
        assert (await view_case(ctx, code, OFFERED)).allowed == {
            Action.REVEAL_IDENTITY,
            Action.SCREEN,
        }


@pytest.mark.parametrize("typed", ["KX7-Q42", "", "Jan", "KX7-Q42 rood want Jan"])
async def test_absent_and_forbidden_read_the_same(agenda_house: AgendaHouse, typed: str):
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (), "agent")
    async with agenda_house.acting("nurse") as ctx:
        with pytest.raises(NotAllowedError) as refused:
            await view_case(ctx, typed, OFFERED)
    assert refused.value.text_key == "error.not_for_you"


async def test_who_a_case_is_about_is_told_to_the_involved_and_goes_on_record(
    agenda_house: AgendaHouse,
):
    case_id = await refer(agenda_house)
    for member in ("agent", "iris"):
        async with agenda_house.acting(member) as ctx:
            assert (await reveal_identity(ctx, case_id)).identity == REFERRAL.identity
    async with agenda_house.acting("nurse") as ctx:
        with pytest.raises(NotAllowedError):
            await reveal_identity(ctx, case_id)
        assert await name_own_cases(ctx) == ()
    async with agenda_house.acting("agent") as ctx:
        (named,) = await name_own_cases(ctx)
    assert named.identity == replace(REFERRAL.identity, address="")
    told = [who for who, event in await recorded(agenda_house, case_id)
            if event is AuditEvent.IDENTITY_REVEALED]  # fmt: skip
    assert told == ["agent", "iris", "agent"]


async def test_an_arrival_is_news_for_coordinators_as_long_as_it_waits(
    agenda_house: AgendaHouse,
):
    case_id = await refer(agenda_house)
    async with agenda_house.sending_to("iris") as reading:
        news = await read_arrival(reading, case_id)
    assert news is not None
    assert news.referred_by == "Politie"
    async with agenda_house.sending_to("agent") as reading:
        assert await read_arrival(reading, case_id) is None
    await move_on(agenda_house, case_id, CaseState.PURPOSE_TESTED)
    async with agenda_house.sending_to("iris") as reading:
        assert await read_arrival(reading, case_id) is None
