"""Whatever is done with a case in whatever order, by whom: nobody reads any part of it without a
place or role that holds then, each step is on record, and there is always a way on or an end.

``STOPLICHT_TEST_PROFILE=nightly`` plays five hundred lives of a case; by itself it plays a few.
"""

import os
from asyncio import Runner
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from domain.access import Action, CaseState, Involvement, Standing
from domain.audit import AuditEvent
from domain.case import Case
from domain.case_page import CaseLeaf
from domain.errors import StoplichtError
from domain.grants import GRANTS
from domain.identifiers import MemberId, OrganisationId
from domain.lifecycle import ENDED
from domain.lifecycle import STEPS as LINE
from domain.member import Member, Role
from domain.notice import NoticeKind, PrivateNotice
from domain.policy import decide_access
from domain.retention import find_retention_end
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import RefusedError, standing_of
from services.case_page import read_case_page
from services.leaving import watch_places
from services.moment import Context, Reading
from services.pause import list_paused
from services.recipients import require_recipient
from services.referral_views import my_overview, name_own_cases, reveal_identity, view_case
from services.weighing import view_outcome
from tests.support.agenda_house import SeededFiles
from tests.support.canaries import CANARY
from tests.support.lifecycle_house import come_to_the_house
from tests.support.lifecycle_play import (
    EVERYBODY,
    FITTING,
    ORGANISATIONS,
    PARTNERS,
    STAYS,
    STEPS,
    Chosen,
    LifecyclePlay,
    PlayOverError,
    begin_play,
    is_appointed,
    read_circle,
)

_IS_NIGHTLY: Final = os.environ.get("STOPLICHT_TEST_PROFILE") == "nightly"
PARTS: Final = 3
LIVES: Final = (500 if _IS_NIGHTLY else 15) // PARTS + _IS_NIGHTLY
LENGTH: Final = 20
KINDS: Final = ("done",) * 6 + ("tried",) * 2 + ("waited", "changed")
LEAPS: Final = (1, 1, 2, 5, 8, 15, 29, 92, 400, 1830)
S, P = CaseState, SeenPart

# written by hand from product page §3a: who may read what, and where
OF_WHO_REFERRED: Final = frozenset({
    P.PHASE, P.OVERVIEW, P.IDENTITY, P.ADDRESS, P.STORY, P.WEIGHING, P.ACTIONS, P.CONTRIBUTIONS,
    P.REACTION, P.INTAKE, P.DIRECT_CIRCLE,
})  # fmt: skip
OF_WHO_IS_INVOLVED: Final = frozenset({
    P.PHASE, P.OVERVIEW, P.IDENTITY, P.STORY, P.WEIGHING, P.COLOUR, P.CIRCLE, P.PLAN, P.ACTIONS,
    P.DISCUSSION, P.PRIORITY, P.CONTRIBUTIONS, P.INTAKE, P.DIRECT_CIRCLE,
})  # fmt: skip
OF_COORDINATORS: Final = OF_WHO_IS_INVOLVED | {
    P.ADDRESS, P.INBOX, P.LIST, P.REACTION, P.KNOWN_CHECK,
}  # fmt: skip
IN_LINE: Final = frozenset({S.SUBMITTED, S.INCOMPLETE, S.PURPOSE_TESTED, S.TAKEN_UP, S.PAUSED})
SHORTLY_KEPT: Final = frozenset({S.NOT_TAKEN_UP, S.WITHDRAWN, S.ADVICE_OR_SIGNAL})
NOTHING: Final[frozenset[SeenPart]] = frozenset()


async def may_read(play: LifecyclePlay, member: Member, case: Case | None) -> frozenset[SeenPart]:
    """All that this member may read of the case at most."""
    if case is None or case.state in {S.CLOSED, S.TRANSFERRED}:
        return NOTHING
    found = NOTHING
    if _coordinates(play, member):
        found |= OF_COORDINATORS if case.state in IN_LINE | SHORTLY_KEPT else NOTHING
    if (
        not is_appointed(member, Role.PROFESSIONAL, play)
        or member.organisation not in ORGANISATIONS
    ):
        return found
    if (case.referrer, case.referring_organisation) == (member.id, member.organisation):
        found |= {P.OVERVIEW} if case.state is S.PAUSED else OF_WHO_REFERRED
        # who referred a case and directs its content is involved in it
        is_director = case.case_director == member.id and case.state is not S.PAUSED
        found |= OF_WHO_IS_INVOLVED if is_director else NOTHING
    if await _has_place(play, member):
        found |= {P.OVERVIEW} if case.state is S.PAUSED else OF_WHO_IS_INVOLVED
        found |= {P.ADDRESS} if case.case_director == member.id else NOTHING
    return found


