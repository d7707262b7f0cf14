"""The page of a case: who is involved reads why somebody is before the house, each what is theirs,
and every part is on record as that part.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cards.words import Text
from dialogs.story import show_story
from domain.access import Action, CaseState, Ground
from domain.audit import AuditEvent, AuditReason
from domain.case import CircleReason
from domain.case_page import CaseLeaf
from domain.discussion import Discussion, DiscussionText
from domain.enquiry import EnquiryAnswer
from domain.identifiers import CaseId, MemberId
from domain.referral import Criterion
from domain.screening import PurposeJudgement
from domain.sight import SeenPart
from services.access import RefusedError
from services.case_leaves import (
    CasePageView,
    CircleLeaf,
    ColourLeaf,
    PlanLeaf,
    WeighingLeaf,
    WhyLeaf,
)
from services.case_page import PLACES_ON_A_PAGE, read_case_page
from services.referral import edit_referral, open_for_edit
from services.referral_views import reveal_identity, view_referral
from services.seen_case import SeenCase, take_case
from tests.support.agreed_actions import agree
from tests.support.canaries import CANARY
from tests.support.enquiries import asked, say
from tests.support.judging_house import AGREED, REFERRAL, TAKE_UP, JudgingHouse
from tests.support.permits import judge_fit, weigh_seen

ALL_LEAVES = tuple(CaseLeaf)
# what was asked elsewhere is for coordinators only
OF_WHO_IS_INVOLVED = tuple(one for one in CaseLeaf if one is not CaseLeaf.ELSEWHERE)


async def read(
    house: JudgingHouse, case: CaseId, by: str, at: CaseLeaf = CaseLeaf.WHY, number: int = 1
) -> CasePageView:
    async with house.acting(by) as ctx:
        return await read_case_page(ctx, case, at, number)


async def seen_by(house: JudgingHouse, case: CaseId, who: str) -> list[tuple[SeenPart, Ground]]:
    return [
        (entry.part, entry.ground)
        for entry in await house.on_record(case)
        if entry.who == who and entry.part and entry.ground
    ]


@pytest.fixture
async def case(judging_house: JudgingHouse) -> CaseId:
    """A case on the list: agent referred it, nurse is involved, sanne weighed it."""
    return (await judging_house.take_up()).id


async def test_a_coordinator_reads_the_whole_story_with_the_judgement_beside_it(
    judging_house: JudgingHouse, case: CaseId
):
    view = await read(judging_house, case, "iris")
    assert view.leaves == ALL_LEAVES
    assert isinstance(view.leaf, WhyLeaf)
    assert view.leaf.identity == replace(REFERRAL.identity, address="")
    assert (view.leaf.referral, view.leaf.met) == (REFERRAL, frozenset(Criterion))
    weighing = (await read(judging_house, case, "iris", CaseLeaf.WEIGHING)).leaf
    assert isinstance(weighing, WeighingLeaf)
    assert weighing.is_whole
    colour = (await read(judging_house, case, "iris", CaseLeaf.COLOUR)).leaf
    assert isinstance(colour, ColourLeaf)
    assert [one.reason for one in colour.decisions.items] == [f"{CANARY} dreigt."]


async def test_each_part_of_a_leaf_is_on_record_as_that_part_with_its_ground(
    judging_house: JudgingHouse, case: CaseId
):
    for leaf in OF_WHO_IS_INVOLVED:
        await read(judging_house, case, "nurse", leaf)
    assert await seen_by(judging_house, case, "nurse") == [
        (SeenPart.IDENTITY, Ground.CIRCLE),
        (SeenPart.STORY, Ground.CIRCLE),
        (SeenPart.INTAKE, Ground.CIRCLE),
        (SeenPart.CONTRIBUTIONS, Ground.CIRCLE),
        (SeenPart.WEIGHING, Ground.CIRCLE),
        (SeenPart.CIRCLE, Ground.CIRCLE),
        (SeenPart.COLOUR, Ground.CIRCLE),
        (SeenPart.PLAN, Ground.CIRCLE),
        (SeenPart.ACTIONS, Ground.CIRCLE),
        (SeenPart.DISCUSSION, Ground.CIRCLE),
    ]


async def test_an_involved_partner_reads_what_came_of_it_but_not_who_weighed_and_agreed(
    judging_house: JudgingHouse, case: CaseId
):
    view = await read(judging_house, case, "nurse")
    assert isinstance(view.leaf, WhyLeaf)
    assert view.leaf.met is None
    weighing = (await read(judging_house, case, "nurse", CaseLeaf.WEIGHING)).leaf
    assert isinstance(weighing, WeighingLeaf)
    assert weighing.weighing
    assert not weighing.is_whole


async def test_a_referrer_reads_what_they_told_what_came_of_it_and_their_own_agreements(
    judging_house: JudgingHouse, case: CaseId
):
    for owner in ("nurse", "agent"):
        await agree(judging_house, case, owner, date(2026, 2, 13), by="sanne")
    view = await read(judging_house, case, "agent")
    told = (CaseLeaf.WHY, CaseLeaf.INTAKE, CaseLeaf.CONTRIBUTIONS, CaseLeaf.WEIGHING)
    assert view.leaves == (*told, CaseLeaf.PLAN)
    plan = (await read(judging_house, case, "agent", CaseLeaf.PLAN)).leaf
    assert isinstance(plan, PlanLeaf)
    assert plan.is_own
    assert [one.owner for one in plan.actions.items] == ["agent"]
    for leaf in (CaseLeaf.COLOUR, CaseLeaf.CIRCLE):
        with pytest.raises(RefusedError):
            await read(judging_house, case, "agent", leaf)


async def test_the_circle_is_read_with_the_reason_of_each_place(
    judging_house: JudgingHouse, case: CaseId
):
    leaf = (await read(judging_house, case, "nurse", CaseLeaf.CIRCLE)).leaf
    assert isinstance(leaf, CircleLeaf)
    reasons = {one.place.member: one.place.reason for one in leaf.places.items}
    assert reasons == {
        "agent": CircleReason.REFERRED,
        "nurse": CircleReason.INVOLVED_PARTNER,
    }
    async with judging_house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("agent"), moment.now)
    left = (await read(judging_house, case, "nurse", CaseLeaf.CIRCLE)).leaf
    assert isinstance(left, CircleLeaf)
    assert [one.place.member for one in left.places.items] == ["nurse"]
    assert left.places.length <= PLACES_ON_A_PAGE


async def test_the_decision_that_was_written_down_last_stands_beside_the_plan(
    judging_house: JudgingHouse, case: CaseId
):
    said = Discussion(
        case=case,
        said_in="meeting-1",
        number=1,
        written_by=MemberId("sanne"),
        written_at=judging_house.now,
        text=DiscussionText(decision=f"{CANARY} gaat naar de GGZ."),
    )
    async with judging_house.work() as moment:
        await moment.uow.discussions.add(said)
    leaf = (await read(judging_house, case, "nurse", CaseLeaf.PLAN)).leaf
    assert isinstance(leaf, PlanLeaf)
    assert leaf.decision == said


async def test_who_left_the_circle_reads_nothing_from_that_minute(
    judging_house: JudgingHouse, case: CaseId
):
    await read(judging_house, case, "nurse")
    async with judging_house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
    for leaf in CaseLeaf:
        with pytest.raises(RefusedError):
            await read(judging_house, case, "nurse", leaf)


async def test_a_leaf_that_is_refused_shows_nothing_and_names_what_was_asked(
    judging_house: JudgingHouse, case: CaseId
):
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(RefusedError) as refused:
            await read_case_page(ctx, case, CaseLeaf.COLOUR)
        assert not ctx.seen
    assert refused.value.access.action == "read_colour"
    assert AuditReason(str(refused.value.access.refusal)) is AuditReason.NOT_INVOLVED


async def test_a_case_that_did_not_fit_says_why_to_who_referred_it(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    async with judging_house.acting("sanne") as ctx:
        await judge_fit(ctx, seen, PurposeJudgement.DOES_NOT_FIT, f"{CANARY} hoort elders.", AGREED)
    leaf = (await read(judging_house, seen.id, "agent", CaseLeaf.WEIGHING)).leaf
    assert isinstance(leaf, WeighingLeaf)
    assert (leaf.weighing, leaf.no_fit) == (None, f"{CANARY} hoort elders.")


async def test_before_it_is_weighed_a_coordinator_sees_that_it_was_not(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer(state=CaseState.PURPOSE_TESTED)
    view = await read(judging_house, seen.id, "iris")
    assert isinstance(view.leaf, WhyLeaf)
    assert view.leaf.met is None
    assert AuditEvent.IDENTITY_REVEALED in await judging_house.events(seen.id)
    assert (SeenPart.WEIGHING, Ground.INFORMATION_COORDINATOR) not in await seen_by(
        judging_house, seen.id, "iris"
    )


@pytest.mark.parametrize("directs", ["agent", "nurse", None])
async def test_an_address_is_told_to_coordinators_the_referrer_and_who_directs_the_case(
    judging_house: JudgingHouse, case: CaseId, directs: str | None
):
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        director = MemberId(directs) if directs else None
        await moment.uow.cases.save(replace(kept, case_director=director))
    for name in ("sanne", "iris", "agent", "nurse"):
        async with judging_house.acting(name) as ctx:
            told = (await reveal_identity(ctx, case)).identity
        may = name != "nurse" or directs == "nurse"
        assert told.address == (REFERRAL.identity.address if may else "")
        parts = [part for part, _ in await seen_by(judging_house, case, name)]
        assert (SeenPart.ADDRESS in parts) == may


async def test_what_a_referrer_said_before_an_edit_stays_to_be_read_with_who_and_when(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    told_at = judging_house.now
    judging_house.now += timedelta(days=1)
    async with judging_house.acting("agent") as ctx:
        changed = replace(REFERRAL, why_now=f"{CANARY} woont nu bij zijn moeder.")
        await edit_referral(ctx, await open_for_edit(ctx, seen.id), changed)
    newest = await read(judging_house, seen.id, "iris")
    before = await read(judging_house, seen.id, "iris", number=2)
    assert isinstance(newest.leaf, WhyLeaf)
    assert isinstance(before.leaf, WhyLeaf)
    assert (newest.leaf.referral, before.leaf.referral) == (changed, REFERRAL)
    (version,) = before.leaf.versions.items
    assert (version.number, version.written_by, version.written_at) == (1, "agent", told_at)


async def test_who_screens_sees_that_something_was_added_since_it_came_in(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.SCREEN, SeenCase(id=seen.id))
        assert (await view_referral(ctx, permit)).added_at is None
    judging_house.now += timedelta(days=1)
    async with judging_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, seen.id), REFERRAL)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.SCREEN, SeenCase(id=seen.id))
        view = await view_referral(ctx, permit)
    assert view.added_at == judging_house.now
    assert Text("judging.added_to", {"at": view.added_at}) in show_story(view)[0].lines


async def test_the_judgement_stands_beside_what_was_told_last_and_no_earlier_version(
    judging_house: JudgingHouse, case: CaseId
):
    async with judging_house.work() as moment:
        changed = replace(REFERRAL, why_now=f"{CANARY} woont nu bij zijn moeder.")
        by, at = MemberId("agent"), judging_house.now
        await moment.uow.cases.save_referral(case, changed, by, at)
    judged = []
    for number in (1, 2):
        leaf = (await read(judging_house, case, "iris", number=number)).leaf
        assert isinstance(leaf, WhyLeaf)
        judged.append(leaf.met)
    assert judged == [frozenset(Criterion), None]


async def test_a_referrer_who_directs_the_case_reads_all_of_it_as_who_is_involved_does(
    judging_house: JudgingHouse, case: CaseId
):
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, case_director=MemberId("agent")))
    for leaf in OF_WHO_IS_INVOLVED:
        assert (await read(judging_house, case, "agent", leaf)).leaves == OF_WHO_IS_INVOLVED
    assert (SeenPart.COLOUR, Ground.CIRCLE) in await seen_by(judging_house, case, "agent")
    async with judging_house.acting("agent") as ctx:
        assert (await reveal_identity(ctx, case)).identity.address == REFERRAL.identity.address
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, case_director=MemberId("nurse")))
    with pytest.raises(RefusedError):
        await read(judging_house, case, "agent", CaseLeaf.COLOUR)


async def test_who_was_asked_and_what_they_said_stands_with_the_circle_for_coordinators_only(
    judging_house: JudgingHouse,
):
    seen, enquiry = await asked(judging_house)
    await say(judging_house, enquiry, EnquiryAnswer.CANNOT_SHARE)
    leaf = (await read(judging_house, seen.id, "iris", CaseLeaf.CIRCLE)).leaf
    assert isinstance(leaf, CircleLeaf)
    assert [one.answer for one in leaf.enquiries] == [EnquiryAnswer.CANNOT_SHARE]
    assert (SeenPart.ENQUIRY, Ground.INFORMATION_COORDINATOR) in await seen_by(
        judging_house, seen.id, "iris"
    )
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), TAKE_UP)
    leaf = (await read(judging_house, seen.id, "agent", CaseLeaf.CIRCLE)).leaf
    assert isinstance(leaf, CircleLeaf)
    assert leaf.enquiries == ()
    assert SeenPart.ENQUIRY not in {
        part for part, _ in await seen_by(judging_house, seen.id, "agent")
    }
