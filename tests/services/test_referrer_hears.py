"""What who referred a case hears at each step of it, against a table written by hand: at once, or
in the digest of the next working day. Codes and words only; what of it, they open a window for.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Final

import pytest

from cards.closing import list_closed
from cards.merging import list_renamed
from cards.referrer_news import list_referrer_news
from domain.access import Action
from domain.closing import LeavingReason
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement, ReferralPart
from domain.weighing import Outcome
from services.case_director import accept_directing, choose_director, open_question
from services.closing import close_case, read_cases_left
from services.merging import read_renamed
from services.moment import Context
from services.pause import pause_case, return_case
from services.referral import (
    begin_referral,
    edit_referral,
    open_for_edit,
    submit_referral,
    withdraw_referral,
)
from services.referrer_news import read_referrer_news
from services.reopening import ask_to_reopen, confirm_reopening, open_reopening
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.closings import a_farewell
from tests.support.judging_house import ADVISE, AGREED, RED, TAKE_UP, JudgingHouse
from tests.support.permits import give_back, judge_fit, weigh_seen
from tests.support.referrals import REFERRAL

Step = Callable[[Context, SeenCase], Awaitable[object]]
DAY = timedelta(days=1)
NOT_TAKEN_UP = replace(ADVISE, outcome=Outcome.NOT_TAKEN_UP)
RECEIVED, INCOMPLETE, WEIGHED = (
    NoticeKind.REFERRAL_RECEIVED,
    NoticeKind.REFERRAL_INCOMPLETE,
    NoticeKind.REFERRAL_WEIGHED,
)


async def send_back(ctx: Context, seen: SeenCase) -> None:
    await give_back(ctx, seen, [ReferralPart.AIM], f"Wat wil {CANARY}?")


async def complete(ctx: Context, seen: SeenCase) -> None:
    added = replace(REFERRAL, why_now=f"{CANARY} dreigt weer.")
    await edit_referral(ctx, await open_for_edit(ctx, seen.id), added)


async def fit(ctx: Context, seen: SeenCase) -> None:
    await judge_fit(ctx, seen, PurposeJudgement.FITS, CANARY, AGREED)


async def not_fit(ctx: Context, seen: SeenCase) -> None:
    await judge_fit(ctx, seen, PurposeJudgement.DOES_NOT_FIT, CANARY, AGREED)


async def take_up(ctx: Context, seen: SeenCase) -> None:
    await weigh_seen(ctx, seen, TAKE_UP)


async def advise(ctx: Context, seen: SeenCase) -> None:
    await weigh_seen(ctx, seen, ADVISE)


async def not_take_up(ctx: Context, seen: SeenCase) -> None:
    await weigh_seen(ctx, seen, NOT_TAKEN_UP)


async def withdraw(ctx: Context, seen: SeenCase) -> None:
    await withdraw_referral(ctx, seen.id, (await ctx.uow.cases.get(seen.id)).version)


async def ask_director(ctx: Context, seen: SeenCase) -> None:
    permit = await take_case(ctx, Action.CHANGE_CIRCLE, seen)
    await choose_director(ctx, permit, MemberId("nurse"))


async def accept(ctx: Context, seen: SeenCase) -> None:
    await accept_directing(ctx, await open_question(ctx, seen.id))


async def pause(ctx: Context, seen: SeenCase) -> None:
    permit = await take_case(ctx, Action.PAUSE_CASE, seen)
    await pause_case(ctx, permit, CANARY, ctx.today + 30 * DAY)


async def come_back(ctx: Context, seen: SeenCase) -> None:
    await return_case(ctx, await take_case(ctx, Action.RETURN_CASE, seen), RED)


async def close(ctx: Context, seen: SeenCase) -> None:
    await close_case(ctx, await take_case(ctx, Action.CLOSE_CASE, seen), a_farewell())


async def transfer(ctx: Context, seen: SeenCase) -> None:
    permit = await take_case(ctx, Action.CLOSE_CASE, seen)
    await close_case(ctx, permit, a_farewell(LeavingReason.OTHER_HOUSE))


async def ask_open(ctx: Context, seen: SeenCase) -> None:
    await ask_to_reopen(ctx, await take_case(ctx, Action.REOPEN_CASE, seen), CANARY, RED, AGREED)


async def confirm_open(ctx: Context, seen: SeenCase) -> None:
    await confirm_reopening(ctx, await open_reopening(ctx, seen))


# who takes a step, what its referrer hears at once, and what they read the next working day
LIFE: Final[tuple[tuple[Step, str, tuple[NoticeKind, ...], tuple[str, ...]], ...]] = (
    (send_back, "iris", (INCOMPLETE,), ()),
    (complete, "agent", (), ()),
    (fit, "iris", (), ("referrer_news.purpose_tested_on",)),
    (take_up, "sanne", (WEIGHED,), ()),
    (ask_director, "sanne", (), ()),
    (accept, "nurse", (), ("referrer_news.directed",)),
    (pause, "sanne", (), ("referrer_news.paused_on",)),
    (come_back, "sanne", (), ("referrer_news.returned",)),
    (close, "sanne", (), ("closing.row",)),
    (ask_open, "sanne", (), ()),
    (confirm_open, "daan", (), ("referrer_news.reopened",)),
)
# the ways a referral ends, from where it is
ENDS: Final[tuple[tuple[tuple[Step, ...], str, tuple[NoticeKind, ...], tuple[str, ...]], ...]] = (
    ((not_fit,), "iris", (WEIGHED,), ()),
    ((fit, advise), "sanne", (WEIGHED,), ()),
    ((fit, not_take_up), "sanne", (WEIGHED,), ()),
    ((fit, withdraw), "agent", (), ()),
    ((fit, take_up, transfer), "sanne", (), ("closing.row",)),
)


class Referrer:
    """The referrer of one case, and what they heard of it so far."""

    def __init__(self, house: JudgingHouse, case: CaseId) -> None:
        self.house, self.seen = house, SeenCase(id=case)
        self._heard = 0

    async def take(self, step: Step, by: str) -> None:
        async with self.house.acting(by) as ctx:
            await step(ctx, self.seen)

    async def heard(self) -> tuple[NoticeKind, ...]:
        """What they were sent at once since this was asked last."""
        kinds = (RECEIVED, INCOMPLETE, WEIGHED, NoticeKind.CIRCLE_JOINED)
        sent = [one for kind in kinds for one in await self.house.notices(kind)]
        own = [one.kind for one in sent if getattr(one, "member", None) == "agent"]
        new = own[self._heard :]
        self._heard = len(own)
        return tuple(new)

    async def reads(self) -> tuple[str, ...]:
        """What their digest of the next working day says of it."""
        on = self.house.now.date() + DAY
        async with self.house.reading() as moment:
            day = moment.calendar.working_day_from(on)
            self.house.now = moment.calendar.moment(day, time(8, 31))
        async with self.house.sending_to("agent") as reading:
            parts = [
                list_referrer_news(await read_referrer_news(reading)),
                *list_closed(await read_cases_left(reading)),
                *list_renamed(await read_renamed(reading)),
            ]
        return tuple(row.text.key for part in parts for row in part.rows)


@pytest.fixture
async def referrer(judging_house: JudgingHouse) -> Referrer:
    async with judging_house.acting("agent") as ctx:
        receipt = await submit_referral(ctx, await begin_referral(ctx), REFERRAL)
        case = await ctx.uow.cases.by_code(receipt.code)
    return Referrer(judging_house, case.id)


async def test_at_each_step_a_referrer_hears_what_the_table_says(referrer: Referrer):
    assert (await referrer.heard(), await referrer.reads()) == ((RECEIVED,), ())
    for step, by, at_once, next_day in LIFE:
        await referrer.take(step, by)
        assert (step, await referrer.heard(), await referrer.reads()) == (step, at_once, next_day)
        assert await referrer.reads() == ()


@pytest.mark.parametrize(("steps", "by", "at_once", "next_day"), ENDS)
async def test_however_a_referral_ends_its_referrer_hears_that(
    referrer: Referrer,
    steps: tuple[Step, ...],
    by: str,
    at_once: tuple[NoticeKind, ...],
    next_day: tuple[str, ...],
):
    *before, last = steps
    for step in before:
        await referrer.take(step, "sanne")
    await referrer.reads()
    await referrer.heard()
    await referrer.take(last, by)
    assert (await referrer.heard(), await referrer.reads()) == (at_once, next_day)


async def test_what_is_not_so_any_more_the_next_morning_is_not_told(referrer: Referrer):
    await referrer.take(fit, "iris")
    await referrer.take(take_up, "sanne")
    await referrer.take(pause, "sanne")
    await referrer.take(come_back, "sanne")
    assert await referrer.reads() == ("referrer_news.returned",)


async def test_after_their_appointment_ended_a_referrer_hears_nothing(referrer: Referrer):
    await referrer.take(fit, "iris")
    async with referrer.house.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        ended = tuple(replace(one, until_on=moment.today) for one in agent.appointments)
        await moment.uow.people.save_member(replace(agent, appointments=ended))
    assert await referrer.reads() == ()


async def test_who_works_for_another_organisation_hears_nothing_of_what_they_referred(
    referrer: Referrer,
):
    await referrer.take(fit, "iris")
    async with referrer.house.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        moved = replace(agent, organisation=CARE)
        await moment.uow.people.save_member(moved)
    assert await referrer.reads() == ()


async def test_what_a_referrer_decides_themselves_they_are_not_told(judging_house: JudgingHouse):
    seen = await judging_house.refer(referrer="sanne")
    async with judging_house.acting("sanne") as ctx:
        await fit(ctx, SeenCase(id=seen.id))
    assert await judging_house.told(NoticeKind.DIGEST) == []