async def must_read(play: LifecyclePlay, member: Member, case: Case | None) -> frozenset[SeenPart]:
    """What this member reads at least, so that who may read nothing is no trick."""
    if case is None or case.state in SHORTLY_KEPT | {S.CLOSED, S.TRANSFERRED}:
        return NOTHING
    if _coordinates(play, member):
        return frozenset({P.PHASE, P.IDENTITY, P.STORY, P.CIRCLE})
    may = await may_read(play, member, case)
    return may & {P.PHASE, P.IDENTITY, P.STORY}


def _coordinates(play: LifecyclePlay, member: Member) -> bool:
    roles = (Role.PROCESS_DIRECTOR, Role.INFORMATION_COORDINATOR)
    works = member.organisation in ORGANISATIONS
    return works and any(is_appointed(member, one, play) for one in roles)


async def _has_place(play: LifecyclePlay, member: Member) -> bool:
    """Whether somebody has a place that holds now; to have referred a case is no more than that."""
    return any(
        (one.member, one.organisation) == (member.id, member.organisation)
        and (one.until is None or one.until > play.moment.now)
        and one.reason != "referred"
        for one in await read_circle(play)
    )


Door = Callable[[Context, Case], Awaitable[Any]]


def _leaf(at: CaseLeaf) -> Door:
    return lambda ctx, case: read_case_page(ctx, case.id, at)


async def _sent(ctx: Context, case: Case) -> None:
    """A message about the case is sent to them: they read its code."""
    reading = Reading(uow=ctx.uow, now=ctx.now, house=ctx.house, recipient=ctx.actor.member)
    notice = PrivateNotice(
        kind=NoticeKind.CIRCLE_JOINED, subject=case.id, business_key="x", member=ctx.actor.id
    )
    await require_recipient(reading, notice, is_posted=False)
    await view_case(ctx, case.code, ())


DOORS: Final[Mapping[str, Door]] = {
    "code": lambda ctx, case: view_case(ctx, case.code, ()),
    "who is this": lambda ctx, case: reveal_identity(ctx, case.id),
    "outcome": lambda ctx, case: view_outcome(ctx, case.id),
    "own cases": lambda ctx, _case: my_overview(ctx),
    "own names": lambda ctx, _case: name_own_cases(ctx),
    "resting": lambda ctx, _case: list_paused(ctx),
    "sent": _sent,
    **{f"leaf {at}": _leaf(at) for at in CaseLeaf},
}


# all that is done with a case, and what is left to the directors of one that left the house
OF_CASE: Final = [one for one, held in GRANTS.items() if any(grant.states for grant in held)]
OF_WHAT_IS_CLOSED: Final = {
    Action.REOPEN_CASE,
    Action.CONFIRM_REOPENING,
    Action.HOLD_CASE,
    Action.REVIEW_RETENTION,
    Action.EXTEND_CASE,
    # by code: whether an organisation agreed to what was decided, closing it too
    Action.NOTE_AGREEMENT,
    Action.SETTLE_AGREEMENT,
}
# what somebody who may read it certainly finds behind a door
OPENS: Final = {"code": P.PHASE, "who is this": P.IDENTITY, "leaf why": P.STORY}


