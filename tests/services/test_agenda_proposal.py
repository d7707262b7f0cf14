"""A change of an approved or posted agenda: proposed, decided, told to whom it concerns."""

from datetime import timedelta

import pytest

from domain.access import Action
from domain.agenda import AgendaState
from domain.agenda_change import MOVED_FROM
from domain.agenda_proposal import (
    NewerProposalError,
    NoProposalError,
    ProposalDecidedError,
    ProposalState,
)
from domain.agenda_steps import MeetingBegunError
from domain.agenda_wish import (
    AgendaWish,
    NothingToTakeBackError,
    PinPastError,
    WishKind,
    list_standing,
)
from domain.audit import AuditEvent
from domain.identifiers import CaseCode
from domain.notice import NoticeKind
from domain.planning import Reason
from domain.stoplight import Colour
from services.access import RefusedError
from services.agenda_proposal import read_proposal, view_proposal
from services.agenda_wish import CaseBegunError, SeenDraft, keep_wish, open_workbench
from services.meeting_run import go_on, start_meeting
from tests.support.agenda_changes import (
    LEAVE_OUT,
    TAKE_IN,
    approve,
    away,
    carry_out,
    decline,
    own_times,
    parts,
    post_of,
    proposal,
    proposed,
    starts,
    take_back,
    told_since,
    wish,
)
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING, at_minute

RED, ORANGE, LAST, GREEN = "KX7-Q42", "MV3-T81", "ZB4-A10", "BD9-L06"
MINUTE = timedelta(minutes=1)
TOLD = NoticeKind.OWN_TIMES
LATER = POSTS_AT + timedelta(hours=1)
PIN = AgendaWish(kind=WishKind.PIN, at_minute=30)
SHORTER = AgendaWish(kind=WishKind.MINUTES, minutes=25)


@pytest.fixture
async def approved(agenda_house: AgendaHouse) -> AgendaHouse:
    """Red of police and care, then two orange ones; a green one has no discussion."""
    await agenda_house.is_led(_approved)
    return agenda_house


async def _approved(agenda_house: AgendaHouse) -> None:
    await agenda_house.add_case(RED, Colour.RED, 30, (POLICE, CARE), "nurse")
    await agenda_house.add_case(ORANGE, Colour.ORANGE, 30, (POLICE,))
    await agenda_house.add_case(LAST, Colour.ORANGE, 15, (CARE,), "nurse")
    await agenda_house.add_case(GREEN, Colour.GREEN, 0, (POLICE,))
    await approve(agenda_house)


@pytest.fixture
async def posted(approved: AgendaHouse) -> AgendaHouse:
    await approved.is_led(_posted)
    return approved


async def _posted(approved: AgendaHouse) -> None:
    await approved.tick(POSTS_AT)
    await approved.tick(LATER)


async def test_nothing_moves_until_a_process_director_decides(posted: AgendaHouse) -> None:
    before = await starts(posted)
    version = (await posted.agenda()).version
    posts = len(await posted.notices(NoticeKind.AGENDA_POST))
    told = len(await posted.notices(TOLD))
    await wish(posted, GREEN, PIN)
    assert await starts(posted) == before == {RED: 0, LAST: 30, ORANGE: 45}
    assert await proposed(posted) == {RED: 0, GREEN: 30, ORANGE: 45, LAST: 75}
    assert (await posted.agenda()).version == version
    assert len(await posted.notices(NoticeKind.AGENDA_POST)) == posts
    assert len(await posted.notices(TOLD)) == told
    assert await posted.told(NoticeKind.AGENDA_PROPOSAL) == ["daan", "iris", "sanne"]


async def test_what_is_carried_out_is_told_to_whose_time_moved_once_and_in_the_same_post(
    posted: AgendaHouse,
) -> None:
    told = len(await posted.notices(TOLD))
    await wish(posted, GREEN, PIN)
    view = await carry_out(posted)
    assert (view.proposal.state, view.decided_by) == (ProposalState.CARRIED_OUT, "Sanne")
    for hours in range(1, 5):
        await posted.tick(LATER + timedelta(hours=hours))
    assert await starts(posted) == {RED: 0, GREEN: 30, ORANGE: 45, LAST: 75}
    # of the agent only the end of one case moves, by five minutes
    assert await told_since(posted, TOLD, told) == ["nurse"]
    posts = await posted.notices(NoticeKind.AGENDA_POST)
    assert {one.card for one in posts} == {f"agenda:{THE_MEETING}"}
    changed = await post_of(posted)
    assert changed.agenda.changed_at == LATER
    assert [one.code for one in changed.agenda.changes] == [GREEN, LAST]
    assert changed.agenda.state is AgendaState.POSTED
    own = await own_times(posted, "nurse")
    assert own is not None
    assert own.blocks[1] == (at_minute(75), at_minute(90))


