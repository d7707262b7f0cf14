from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from domain.access import Action, CaseState
from domain.agreed_action import ActionState, AgreedAction, DayOffError
from domain.audit import AuditEvent, AuditReason
from domain.identifiers import ActionId, CaseId, MemberId
from domain.notice import NoticeKind
from services.access import RefusedError, WrongPermitError
from services.action_reminders import read_due, read_escalated
from services.agreed_action import (
    ActionMovedOnError,
    ActionView,
    NoManagerError,
    NotInvolvedOwnerError,
    agree_action,
    answer_action,
    escalate_action,
    list_new_owners,
    list_open_actions,
    open_for_owner,
    open_own_action,
    open_to_guard,
    postpone_action,
    read_action,
    reassign_action,
    view_action,
)
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse
from tests.support.agreed_actions import WHAT, a_wish, agree
from tests.support.canaries import CANARY

# the day in the house is Tuesday 24 November
FRIDAY = date(2026, 11, 27)
DONE, NOT_POSSIBLE, NOT_DONE = ActionState.DONE, ActionState.NOT_POSSIBLE, ActionState.NOT_DONE


@dataclass
class Promised:
    """A case in which Gijs promised something, agreed by Cora."""

    house: AcuteHouse
    case: CaseId
    id: ActionId

    async def now(self) -> AgreedAction:
        async with self.house.database.reading() as uow:
            return await uow.agreed_actions.get(self.id)

    async def answer(self, state: ActionState, by: str = "gijs", note: str = "") -> None:
        take = open_own_action if by == "gijs" else open_for_owner
        async with self.house.acting(by) as ctx:
            await answer_action(ctx, await take(ctx, self.id), state, note)

    async def escalate(self, by: str = "cora") -> None:
        async with self.house.acting(by) as ctx:
            await escalate_action(ctx, await open_to_guard(ctx, self.id))

    async def view(self, by: str) -> ActionView:
        async with self.house.acting(by) as ctx:
            return await view_action(ctx, self.id)


@asynccontextmanager
async def promise(house: AcuteHouse) -> AsyncIterator[Promised]:
    case = await house.add_case(CODE, CaseState.TAKEN_UP, "gijs", "vera")
    agreed = await agree(house, case, "gijs", FRIDAY)
    yield Promised(house, case, agreed.id)