class Lifecycle(RuleBasedStateMachine):
    """The life of a case, and who reads what of it after each step."""

    def __init__(
        self, house: Any, run: Callable[[Coroutine[Any, Any, Any]], Any], part: int
    ) -> None:
        super().__init__()
        self._run, self._stack, self._part = run, AsyncExitStack(), part
        self._play: LifecyclePlay = run(begin_play(house, self._stack))
        self._gone: Case | None = None
        self._busy: tuple[str, ...] = ()

    def teardown(self) -> None:
        with suppress(PlayOverError):
            self._run(self._stack.__aexit__(PlayOverError, PlayOverError(), None))

    @initialize(seed=st.integers(0, 2**32 - 1))
    def begins(self, seed: int) -> None:
        """One number is all that is drawn: Hypothesis repeats what it drew, people do not."""
        self._chance = Random(f"{self._part}:{seed}")  # noqa: S311 - a life, not a secret
        self._take_one("refer", PARTNERS)
        if self._chance.random() < 2 / 3:
            for name, who in (("test purpose", "iris"), ("take up", "daan")):
                self._run(self._take(name, who, Chosen(whom=MemberId("nurse"))))

    @rule()
    def goes_on(self) -> None:
        """Most often what is done with a case where it is; of one that ended, nothing but wait."""
        case = self._run(self._play.find())
        fitting = FITTING.get(case and case.state)
        match self._chance.choice(KINDS):
            case "done" if fitting:
                name = self._chance.choice(fitting)
                self._take_one(name, STEPS[name].who)
            case "tried":
                self._take_one(self._chance.choice(sorted(STEPS)), EVERYBODY)
            case "changed":
                who = self._chance.choice(sorted({*EVERYBODY} - STAYS))
                self._run(self._change(who, self._chance.choice((None, *ORGANISATIONS))))
            case _:
                by = timedelta(days=self._chance.choice(LEAPS), minutes=61)
                self._run(self._pass(by))

    def _take_one(self, name: str, who: Sequence[str]) -> None:
        """Who did something, or was chosen for it, is often the next to do something."""
        again = [one for one in self._busy if one in who and self._chance.random() < 1 / 2]
        one = self._chance.choice(again or who)
        chosen = Chosen(
            whom=MemberId(self._chance.choice(PARTNERS)),
            days=self._chance.choice((1, 7, 28, 80)),
            colour=self._chance.choice(list(Colour)),
            is_other=self._chance.random() < 1 / 3,
        )
        self._busy = (one, chosen.whom)
        self._run(self._take(name, one, chosen))

    async def _take(self, name: str, who: str, chosen: Chosen) -> None:
        """A step that is refused changes nothing; one that is not is on record with who took it."""
        play = self._play
        counted, before = await play.count_rows(), await play.on_record()
        refusal = await play.try_step(name, who, chosen)
        now = await play.on_record()
        entries = [now[one] for one in now if one not in before]
        if refusal is None:
            told = [one for one in entries if one.event in STEPS[name].leaves]
            assert told, f"{name} is not on record"
            assert told[-1].who == who
            if name == "take over" and told[-1].event is AuditEvent.HAND_OVER_ACCEPTED:
                giver = ({"agent", "deputy"} - {who}).pop()
                places = await read_circle(play)
                # but the one who stands in for whoever took it over, while they are away
                assert not [one for one in places if one.member == giver and not one.stands_in_for]
            if name in {"close", "transfer"}:
                assert await read_circle(play) == [], "places outlive the case"
        else:
            assert await play.count_rows() == counted
            is_of_case = isinstance(refusal, RefusedError) and refusal.case == play.case is not None
            assert not is_of_case or AuditEvent.REFUSED in {one.event for one in entries}
        await self._look(who, chosen.whom)

    async def _change(self, who: str, to: OrganisationId | None) -> None:
        people = self._play.moment.uow.people
        member = await people.member(MemberId(who))
        today = self._play.moment.today
        changed = replace(member, organisation=to) if to else member.leave(today)
        await people.save_member(changed)
        await watch_places(self._play.moment)
        self._play.played.append(f"{who} works for {to or 'nobody'}")
        await self._look(who)

    async def _pass(self, by: timedelta) -> None:
        self._gone = await self._play.find() or self._gone
        await self._play.pass_time(by)
        self._play.played.append(f"{by.days} days pass")
        await self._look(*(one.member for one in await read_circle(self._play)))
        await self._play.come_round()
        await self._expect_nobody_kept_a_place()
        await self._expect_it_went_in_time()
        await self._look()

    async def _expect_nobody_kept_a_place(self) -> None:
        """Once the clock came round a place is of who still speaks for its organisation."""
        for one in await read_circle(self._play):
            member = await self._play.moment.uow.people.member(one.member)
            assert member.organisation == one.organisation
            assert is_appointed(member, Role.PROFESSIONAL, self._play)
            assert one.until is None or one.until > self._play.moment.now

    async def _look(self, *names: str) -> None:
        """Those whom it is about and a few others try to read the case, each at a few doors."""
        case = await self._play.find()
        await self._expect_a_way_on(case)
        looked_at, turn = case or self._gone, len(self._play.played)
        for name in {*names, *_some(EVERYBODY, turn, 4)}:
            member = await self._play.moment.uow.people.member(MemberId(name))
            may = await may_read(self._play, member, case)
            must = await must_read(self._play, member, case)
            for door in {"code", *_some(tuple(DOORS), turn, 3)} if looked_at else ():
                read = await self._try_door(name, door, looked_at)
                where = f"{name} at {door}: {case and case.state} after {self._play.played}"
                assert read <= may, f"reads {read - may}, {where}"
                assert OPENS.get(door) not in must - read, f"does not read, {where}"
            if case and not may:
                await self._expect_no_grant(await self._play.acting(name), case)

    async def _expect_no_grant(self, ctx: Context, case: Case) -> None:
        """Who may read nothing of a case may do nothing with it, but reopen or hold it."""
        stands = await standing_of(ctx, case)
        done = {one for one in OF_CASE if decide_access(one, ctx.actor, stands).is_allowed}
        assert done <= OF_WHAT_IS_CLOSED, f"{ctx.actor.id} may {done} after {self._play.played}"

    async def _try_door(self, name: str, door: str, case: Case) -> set[SeenPart]:
        """What somebody reads of the case behind one door; nothing is shown without a row."""
        ctx = await self._play.acting(name)
        try:
            async with self._play.moment.all_or_nothing():
                shown = repr(await DOORS[door](ctx, case))
        except StoplichtError:
            return set()
        read = {one.part for one in ctx.seen if one.case_id == case.id}
        # beside the code stand the names of organisations, for whoever reads the code
        read -= {P.CIRCLE} if door in {"code", "sent"} else NOTHING
        assert ctx.seen or case.code not in shown, f"{door} shows the case and leaves no row"
        assert read - {P.PHASE, P.OVERVIEW} or CANARY not in shown, f"{door} shows too much"
        return read

    async def _expect_a_way_on(self, case: Case | None) -> None:
        """Of each state somebody who stays can take a case further, or it has an end of its own."""
        if case is None or case.state in ENDED:
            return
        standing = Standing(involvement=Involvement.NONE, state=case.state)
        actor = (await self._play.acting("sanne")).actor
        steps = [one for one in LINE.values() if case.state in one.begins_in]
        assert any(decide_access(one.action, actor, standing).is_allowed for one in steps)

    async def _expect_it_went_in_time(self) -> None:
        """Once the clock came round no case is kept past its term, but one on legal hold."""
        case, moment = await self._play.find(), self._play.moment
        if case is not None:
            end = find_retention_end(case, moment.house.terms.retention, moment.calendar)
            held = await moment.uow.retention_holds.days_of([case.id])
            assert end.goes_on > moment.today or held[case.id] >= moment.today


def _some(of: Sequence[str], turn: int, number: int) -> Sequence[str]:
    """Some of them, others each turn, and all of them in the end."""
    return [of[(turn * number + one) % len(of)] for one in range(number)]


@pytest.fixture
def runner(socket_enabled: None) -> Iterator[Runner]:
    with Runner() as opened:
        yield opened


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_reads_a_case_without_a_place_or_role_that_holds_whatever_is_done_with_it(
    seeded_files: SeededFiles, runner: Runner, part: int
):
    stack = AsyncExitStack()
    house = runner.run(stack.enter_async_context(seeded_files.fresh()))
    try:
        runner.run(come_to_the_house(house))
        run_state_machine_as_test(
            lambda: Lifecycle(house, runner.run, part),
            settings=settings(
                max_examples=LIVES,
                stateful_step_count=LENGTH,
                suppress_health_check=list(HealthCheck),
                # what was played says enough; looking for less takes minutes
                phases=[Phase.generate],
            ),
        )
    finally:
        runner.run(stack.aclose())
