"""A referrer reacts to an outcome while it is kept, or asks to withdraw what was weighed; a process
director answers, and no term begins anew.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.case_page import CaseLeaf
from domain.identifiers import ReactionId
from domain.notice import NoticeKind
from domain.reaction import (
    GoesSoonerError,
    NoReactionWordsError,
    OwnReactionError,
    ReactionKind,
    ReactionSettledError,
    ReactionState,
    ReactionWaitsError,
    TooManyReactionsError,
)
from domain.retention import find_retention_end
from domain.screening import PurposeJudgement
from domain.sight import SeenPart
from domain.timer import TimerKind
from domain.weighing import Outcome
from services.access import RefusedError, require_case
from services.case_leaves import WeighingLeaf
from services.case_page import read_case_page
from services.closing import close_case
from services.reaction import (
    keep_as_it_is,
    look_at_reaction,
    open_reaction_to_answer,
    open_to_react,
    react,
    take_up_again,
    withdraw_advice,
)
from services.reaction_rows import ReactionTask, list_own_reactions, read_own_reactions
from services.referral import (
    NothingToWithdrawError,
    WeighedMeanwhileError,
    withdraw_referral,
)
from services.referral_views import view_to_withdraw
from services.screening import apply_purpose_test
from services.seen_case import SeenCase, take_case
from services.weighing import weigh_case
from tests.support.canaries import CANARY
from tests.support.closings import a_farewell
from tests.support.judging_house import ADVISE, AGREED, TAKE_UP, JudgingHouse

SAID, WHY = f"{CANARY} dreigt nog.", f"{CANARY} is al geholpen."
REFUSE = replace(ADVISE, outcome=Outcome.NOT_TAKEN_UP)


async def screened_and_refused(house: JudgingHouse) -> SeenCase:
    """Fits the purpose of the house, and is weighed as outcome A; a minute later."""
    seen = await house.refer()
    async with house.acting("iris") as ctx:
        permit = await take_case(ctx, Action.SCREEN, seen)
        await apply_purpose_test(ctx, permit, PurposeJudgement.FITS, "past", AGREED)
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=seen.id))
        await weigh_case(ctx, permit, REFUSE)
    house.now += timedelta(minutes=1)
    return SeenCase(id=seen.id)


async def say(house: JudgingHouse, seen: SeenCase, words: str = SAID) -> ReactionId:
    async with house.acting("agent") as ctx:
        return (await react(ctx, await open_to_react(ctx, seen.id), words)).id


async def keep(house: JudgingHouse, known_as: ReactionId, by: str = "daan") -> None:
    async with house.acting(by) as ctx:
        await keep_as_it_is(ctx, await open_reaction_to_answer(ctx, known_as), WHY)


async def again(house: JudgingHouse, known_as: ReactionId) -> None:
    async with house.acting("daan") as ctx:
        await take_up_again(ctx, await open_reaction_to_answer(ctx, known_as), WHY)


async def in_mine(house: JudgingHouse, name: str) -> list[ReactionTask]:
    async with house.acting(name) as ctx:
        return [one.task for one in await list_own_reactions(ctx)]


async def in_digest(house: JudgingHouse, name: str, on: int) -> list[ReactionTask]:
    house.now = datetime(2026, 2, on, 7, 30, tzinfo=UTC)
    async with house.sending_to(name) as reading:
        return [one.task for one in await read_own_reactions(reading)]


async def read(house: JudgingHouse, seen: SeenCase, by: str) -> WeighingLeaf:
    async with house.acting(by) as ctx:
        leaf = (await read_case_page(ctx, seen.id, CaseLeaf.WEIGHING)).leaf
    assert isinstance(leaf, WeighingLeaf)
    return leaf


async def goes_on(house: JudgingHouse, seen: SeenCase) -> date:
    async with house.work() as moment:
        case = await moment.uow.cases.get(seen.id)
        return find_retention_end(case, moment.house.terms.retention, moment.calendar).goes_on


async def test_a_reaction_to_outcome_a_is_read_beside_it_and_answered(judging_house: JudgingHouse):
    seen = await screened_and_refused(judging_house)
    goes = await goes_on(judging_house, seen)
    known_as = await say(judging_house, seen)
    assert await goes_on(judging_house, seen) == goes
    assert {"daan", "sanne"} <= set(await judging_house.told(NoticeKind.DIGEST))
    assert await in_mine(judging_house, "daan") == [ReactionTask.ANSWER]
    assert await in_mine(judging_house, "agent") == []
    for reader in ("daan", "iris", "agent"):
        (told,) = (await read(judging_house, seen, reader)).reactions
        assert (told.words.said, told.reaction.state) == (SAID, ReactionState.OPEN)
    await keep(judging_house, known_as)
    assert await in_digest(judging_house, "agent", 10) == [ReactionTask.KEPT]
    assert await in_digest(judging_house, "agent", 11) == []
    (told,) = (await read(judging_house, seen, "agent")).reactions
    assert (told.words.answer, told.reaction.state) == (WHY, ReactionState.KEPT)
    assert await goes_on(judging_house, seen) == goes
    assert SeenPart.REACTION in {one.part for one in await judging_house.on_record(seen.id)}
    with pytest.raises(ReactionSettledError):
        await keep(judging_house, known_as)


async def test_a_case_that_fitted_is_weighed_anew_and_no_term_begins_anew(
    judging_house: JudgingHouse,
):
    seen = await screened_and_refused(judging_house)
    before = await judging_house.case(seen)
    await again(judging_house, await say(judging_house, seen))
    case = await judging_house.case(seen)
    assert case.state is CaseState.PURPOSE_TESTED
    assert (case.received_at, case.promised_on) == (before.received_at, before.promised_on)
    assert (await read(judging_house, seen, "daan")).weighing is None
    async with judging_house.acting("sanne") as ctx:
        await weigh_case(ctx, await take_case(ctx, Action.WEIGH, seen), TAKE_UP)
    leaf = await read(judging_house, seen, "daan")
    assert leaf.weighing
    assert leaf.weighing.verdict.outcome is Outcome.TAKEN_UP
    assert [one.verdict.outcome for one in leaf.set_aside] == [Outcome.NOT_TAKEN_UP]
    assert AuditEvent.TAKEN_UP_AGAIN in await judging_house.events(seen.id)
    assert await in_digest(judging_house, "agent", 10) == [ReactionTask.TAKEN_UP_AGAIN]


async def test_who_referred_is_told_each_outcome_once(judging_house: JudgingHouse):
    seen = await screened_and_refused(judging_house)
    await again(judging_house, await say(judging_house, seen))
    assert len(await judging_house.notices(NoticeKind.REFERRAL_WEIGHED)) == 1
    async with judging_house.acting("sanne") as ctx:
        await weigh_case(ctx, await take_case(ctx, Action.WEIGH, seen), TAKE_UP)
    assert len(await judging_house.notices(NoticeKind.REFERRAL_WEIGHED)) == 2


async def test_a_case_that_did_not_fit_the_purpose_is_screened_anew(judging_house: JudgingHouse):
    seen = await judging_house.refer(state=CaseState.NOT_TAKEN_UP)
    await again(judging_house, await say(judging_house, seen))
    assert (await judging_house.case(seen)).state is CaseState.SUBMITTED


async def test_who_withdrew_a_referral_may_ask_to_have_it_taken_up_again(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer(state=CaseState.SUBMITTED)
    async with judging_house.acting("agent") as ctx:
        await withdraw_referral(ctx, seen.id, seen.version)
    await again(judging_house, await say(judging_house, seen))
    assert (await judging_house.case(seen)).state is CaseState.SUBMITTED


async def test_a_referrer_reacts_once_at_a_time_and_three_times_at_most(
    judging_house: JudgingHouse,
):
    seen = await screened_and_refused(judging_house)
    with pytest.raises(NoReactionWordsError):
        await say(judging_house, seen, " ")
    for _ in range(3):
        known_as = await say(judging_house, seen)
        with pytest.raises(ReactionWaitsError):
            await say(judging_house, seen)
        await keep(judging_house, known_as)
    with pytest.raises(TooManyReactionsError):
        await say(judging_house, seen)


async def test_only_the_referrer_reacts_and_only_another_director_answers(
    judging_house: JudgingHouse,
):
    seen = await screened_and_refused(judging_house)
    for name in ("nurse", "sanne", "iris"):
        async with judging_house.acting(name) as ctx:
            with pytest.raises(RefusedError):
                await open_to_react(ctx, seen.id)
    known_as = await say(judging_house, seen)
    for name in ("agent", "nurse", "iris"):
        with pytest.raises(RefusedError):
            await keep(judging_house, known_as, by=name)
    async with judging_house.database.work() as uow:
        told = await uow.reactions.find(known_as)
        daan = (await uow.people.role_holders(["process_director"], date(2026, 2, 9)))[0]
        own = replace(told.reaction, id=ReactionId("own"), asked_by=daan)
        await uow.reactions.add(own, told.words)
        name = (await uow.people.member(daan)).id
    with pytest.raises(OwnReactionError):
        await keep(judging_house, ReactionId("own"), by=str(name))


async def test_directors_are_reminded_named_and_warned_two_working_days_before_it_goes(
    judging_house: JudgingHouse,
):
    seen = await screened_and_refused(judging_house)
    known_as = await say(judging_house, seen)
    days = []
    while due_at := (await judging_house.timers(TimerKind.REACTION)).get(known_as):
        if due_at <= judging_house.now:
            break
        judging_house.now = due_at
        days.append(due_at.date())
        async with judging_house.work() as moment:
            await look_at_reaction(moment, known_as)
        named = await in_mine(judging_house, "iris")
        assert named == ([] if len(days) == 1 else [ReactionTask.SILENT])
    goes = await goes_on(judging_house, seen)
    assert goes == date(2026, 2, 24)
    assert days == [date(2026, 2, 12), date(2026, 2, 16), date(2026, 2, 19)]
    await keep(judging_house, known_as)
    assert known_as not in await judging_house.timers(TimerKind.REACTION)


async def test_what_was_taken_up_is_withdrawn_by_asking_and_goes_on_without_its_referrer(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up()
    async with judging_house.acting("agent") as ctx:
        for refused in (view_to_withdraw(ctx, seen.id), withdraw_referral(ctx, seen.id, 1)):
            with pytest.raises(WeighedMeanwhileError):
                await refused
    known_as = await say(judging_house, seen)
    (told,) = (await read(judging_house, seen, "sanne")).reactions
    assert told.reaction.kind is ReactionKind.WITHDRAWAL
    assert (await read(judging_house, seen, "nurse")).reactions == ()
    await keep(judging_house, known_as)
    assert (await judging_house.case(seen)).state is CaseState.TAKEN_UP
    assert await in_digest(judging_house, "agent", 10) == [ReactionTask.KEPT]


async def test_a_case_that_is_closed_answers_who_asked_to_withdraw_it(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    known_as = await say(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        permit = await require_case(ctx, Action.CLOSE_CASE, await ctx.uow.cases.get(seen.id))
        await close_case(ctx, permit, a_farewell())
    async with judging_house.database.reading() as uow:
        assert (await uow.reactions.find(known_as)).reaction.state is ReactionState.ENDED
    assert await in_mine(judging_house, "sanne") == []
    assert known_as not in await judging_house.timers(TimerKind.REACTION)


async def test_an_advice_is_withdrawn_when_its_referrer_asks_and_never_kept_longer_by_that(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up(form=ADVISE)
    known_as = await say(judging_house, seen)
    begun = judging_house.now
    judging_house.now = begun + timedelta(days=85)
    async with judging_house.acting("daan") as ctx:
        held = await open_reaction_to_answer(ctx, known_as)
        with pytest.raises(GoesSoonerError):
            await withdraw_advice(ctx, held, WHY)
    judging_house.now = begun
    async with judging_house.acting("daan") as ctx:
        await withdraw_advice(ctx, await open_reaction_to_answer(ctx, known_as), WHY)
    assert (await judging_house.case(seen)).state is CaseState.WITHDRAWN
    assert await in_digest(judging_house, "agent", 10) == [ReactionTask.ENDED]


async def test_of_outcome_a_there_is_nothing_to_withdraw(judging_house: JudgingHouse):
    seen = await screened_and_refused(judging_house)
    async with judging_house.acting("agent") as ctx:
        for refused in (view_to_withdraw(ctx, seen.id), withdraw_referral(ctx, seen.id, 1)):
            with pytest.raises(NothingToWithdrawError):
                await refused