async def test_figures_count_what_a_meeting_became(posted: AgendaHouse) -> None:
    await wish(posted, GREEN, PIN)
    await carry_out(posted)
    async with posted.reading() as moment:
        kept = await moment.uow.figures.of_meetings(POSTS_AT, STARTS_AT + timedelta(days=1))
    assert [sums.cases for _, sums in kept] == [4]


async def test_a_change_before_posting_is_posted_as_if_it_had_always_been_so(
    approved: AgendaHouse,
) -> None:
    await wish(approved, GREEN, PIN)
    await carry_out(approved)
    assert (await approved.agenda()).state is AgendaState.APPROVED
    assert await approved.notices(NoticeKind.AGENDA_POST) == []
    await approved.tick(POSTS_AT)
    assert len(await approved.notices(NoticeKind.AGENDA_POST)) == 1
    view = await post_of(approved)
    assert (view.agenda.changed_at, view.agenda.changes) == (None, ())
    assert await starts(approved) == {RED: 0, GREEN: 30, ORANGE: 45, LAST: 75}
    assert await approved.told(TOLD) == ["agent", "nurse"]
    assert len(await approved.notices(TOLD)) == 2


async def test_the_bot_that_was_down_at_posting_posts_what_was_approved_and_the_proposal_stands(
    approved: AgendaHouse,
) -> None:
    await wish(approved, GREEN, PIN)
    await approved.tick(POSTS_AT + timedelta(minutes=40))
    assert (await post_of(approved)).agenda.changed_at is None
    await carry_out(approved)
    assert [one.code for one in (await post_of(approved)).agenda.changes] == [GREEN, LAST]


async def test_what_is_declined_leaves_the_agenda_and_no_wish_behind(posted: AgendaHouse) -> None:
    before = await starts(posted)
    await wish(posted, GREEN, PIN)
    view = await decline(posted, "daan")
    assert (view.proposal.state, view.decided_by) == (ProposalState.DECLINED, "Daan")
    assert await starts(posted) == before
    async with posted.reading() as moment:
        kept = await moment.uow.agenda_wishes.of_meeting(THE_MEETING)
    assert list_standing(kept) == ()
    await wish(posted, LAST, LEAVE_OUT)
    assert await proposed(posted) == {RED: 0, ORANGE: 45}
    async with posted.database.reading() as uow:
        chain = [one.entry for one in await uow.audit.chain(None)]
    assert (AuditEvent.AGENDA_CHANGE_DECLINED, "daan") in [(one.event, one.who) for one in chain]


async def test_a_newer_proposal_holds_the_older_and_the_old_button_says_so(
    posted: AgendaHouse,
) -> None:
    await wish(posted, GREEN, PIN)
    old = (await proposal(posted)).number
    await wish(posted, LAST, LEAVE_OUT, "sanne")
    assert await proposed(posted) == {RED: 0, GREEN: 30, ORANGE: 45}
    for press in (carry_out, decline):
        with pytest.raises(NewerProposalError):
            await press(posted, "daan", old)
    cards = {one.card for one in await posted.notices(NoticeKind.AGENDA_PROPOSAL)}
    assert cards == {
        f"agenda:{THE_MEETING}:proposal:1:{name}" for name in ("daan", "iris", "sanne")
    }


async def test_while_it_is_planned_anew_nobody_can_decide(posted: AgendaHouse) -> None:
    await wish(posted, GREEN, PIN)
    async with posted.acting("iris") as ctx:
        case = await ctx.uow.cases.by_code(CaseCode(LAST))
        bench = await open_workbench(ctx, SeenDraft(meeting=THE_MEETING, case=case.id))
        await keep_wish(ctx, bench, LEAVE_OUT)
    with pytest.raises(NewerProposalError):
        await carry_out(posted)


async def test_the_second_director_hears_who_decided_and_when(posted: AgendaHouse) -> None:
    await wish(posted, GREEN, PIN)
    await carry_out(posted)
    for press in (carry_out, decline):
        with pytest.raises(ProposalDecidedError) as refused:
            await press(posted, "daan")
        assert refused.value.parameters["name"] == "Sanne"


