from dataclasses import replace
from datetime import date

import pytest

from domain.access import Action, CaseState
from domain.agreement import NobodyAgreedError
from domain.audit import AuditEvent
from domain.colour import NobodyNamedError, NotAParticipantError
from domain.errors import NotAllowedError
from domain.identifiers import MemberId, OrganisationId
from domain.member import Role
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.access import RefusedError
from services.colour import (
    ColourHistoryView,
    ColourProposal,
    propose_colour,
    view_colour_history,
)
from services.moment import Context
from services.seen_case import CaseChangedError, SeenCase, take_case
from tests.support.agenda_house import CARE, CITY, POLICE, a_member
from tests.support.judging_house import AGREED, LANDLORD, RED, TAKE_UP, JudgingHouse
from tests.support.permits import give_colour


async def read_history(ctx: Context, seen: SeenCase) -> ColourHistoryView:
    looked_at = await take_case(ctx, Action.READ_COLOUR, SeenCase(id=seen.id))
    return await view_colour_history(ctx, looked_at)


GREEN = replace(RED, colour=Colour.GREEN, reason="Rustig.", minutes=0, required=(CARE,))


async def colour(house: JudgingHouse, seen: SeenCase, by: str = "daan") -> None:
    async with house.acting(by) as ctx:
        await give_colour(ctx, seen, GREEN, AGREED)


async def propose(
    house: JudgingHouse, seen: SeenCase, chosen: Colour | None = None
) -> ColourProposal:
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.SET_COLOUR, seen)
        return await propose_colour(ctx, permit, chosen)