@pytest.fixture
async def promised(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[Promised]:
    async with acute_files.fresh() as house, promise(house) as made:
        yield made


async def test_what_was_agreed_is_kept_for_its_owner_and_on_record(promised: Promised):
    kept = await promised.now()
    assert (kept.what, kept.owner, kept.organisation) == (WHAT, "gijs", "ggz")
    assert (kept.agreed_by, kept.state) == ("cora", ActionState.OPEN)
    (entry,) = await promised.house.on_record(promised.case)
    assert (entry.event, entry.who, entry.on_behalf_of, entry.subject) == (
        AuditEvent.ACTION_AGREED, "cora", "gijs", promised.id,
    )  # fmt: skip


async def test_nothing_is_agreed_for_a_day_off(promised: Promised):
    async with promised.house.acting("cora") as ctx:
        case = await ctx.uow.cases.get(promised.case)
        with pytest.raises(DayOffError):
            await agree_action(ctx, case, a_wish("gijs", FRIDAY + timedelta(days=1)))


async def test_open_actions_of_a_case_are_listed_until_they_are_answered(promised: Promised):
    async with promised.house.reading() as moment:
        assert [one.what for one in await list_open_actions(moment, promised.case)] == [WHAT]
    await promised.answer(DONE)
    async with promised.house.reading() as moment:
        assert await list_open_actions(moment, promised.case) == []


@pytest.mark.parametrize("state", [DONE, NOT_POSSIBLE, NOT_DONE])
async def test_an_owner_answers_with_a_note(promised: Promised, state: ActionState):
    await promised.answer(state, note=f"{CANARY} was verhuisd")
    kept = await promised.now()
    assert (kept.state, kept.note, kept.changed_by) == (state, f"{CANARY} was verhuisd", "gijs")
    entry = (await promised.house.on_record(promised.case))[-1]
    assert (entry.event, entry.who, entry.on_behalf_of, entry.reason) == (
        AuditEvent.ACTION_ANSWERED, "gijs", None, None,
    )  # fmt: skip


@pytest.mark.parametrize("coordinator", ["cora", "ina"])
async def test_a_coordinator_answers_by_telephone_on_behalf_of_the_owner(
    promised: Promised, coordinator: str
):
    await promised.answer(DONE, by=coordinator)
    assert ((await promised.now()).state, (await promised.now()).changed_by) == (DONE, coordinator)
    entry = (await promised.house.on_record(promised.case))[-1]
    assert (entry.event, entry.who, entry.on_behalf_of, entry.reason) == (
        AuditEvent.ACTION_ANSWERED, coordinator, "gijs", AuditReason.BY_TELEPHONE,
    )  # fmt: skip


@pytest.mark.parametrize("who", ["vera", "wim", "petra", "karel", "cora"])
async def test_nobody_else_answers_as_the_owner(promised: Promised, who: str):
    async with promised.house.acting(who) as ctx:
        with pytest.raises(RefusedError):
            await open_own_action(ctx, promised.id)


@pytest.mark.parametrize("who", ["gijs", "vera", "wim", "petra", "karel", "noor"])
async def test_only_coordinators_answer_by_telephone_and_only_directors_decide(
    promised: Promised, who: str
):
    async with promised.house.acting(who) as ctx:
        for take in (open_for_owner, open_to_guard):
            with pytest.raises(RefusedError):
                await take(ctx, promised.id)
    async with promised.house.acting("ina") as ctx:
        with pytest.raises(RefusedError):
            await open_to_guard(ctx, promised.id)


async def test_an_owner_who_lost_the_case_cannot_answer(promised: Promised):
    async with promised.house.work() as moment:
        await moment.uow.cases.leave_circle(promised.case, MemberId("gijs"), moment.now)
    async with promised.house.acting("gijs") as ctx:
        with pytest.raises(RefusedError):
            await open_own_action(ctx, promised.id)


async def test_whoever_comes_second_hears_who_was_first(promised: Promised):
    await promised.answer(NOT_DONE, by="ina")
    async with promised.house.acting("gijs") as ctx:
        with pytest.raises(ActionMovedOnError) as refused:
            await open_own_action(ctx, promised.id, 1)
    assert refused.value.parameters == {"name": "Ina Informatie", "at": "24-11-2026 11:00"}


async def test_what_was_done_is_answered_once(promised: Promised):
    await promised.answer(DONE)
    for who, take in (("gijs", open_own_action), ("cora", open_for_owner), ("cora", open_to_guard)):
        async with promised.house.acting(who) as ctx:
            with pytest.raises(ActionMovedOnError):
                await take(ctx, promised.id)


async def test_what_was_not_done_waits_for_a_director_the_next_morning(promised: Promised):
    await promised.answer(NOT_DONE)
    assert (await promised.now()).asked == "cora"
    (notice,) = await promised.house.notices(NoticeKind.DIGEST)
    assert (notice.member, notice.business_key) == ("cora", "digest:cora:2026-11-25")
    assert f"{notice.due_at:%d %H:%M}" == "25 07:30"


async def test_a_director_who_notes_that_it_was_not_done_is_asked_nothing(promised: Promised):
    await promised.answer(NOT_DONE, by="dirk")
    assert (await promised.now()).asked is None
    assert await promised.house.notices(NoticeKind.DIGEST) == []


async def test_with_a_new_date_what_was_not_done_is_open_again(promised: Promised):
    await promised.answer(NOT_DONE)
    async with promised.house.acting("cora") as ctx:
        held = await open_to_guard(ctx, promised.id)
        await postpone_action(ctx, held, date(2026, 12, 4))
    kept = await promised.now()
    assert (kept.due_on, kept.state, kept.asked) == (date(2026, 12, 4), ActionState.OPEN, None)
    events = [one.event for one in await promised.house.on_record(promised.case)]
    assert events[-1] is AuditEvent.ACTION_POSTPONED


async def test_an_action_is_given_to_another_who_is_involved_and_starts_anew(promised: Promised):
    await promised.escalate()
    await promised.answer(NOT_DONE)
    async with promised.house.acting("cora") as ctx:
        held = await open_to_guard(ctx, promised.id)
        assert [one.id for one in await list_new_owners(ctx, held)] == ["cora", "vera"]
        await reassign_action(ctx, held, MemberId("vera"))
    kept = await promised.now()
    assert (kept.owner, kept.organisation, kept.due_on) == ("vera", "veilig-thuis", FRIDAY)
    assert (kept.state, kept.asked, kept.told_to) == (ActionState.OPEN, None, None)
    entry = (await promised.house.on_record(promised.case))[-1]
    assert (entry.event, entry.who, entry.on_behalf_of) == (
        AuditEvent.ACTION_REASSIGNED, "cora", "vera",
    )  # fmt: skip


async def test_a_new_owner_reads_it_the_next_morning_however_far_its_date(promised: Promised):
    async with promised.house.acting("cora") as ctx:
        await postpone_action(ctx, await open_to_guard(ctx, promised.id), date(2026, 12, 18))
    async with promised.house.acting("cora") as ctx:
        await reassign_action(ctx, await open_to_guard(ctx, promised.id), MemberId("vera"))
    [notice] = await promised.house.notices(NoticeKind.DIGEST)
    assert notice.business_key == "digest:vera:2026-11-25"
    for day, read in ((25, [CODE]), (26, [])):
        promised.house.now = promised.house.now.replace(day=day, hour=8)
        async with promised.house.sending_to("vera") as reading:
            assert [one.code for one in (await read_due(reading)).own] == read


@pytest.mark.parametrize("who", ["wim", "gijs"])
async def test_nobody_else_takes_over_an_action(promised: Promised, who: str):
    async with promised.house.acting("cora") as ctx:
        held = await open_to_guard(ctx, promised.id)
        with pytest.raises(NotInvolvedOwnerError):
            await reassign_action(ctx, held, MemberId(who))


async def test_a_manager_hears_code_and_date_when_a_director_says_so(promised: Promised):
    assert await promised.house.notices(NoticeKind.ACTION_ESCALATED) == []
    await promised.escalate()
    assert await promised.house.told(NoticeKind.ACTION_ESCALATED) == ["karel"]
    async with promised.house.sending_to("karel") as reading:
        view = await read_escalated(reading, promised.id)
    assert view
    assert (view.code, view.due_on) == (CODE, FRIDAY)


async def test_a_manager_hears_nothing_of_what_was_answered_meanwhile(promised: Promised):
    await promised.escalate()
    await promised.answer(DONE)
    async with promised.house.sending_to("karel") as reading:
        assert await read_escalated(reading, promised.id) is None


async def test_nobody_but_the_manager_who_was_told_reads_an_escalation(promised: Promised):
    await promised.escalate()
    async with promised.house.sending_to("vera") as reading:
        assert await read_escalated(reading, promised.id) is None


async def test_without_a_manager_nothing_is_escalated(promised: Promised):
    async with promised.house.work() as moment:
        karel = await moment.uow.people.member(MemberId("karel"))
        await moment.uow.people.save_member(karel.leave(moment.today))
    with pytest.raises(NoManagerError):
        await promised.escalate()
    assert (await promised.now()).told_to is None


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("gijs", {Action.ANSWER_ACTION}),
        ("vera", set()),
        ("ina", {Action.ANSWER_FOR_OWNER}),
        ("cora", {Action.ANSWER_FOR_OWNER, Action.GUARD_ACTION}),
    ],
)
async def test_everybody_sees_what_they_can_do_about_an_action(
    promised: Promised, who: str, may: set[Action]
):
    assert (await promised.view(who)).may == may
    await promised.answer(DONE)
    assert (await promised.view(who)).may == set()


@pytest.mark.parametrize("who", ["wim", "petra", "karel", "noor", "bea"])
async def test_a_referrer_and_who_is_not_involved_read_nothing_of_another(
    promised: Promised, who: str
):
    async with promised.house.acting(who) as ctx:
        for look in (view_action, read_action):
            with pytest.raises(RefusedError):
                await look(ctx, promised.id)


async def test_an_action_is_not_answered_with_a_permit_for_something_else(promised: Promised):
    async with promised.house.acting("cora") as ctx:
        held = await open_to_guard(ctx, promised.id)
        with pytest.raises(WrongPermitError):
            await answer_action(ctx, held, DONE)
        telephone = await open_for_owner(ctx, promised.id)
        for act in (
            escalate_action(ctx, telephone),
            postpone_action(ctx, telephone, FRIDAY),
            reassign_action(ctx, telephone, MemberId("vera")),
        ):
            with pytest.raises(WrongPermitError):
                await act