async def test_after_a_decision_the_next_proposal_is_a_card_of_its_own(posted: AgendaHouse) -> None:
    await wish(posted, GREEN, PIN)
    await carry_out(posted)
    await wish(posted, LAST, LEAVE_OUT)
    cards = {one.card for one in await posted.notices(NoticeKind.AGENDA_PROPOSAL)}
    assert {one.split(":")[-2] for one in cards} == {"1", "2"}
    assert (await proposal(posted)).series == 2


async def test_what_is_taken_back_again_lapses(posted: AgendaHouse) -> None:
    await wish(posted, GREEN, PIN)
    await take_back(posted, GREEN)
    assert (await proposal(posted)).state is ProposalState.LAPSED
    with pytest.raises(NoProposalError):
        await carry_out(posted)


async def test_what_was_wanted_before_the_approval_is_not_taken_back(
    agenda_house: AgendaHouse,
) -> None:
    house = agenda_house
    await house.add_case(RED, Colour.RED, 30, (POLICE,))
    await house.add_case(LAST, Colour.ORANGE, 15, (CARE,))
    await house.tick(CUT_OFF_AT)
    await wish(house, LAST, AgendaWish(kind=WishKind.MINUTES, minutes=45))
    await approve(house)
    with pytest.raises(NothingToTakeBackError):
        await take_back(house, LAST)


async def test_who_is_needed_no_more_hears_it_and_who_comes_hears_when(
    agenda_house: AgendaHouse,
) -> None:
    house = agenda_house
    case = await house.add_case(RED, Colour.RED, 30, (CARE,))
    await house.seat_member(case, "agent")
    await house.add_case(LAST, Colour.ORANGE, 15, (CARE,))
    await approve(house)
    await house.tick(POSTS_AT)
    assert await house.told(TOLD) == ["nurse"]
    await wish(house, RED, AgendaWish(kind=WishKind.ADD_PARTNER, organisation=POLICE))
    await wish(house, RED, AgendaWish(kind=WishKind.DO_WITHOUT, organisation=CARE, why="Kan."))
    await wish(house, LAST, LEAVE_OUT)
    await carry_out(house)
    assert await told_since(house, TOLD, 1) == ["agent", "nurse"]
    gone, comes = await own_times(house, "nurse"), await own_times(house, "agent")
    assert gone is not None
    assert gone.items == ()
    assert await own_times(house, "deputy") is None
    assert comes is not None
    assert comes.blocks == ((at_minute(0), at_minute(30)),)
    house.now += MINUTE
    await wish(house, LAST, TAKE_IN)
    await carry_out(house)
    assert await told_since(house, TOLD, 3) == ["nurse"]


async def test_small_moves_are_told_once_they_make_ten_minutes_together(
    posted: AgendaHouse,
) -> None:
    told = len(await posted.notices(TOLD))
    for minutes, names in ((35, []), (40, ["agent"])):
        posted.now += MINUTE
        await wish(posted, ORANGE, AgendaWish(kind=WishKind.MINUTES, minutes=minutes))
        await carry_out(posted)
        assert await told_since(posted, TOLD, told) == names
    assert MOVED_FROM == 10 * MINUTE


async def test_what_gives_way_comes_first_next_time_and_what_was_left_out_does_not(
    agenda_house: AgendaHouse,
) -> None:
    house = agenda_house
    first = await house.add_case(RED, Colour.RED, 90, (POLICE,))
    second = await house.add_case(ORANGE, Colour.ORANGE, 45, (POLICE,))
    third = await house.add_case(LAST, Colour.ORANGE, 45, (POLICE,))
    await approve(house)
    await wish(house, RED, AgendaWish(kind=WishKind.MINUTES, minutes=120))
    dropped = {one.code: one.reason for one in (await parts(house)).left_out}
    await carry_out(house)
    assert list(dropped.values()) == [Reason.CAPACITY]
    gone = second if ORANGE in dropped else third
    stayed = third if ORANGE in dropped else second
    code = LAST if ORANGE in dropped else ORANGE
    await wish(house, code, LEAVE_OUT)
    await carry_out(house)
    async with house.reading() as moment:
        known = {one.id: one for one in await moment.uow.cases.known({first, gone, stayed})}
    assert known[gone].rotation.carried_forward_on == house.now.date()
    assert known[stayed].rotation.carried_forward_on is None


