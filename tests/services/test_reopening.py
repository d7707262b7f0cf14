"""A closed case comes back when a second member confirms it, and not before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cards.reopening import show_wish
from domain.access import Action, CaseState
from domain.agreement import NobodyAgreedError
from domain.audit import AuditEvent
from domain.colour import ColourWish, NobodyNamedError
from domain.identifiers import MemberId
from domain.informing import Informing
from domain.mandate import MandateOverError
from domain.notice import NoticeKind
from domain.reopening import AskerGoneError, ReopeningSettledError, ReopeningState
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.access import NotNowError, RefusedError, find_case
from services.closing import close_case
from services.consent import Consent
from services.reopening import (
    ask_to_reopen,
    confirm_reopening,
    leave_closed,
    list_reopenings,
    look_at_reopening,
    open_reopening,
    read_reopenings,
    view_closed,
)
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.closings import a_farewell
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.mandates import a_mandate

WHY = f"{CANARY} valt terug."
ORANGE = ColourWish(colour=Colour.ORANGE, reason=f"{CANARY} weer.", minutes=15, required=(CARE,))


@pytest.fixture
async def closed(judging_house: JudgingHouse) -> SeenCase:
    seen = await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=seen.id))
        await close_case(ctx, permit, a_farewell())
    judging_house.now += timedelta(weeks=40)
    return SeenCase(id=seen.id)


@pytest.fixture
async def asked(judging_house: JudgingHouse, closed: SeenCase) -> SeenCase:
    await ask(judging_house)
    return closed


async def ask(
    house: JudgingHouse, colour: ColourWish = ORANGE, consent: Consent | None = AGREED
) -> None:
    async with house.acting("sanne") as ctx:
        permit = await find_case(ctx, Action.REOPEN_CASE, "KX7-Q42")
        await ask_to_reopen(ctx, permit, WHY, colour, consent)


async def confirm(house: JudgingHouse, seen: SeenCase, by: str) -> None:
    async with house.acting(by) as ctx:
        await confirm_reopening(ctx, await open_reopening(ctx, seen))


async def states(house: JudgingHouse, who: str) -> list[tuple[ReopeningState, bool]]:
    async with house.sending_to(who) as reading:
        return [(one.state, one.is_own) for one in await read_reopenings(reading)]


async def digests(house: JudgingHouse) -> set[str]:
    return {one.business_key for one in await house.notices(NoticeKind.DIGEST)}


async def looks(house: JudgingHouse, seen: SeenCase) -> None:
    due = (await house.timers(TimerKind.REOPENING))[seen.id]
    house.now = due + timedelta(minutes=1)
    async with house.work() as moment:
        await look_at_reopening(moment, seen.id)


async def test_before_a_second_member_confirms_it_the_case_stays_shielded(
    judging_house: JudgingHouse, asked: SeenCase
):
    assert (await judging_house.case(asked)).state is CaseState.CLOSED
    for who in ("sanne", "daan", "iris", "agent", "nurse"):
        async with judging_house.acting(who) as ctx:
            with pytest.raises(RefusedError):
                await find_case(ctx, Action.VIEW_CASE, "KX7-Q42")
    async with judging_house.reading() as moment:
        assert await moment.uow.caselist.read(0, 9) == []


async def test_who_asked_it_does_not_confirm_it(judging_house: JudgingHouse, asked: SeenCase):
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(RefusedError):
            await open_reopening(ctx, asked)


@pytest.mark.parametrize("second", ["daan", "iris"])
async def test_confirmed_by_another_coordinator_it_is_on_the_list_and_its_clock_runs_on(
    judging_house: JudgingHouse, asked: SeenCase, second: str
):
    before = await judging_house.case(asked)
    await confirm(judging_house, asked, second)
    case = await judging_house.case(asked)
    assert (case.state, case.received_at) == (CaseState.TAKEN_UP, before.received_at)
    assert case.colour
    assert (case.colour.colour, case.colour.set_by) == (Colour.ORANGE, "sanne")
    async with judging_house.reading() as moment:
        assert [one.id for one in await moment.uow.caselist.read(0, 9)] == [asked.id]
    assert await states(judging_house, "sanne") == [(ReopeningState.CONFIRMED, True)]
    on_record = await judging_house.on_record(asked.id)
    (entry,) = [one for one in on_record if one.event is AuditEvent.CASE_REOPENED]
    assert (entry.who, entry.on_behalf_of) == (second, "sanne")


async def test_who_had_a_place_before_has_none_unless_the_colour_asks_for_them(
    judging_house: JudgingHouse, asked: SeenCase
):
    await confirm(judging_house, asked, "daan")
    assert await judging_house.circle(asked) == {"nurse": "required_partner"}
    assert (await judging_house.case(asked)).case_director is None


async def test_every_other_coordinator_is_asked_in_the_digest(
    judging_house: JudgingHouse, asked: SeenCase
):
    assert {"daan", "iris"} <= set(await judging_house.told(NoticeKind.DIGEST))
    for who in ("daan", "iris"):
        assert await states(judging_house, who) == [(ReopeningState.WAITING, False)]
        async with judging_house.acting(who) as ctx:
            assert [one.code for one in await list_reopenings(ctx)] == ["KX7-Q42"]
    for who in ("agent", "nurse"):
        assert await states(judging_house, who) == []


async def test_who_can_confirm_it_is_reminded_once_on_the_second_working_day(
    judging_house: JudgingHouse, asked: SeenCase
):
    before = await digests(judging_house)
    await looks(judging_house, asked)
    assert await digests(judging_house) - before == {
        "digest:daan:2026-11-18",
        "digest:iris:2026-11-18",
    }
    await looks(judging_house, asked)
    assert {one.split(":")[1] for one in await digests(judging_house) - before} == {
        "daan",
        "iris",
        "sanne",
    }


async def test_what_nobody_confirms_in_five_working_days_lapses_and_says_so(
    judging_house: JudgingHouse, asked: SeenCase
):
    await looks(judging_house, asked)
    assert await states(judging_house, "sanne") == [(ReopeningState.WAITING, True)]
    await looks(judging_house, asked)
    assert await states(judging_house, "sanne") == [(ReopeningState.LAPSED, True)]
    assert await states(judging_house, "daan") == []
    with pytest.raises(ReopeningSettledError):
        await confirm(judging_house, asked, "daan")
    assert (await judging_house.case(asked)).state is CaseState.CLOSED
    await looks(judging_house, asked)
    assert await states(judging_house, "sanne") == []


async def test_on_the_last_day_it_can_still_be_confirmed_and_not_on_the_next(
    judging_house: JudgingHouse, asked: SeenCase
):
    async with judging_house.reading() as moment:
        (held,) = await moment.uow.reopenings.all()
    last = datetime(held.until_on.year, held.until_on.month, held.until_on.day, 15, tzinfo=UTC)
    judging_house.now = last + timedelta(days=1)
    with pytest.raises(ReopeningSettledError):
        await confirm(judging_house, asked, "daan")
    judging_house.now = last
    await confirm(judging_house, asked, "daan")


async def test_who_asked_reads_that_the_case_stays_closed_and_may_ask_again(
    judging_house: JudgingHouse, asked: SeenCase
):
    async with judging_house.acting("daan") as ctx:
        await leave_closed(ctx, await open_reopening(ctx, asked), f"{CANARY} heeft hulp.")
    assert await states(judging_house, "sanne") == [(ReopeningState.DECLINED, True)]
    await ask(judging_house)
    assert await states(judging_house, "iris") == [(ReopeningState.WAITING, False)]


async def test_nothing_opens_for_who_may_not_reopen_any_more(
    judging_house: JudgingHouse, asked: SeenCase
):
    async with judging_house.database.work() as uow:
        sanne = await uow.people.member(MemberId("sanne"))
        ended = replace(
            sanne.appointments[0], until_on=judging_house.now.date() - timedelta(days=1)
        )
        await uow.people.save_member(replace(sanne, appointments=(ended,)))
    with pytest.raises(AskerGoneError):
        await confirm(judging_house, asked, "daan")


async def test_a_colour_that_could_not_be_set_is_refused_before_anybody_is_asked(
    judging_house: JudgingHouse, closed: SeenCase
):
    with pytest.raises(NobodyNamedError):
        await ask(judging_house, replace(ORANGE, colour=Colour.RED, required=()))
    assert await states(judging_house, "daan") == []


async def test_who_reopens_reads_why_it_was_closed(judging_house: JudgingHouse, closed: SeenCase):
    async with judging_house.acting("daan") as ctx:
        view = await view_closed(ctx, await find_case(ctx, Action.REOPEN_CASE, "KX7-Q42"))
    assert view.closing
    assert (view.closed_by, view.closing.farewell) == ("Sanne", a_farewell().farewell)


async def test_a_case_that_is_open_is_not_reopened(judging_house: JudgingHouse):
    await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(NotNowError):
            await find_case(ctx, Action.REOPEN_CASE, "KX7-Q42")


async def test_whether_the_subject_was_informed_is_asked_anew_of_a_case_that_came_back(
    judging_house: JudgingHouse, asked: SeenCase
):
    director = MemberId("sanne")
    async with judging_house.work() as moment:
        due = Informing(case=asked.id, asked=director, ask_on=moment.today, reminders=3)
        await moment.uow.informings.keep(due)
    await confirm(judging_house, asked, "daan")
    async with judging_house.reading() as moment:
        again = await moment.uow.informings.find(asked.id)
        ask_on = moment.calendar.add_working_days(moment.today, 1)
    assert again == replace(due, ask_on=ask_on, reminders=0)
    looked_at = (await judging_house.timers(TimerKind.INFORMING))[asked.id]
    assert looked_at.date() == ask_on


async def test_whom_it_brings_in_public_participants_agreed_to_when_it_was_asked(
    judging_house: JudgingHouse, closed: SeenCase
):
    with pytest.raises(NobodyAgreedError):
        await ask(judging_house, consent=None)
    await ask(judging_house)
    await confirm(judging_house, closed, "daan")
    async with judging_house.reading() as moment:
        *_, joined = await moment.uow.cases.circle_history(closed.id)
    assert (joined.place.organisation, joined.place.left_at) == (CARE, None)
    assert joined.involving
    assert joined.involving.agreement.organisations == set(AGREED.agreed)


async def test_on_a_mandate_that_ended_meanwhile_nothing_is_reopened(
    judging_house: JudgingHouse, closed: SeenCase
):
    await ask(judging_house, consent=Consent(mandate="M-12"))
    judging_house.house = replace(judging_house.house, mandates=(a_mandate("M-7"),))
    with pytest.raises(MandateOverError):
        await confirm(judging_house, closed, "daan")
    assert (await judging_house.case(closed)).state is CaseState.CLOSED


async def test_who_confirms_it_reads_who_agreed(judging_house: JudgingHouse, asked: SeenCase):
    async with judging_house.acting("daan") as ctx:
        shown = show_wish(await open_reopening(ctx, asked))
    assert "Politie" in str(shown)