async def test_a_new_colour_keeps_the_old_one_as_history(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    await colour(judging_house, seen)
    async with judging_house.acting("nurse") as ctx:
        view = await read_history(ctx, seen)
    assert [one.standing.colour for one in view.decisions] == [Colour.GREEN, Colour.RED]
    assert view.setters == {"daan": "Daan", "sanne": "Sanne"}
    assert view.decisions[0].standing.next_review_on == date(2026, 5, 4)
    case = await judging_house.case(seen)
    assert (case.changed_by, case.version) == ("daan", 3)
    assert case.colour == view.decisions[0].standing


async def test_nobody_is_pushed_about_a_colour(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    before = {kind: await judging_house.told(kind) for kind in NoticeKind}
    await colour(judging_house, seen)
    assert {kind: await judging_house.told(kind) for kind in NoticeKind} == before


async def test_who_newly_must_be_there_joins_the_circle_and_nobody_else(
    judging_house: JudgingHouse,
):
    taken_up = replace(TAKE_UP, taking_up=replace(TAKE_UP.taking_up, involved=()))
    seen = await judging_house.take_up(form=taken_up)
    before = await judging_house.circle(seen)
    await colour(judging_house, seen)
    assert await judging_house.circle(seen) == {**before, "nurse": "required_partner"}
    assert (await judging_house.events(seen.id))[-3:] == [
        AuditEvent.COLOUR_SET,
        AuditEvent.CIRCLE_JOINED,
        AuditEvent.CONFIRMATION_ASKED,
    ]


async def test_whom_a_colour_brings_in_public_participants_agreed_to(judging_house: JudgingHouse):
    taken_up = replace(TAKE_UP, taking_up=replace(TAKE_UP.taking_up, involved=()))
    seen = await judging_house.take_up(form=taken_up)
    with pytest.raises(NobodyAgreedError):
        async with judging_house.acting("sanne") as ctx:
            await give_colour(ctx, seen, GREEN)
    assert "nurse" not in await judging_house.circle(seen)
    await colour(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        history = await ctx.uow.cases.circle_history(seen.id)
    [joined] = [one for one in history if one.place.member == "nurse"]
    assert joined.involving
    assert joined.involving.agreement.organisations == {POLICE}


async def test_of_an_organisation_with_more_speakers_the_first_joins_as_at_a_weighing(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        first, second, *_ = (await ctx.uow.people.speakers(ctx.today))[POLICE]
        for place in await ctx.uow.cases.circle(seen.id):
            if place.organisation == POLICE:
                await ctx.uow.cases.leave_circle(seen.id, place.member, judging_house.now)
    async with judging_house.acting("sanne") as ctx:
        await give_colour(ctx, seen, replace(GREEN, required=(POLICE,)), AGREED)
    circle = set(await judging_house.circle(seen))
    assert first.id in circle
    assert second.id not in circle


async def test_a_partner_who_left_the_circle_stays_out_while_a_colleague_is_in(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up()
    async with judging_house.database.work() as uow:
        await uow.cases.leave_circle(seen.id, MemberId("deputy"), judging_house.now)
    async with judging_house.acting("sanne") as ctx:
        await give_colour(ctx, seen, replace(GREEN, required=(POLICE,)))
    assert "deputy" not in await judging_house.circle(seen)


async def test_a_third_party_is_never_required(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(NotAParticipantError):
            await give_colour(ctx, seen, replace(GREEN, required=(LANDLORD,)))


async def test_of_two_directors_the_second_hears_who_was_first(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    await colour(judging_house, seen)
    with pytest.raises(CaseChangedError) as refused:
        await colour(judging_house, seen, by="sanne")
    assert refused.value.parameters["name"] == "Daan"
    async with judging_house.database.reading() as uow:
        assert len(await uow.colours.history(seen.id)) == 2


@pytest.mark.parametrize("by", ["iris", "agent", "nurse"])
async def test_only_a_process_director_sets_a_colour(judging_house: JudgingHouse, by: str):
    seen = await judging_house.take_up()
    with pytest.raises(RefusedError):
        await colour(judging_house, seen, by=by)


async def test_a_case_that_was_not_taken_up_has_no_colour_to_set(judging_house: JudgingHouse):
    seen = await judging_house.refer(state=CaseState.PURPOSE_TESTED)
    with pytest.raises(RefusedError):
        await colour(judging_house, seen)


@pytest.mark.parametrize(
    ("chosen", "minutes", "required"),
    [
        (None, 30, (CITY, POLICE)),
        (Colour.RED, 30, (CITY, POLICE)),
        (Colour.ORANGE, 15, (CITY, POLICE)),
        (Colour.GREEN, 0, (CITY,)),
    ],
)
async def test_a_colour_proposes_the_minutes_and_partners_of_the_policy(
    judging_house: JudgingHouse,
    chosen: Colour | None,
    minutes: int,
    required: tuple[OrganisationId, ...],
):
    seen = await judging_house.take_up()
    async with judging_house.work() as moment:
        # she was asked to direct the content, and said yes
        case = await moment.uow.cases.get(seen.id)
        await moment.uow.cases.save(replace(case, case_director=MemberId("iris")))
    seen = replace(seen, version=None)
    proposal = await propose(judging_house, seen, chosen)
    assert (proposal.colour, proposal.minutes) == (chosen or Colour.RED, minutes)
    assert proposal.required == required


async def test_the_minutes_a_case_has_already_are_kept_for_the_same_colour(
    judging_house: JudgingHouse,
):
    taking_up = replace(TAKE_UP.taking_up, colour=replace(RED, minutes=45))
    seen = await judging_house.take_up(form=replace(TAKE_UP, taking_up=taking_up))
    assert (await propose(judging_house, seen, Colour.RED)).minutes == 45
    assert (await propose(judging_house, seen, Colour.ORANGE)).minutes == 15


async def test_without_named_partners_those_involved_are_proposed(judging_house: JudgingHouse):
    nobody = replace(RED, colour=Colour.ORANGE, required=())
    taking_up = replace(TAKE_UP.taking_up, colour=nobody)
    seen = await judging_house.take_up(form=replace(TAKE_UP, taking_up=taking_up))
    assert (await propose(judging_house, seen, Colour.ORANGE)).required == (CARE,)


async def test_red_for_which_only_the_own_organisation_must_be_there_is_refused_and_kept_nowhere(
    judging_house: JudgingHouse,
):
    alone = replace(RED, required=(CITY,))
    form = replace(TAKE_UP, taking_up=replace(TAKE_UP.taking_up, colour=alone))
    with pytest.raises(NobodyNamedError):
        await judging_house.take_up(form=form)
    seen = await judging_house.take_up("MV3-T81")
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(NobodyNamedError):
            await give_colour(ctx, seen, alone)
    assert (await judging_house.case(seen)).colour.required == (POLICE,)


async def test_who_reads_a_colour_is_on_record_and_strangers_do_not(judging_house: JudgingHouse):
    taken_up = replace(TAKE_UP, taking_up=replace(TAKE_UP.taking_up, involved=()))
    seen = await judging_house.take_up(form=taken_up)
    async with judging_house.acting("iris") as ctx:
        await read_history(ctx, seen)
    assert (await judging_house.events(seen.id))[-1] is AuditEvent.SEEN
    # who referred hears what came of it, and no more
    for name in ("nurse", "agent"):
        async with judging_house.acting(name) as ctx:
            with pytest.raises(NotAllowedError):
                await read_history(ctx, seen)


async def test_a_colleague_of_the_director_comes_in_only_when_that_is_agreed_on(
    judging_house: JudgingHouse,
):
    async with judging_house.work() as moment:
        await moment.uow.people.save_member(a_member("Wim", CITY, Role.PROFESSIONAL))
    seen = await judging_house.take_up()
    wish = replace(GREEN, required=(CITY,))
    assert CITY not in (await propose(judging_house, seen)).seated
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(NobodyAgreedError):
            await give_colour(ctx, seen, wish)
        await give_colour(ctx, seen, wish, AGREED)
    async with judging_house.reading() as moment:
        *_, joined = await moment.uow.cases.circle_history(seen.id)
    assert joined.place.member == "wim"
    assert joined.involving