async def test_what_finds_no_place_says_why_and_cannot_be_carried_out(
    agenda_house: AgendaHouse,
) -> None:
    house = agenda_house
    await house.add_case(RED, Colour.RED, 120, (POLICE,))
    await house.add_case(ORANGE, Colour.ORANGE, 60, (CARE,))
    await house.add_case(GREEN, Colour.GREEN, 0, (CARE,))
    await approve(house)
    await wish(house, GREEN, TAKE_IN)
    async with house.sending_to("sanne") as reading:
        view = await read_proposal(reading, THE_MEETING)
    assert view is not None
    assert view.is_stuck
    assert [(one.code, one.reason) for one in view.list_refused()] == [(GREEN, Reason.CAPACITY)]
    # what the director can do: make room, which makes a proposal of both
    await wish(house, ORANGE, AgendaWish(kind=WishKind.MINUTES, minutes=50))
    assert await proposed(house) == {RED: 0, ORANGE: 120, GREEN: 170}


class TestAtTheTable:
    """The meeting has begun: what began keeps its time, what is to come can change."""

    @pytest.fixture
    async def running(self, posted: AgendaHouse) -> AgendaHouse:
        posted.now = STARTS_AT
        async with posted.acting("sanne") as ctx:
            await start_meeting(ctx, THE_MEETING, 0)
        await posted.tick(STARTS_AT + 10 * MINUTE)
        return posted

    async def test_what_began_stays_and_the_rest_moves(self, running: AgendaHouse) -> None:
        told = len(await running.notices(TOLD))
        await running.send_all()
        await wish(running, GREEN, PIN)
        await carry_out(running)
        assert await starts(running) == {RED: 0, GREEN: 30, ORANGE: 45, LAST: 75}
        assert await told_since(running, TOLD, told) == ["nurse"]
        await running.tick(STARTS_AT + 25 * MINUTE)
        assert await running.notices(NoticeKind.TIME_MOVED) == []
        last = (await running.notices(TOLD))[-1]
        assert last.expires_at == at_minute(180)
        assert len(await running.notices(NoticeKind.MEETING_NOW)) == 2

    async def test_the_case_at_the_table_cannot_change(self, running: AgendaHouse) -> None:
        with pytest.raises(CaseBegunError):
            await wish(running, RED, SHORTER)
        with pytest.raises(PinPastError):
            await wish(running, GREEN, AgendaWish(kind=WishKind.PIN, at_minute=5))

    async def test_a_proposal_that_was_overtaken_by_the_meeting_is_planned_anew(
        self, running: AgendaHouse
    ) -> None:
        await wish(running, GREEN, PIN)
        running.now = STARTS_AT + 32 * MINUTE
        async with running.acting("sanne") as ctx:
            await go_on(ctx, THE_MEETING, 1)
        view = await carry_out(running)
        assert view.proposal.state is ProposalState.ASKED
        assert await starts(running) == {RED: 0, LAST: 30, ORANGE: 45}
        assert await proposed(running) == {RED: 0, LAST: 30, ORANGE: 45, GREEN: 75}

    async def test_a_meeting_that_is_over_no_longer_changes(self, running: AgendaHouse) -> None:
        await wish(running, GREEN, PIN)
        await running.tick(at_minute(180))
        with pytest.raises(MeetingBegunError):
            await carry_out(running)
        with pytest.raises(MeetingBegunError):
            await wish(running, LAST, LEAVE_OUT)


async def test_a_partner_who_can_no_longer_come_does_not_lose_its_case_by_another_change(
    posted: AgendaHouse,
) -> None:
    async with posted.work() as moment:
        await moment.uow.absences.add(away("nurse"))
    await wish(posted, GREEN, AgendaWish(kind=WishKind.PIN, at_minute=75))
    assert await proposed(posted) == {RED: 0, LAST: 30, ORANGE: 45, GREEN: 75}


async def test_only_a_process_director_decides_and_only_coordinators_look(
    posted: AgendaHouse,
) -> None:
    await wish(posted, GREEN, PIN)
    for name, press in (("iris", carry_out), ("iris", decline), ("agent", carry_out)):
        with pytest.raises(RefusedError) as refused:
            await press(posted, name)
        assert refused.value.access.action is Action.APPROVE_AGENDA
    async with posted.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await view_proposal(ctx, THE_MEETING)
    async with posted.sending_to("agent") as reading:
        assert await read_proposal(reading, THE_MEETING) is None
    async with posted.sending_to("iris") as reading:
        view = await read_proposal(reading, THE_MEETING)
    assert view is not None
    assert not view.may_decide
