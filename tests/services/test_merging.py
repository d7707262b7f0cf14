"""Two cases of one person become one: who may, what stays, who hears what, and how it ends."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState, Involvement
from domain.audit import AuditEvent
from domain.case import CirclePlace, CircleReason
from domain.closing import Farewell, LeavingReason
from domain.errors import NotFoundError, StoplichtError
from domain.identifiers import CaseCode, CaseId, MarkId, MemberId, OrganisationId
from domain.incorrect import IncorrectMark, MarkWords, StatementPart
from domain.merging import (
    MarkWaitsError,
    MayNotGoError,
    MergeSameError,
    MergeSettledError,
    MergeState,
    NoMergeReasonError,
    NotDirectedError,
    PausedStaysError,
    check_merge,
    propose_stays,
)
from domain.notice import NoticeKind
from domain.referral import Identity, SecrecyGround
from domain.retention_hold import LONGEST_HOLD
from domain.sight import SeenPart
from domain.timer import Timer, TimerKind
from services.access import FormerCodeError, RefusedError, RenamedError, find_case
from services.acute.report import KnownCase
from services.case_leaves import WhyLeaf
from services.case_page import read_case_page
from services.closing import ClosingForm, close_case, read_cases_left
from services.consent import Consent
from services.destruction import destroy_case, look_at_retention
from services.merged_referral import list_own_former
from services.merging import list_merge_candidates, open_merge, read_renamed, view_merge
from services.merging_wish import (
    MergeForm,
    MergeResult,
    ask_or_merge,
    confirm_merge,
    leave_apart,
    list_merge_wishes,
    look_at_merge,
    open_merge_wish,
    read_merge_wishes,
)
from services.pause import SessionRunsError
from services.referral_views import CaseView, my_overview, view_case
from services.retention_hold import hold_case
from storage.key_store import KeyDestroyedError
from tests.support.acute_house import IN_DUTY, REPORT, AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.filled_case import GOES, STAYS, a_filled
from tests.support.permits import report_now
from tests.support.referrals import REFERRAL

OLD, NEW = CaseCode("KX7-Q42"), CaseCode("BB2-H55")
CONSENT = Consent(mandate="M-2026-2")
WHY = f"{CANARY} gebruikt twee namen."
WHO = Identity(name=f"Renée van {CANARY}", born_on=date(1987, 6, 5))
# wim referred the one that stays and piet the other: what piet told is not wim's to read
ELSEWHERE = replace(
    REFERRAL, identity=replace(WHO, name=f"Renee {CANARY}"), why_now=f"{CANARY} elders."
)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def seat(house: AcuteHouse, case: CaseId, who: str, until: datetime | None = None) -> None:
    async with house.database.work() as uow:
        member = await uow.people.member(MemberId(who))
        place = CirclePlace(
            case=case,
            member=member.id,
            organisation=member.organisation,
            reason=CircleReason.REFERRED,
            joined_at=(await uow.cases.get(case)).received_at,
            until=until,
        )
        await uow.cases.join_circle(place)


async def two(
    house: AcuteHouse, state: CaseState = CaseState.PURPOSE_TESTED
) -> tuple[CaseId, CaseId]:
    """A case on the list, with gijs of the care; and one a week older, with vera and gea of the
    care too.
    """
    stays = await house.keep_case(NEW, replace(REFERRAL, identity=WHO), "wim", ("gijs",))
    before = IN_DUTY - timedelta(days=7)
    goes = await house.keep_case(
        OLD, ELSEWHERE, "piet", ("vera", "gea"), state=state, received_at=before
    )
    await seat(house, stays, "wim")
    await seat(house, goes, "piet")
    return stays, goes


async def ask(
    house: AcuteHouse, stays: CaseId, goes: CaseId, why: str = WHY, by: str = "cora"
) -> MergeResult:
    async with house.acting(by) as ctx:
        pair = await open_merge(ctx, goes, stays)
        return await ask_or_merge(ctx, pair, MergeForm(stays=stays, reason=why, consent=CONSENT))


async def merge(house: AcuteHouse, stays: CaseId, goes: CaseId) -> None:
    await ask(house, stays, goes)
    async with house.acting("ina") as ctx:
        await confirm_merge(ctx, await open_merge_wish(ctx, goes))


async def look(house: AcuteHouse, who: str, code: str) -> CaseView:
    async with house.acting(who) as ctx:
        return await view_case(ctx, code, tuple(Action))


async def test_it_waits_for_a_second_member_and_then_one_case_is_left_with_the_older_clock(
    house: AcuteHouse,
):
    stays, goes = await two(house)
    asked = await ask(house, stays, goes)
    assert (asked.goes, asked.stays) == (OLD, NEW)
    assert asked.until_on == date(2026, 12, 1)
    assert (await look(house, "cora", OLD)).code == OLD
    async with house.acting("cora") as ctx:
        (row,) = await list_merge_wishes(ctx)
        assert (row.is_own, row.state) == (True, MergeState.WAITING)
        with pytest.raises(RefusedError):
            await open_merge_wish(ctx, goes)
    async with house.sending_to("dirk") as reading:
        (row,) = await read_merge_wishes(reading)
        assert (row.goes, row.stays, row.is_own) == (OLD, NEW, False)
    async with house.acting("ina") as ctx:
        look_at = await open_merge_wish(ctx, goes)
        assert look_at.why.reason == WHY
        await confirm_merge(ctx, look_at)
    async with house.acting("dirk") as ctx:
        with pytest.raises(NotFoundError):
            await open_merge_wish(ctx, goes)
        case = await ctx.uow.cases.get(stays)
        assert case.received_at == IN_DUTY - timedelta(days=7)
        ((former, why),) = await ctx.uow.merges.of_case(stays)
        assert (former.code, why.reason, why.confirmed_by) == (OLD, WHY, "ina")
        with pytest.raises(NotFoundError):
            await ctx.uow.cases.get(goes)


async def test_who_is_involved_keeps_a_place_one_for_each_organisation(house: AcuteHouse):
    stays, goes = await two(house)
    await merge(house, stays, goes)
    stands = {who: await house.involvement(stays, who) for who in ("gijs", "vera", "gea", "piet")}
    assert stands == {
        "gijs": Involvement.CIRCLE,
        "vera": Involvement.CIRCLE,
        "gea": Involvement.FORMER,
        "piet": Involvement.FORMER,
    }
    async with house.reading() as moment:
        places = await moment.uow.cases.circle_history(stays)
        left = {one.place.member for one in places if one.place.left_because == "merged"}
        assert left == {"gea", "piet"}


async def test_the_old_code_tells_the_new_one_to_who_may_know_and_nothing_to_others(
    house: AcuteHouse,
):
    stays, goes = await two(house)
    await merge(house, stays, goes)
    for who in ("cora", "vera", "gijs"):
        async with house.acting(who) as ctx:
            with pytest.raises(RenamedError) as told:
                await find_case(ctx, Action.VIEW_CASE, OLD)
            assert told.value.parameters == {"old": OLD, "code": NEW}
    for who in ("wim", "gea", "olga", "bea"):
        async with house.acting(who) as ctx:
            said = []
            for code in (OLD, "XX9-X99"):
                with pytest.raises(NotFoundError) as missing:
                    await view_case(ctx, code, ())
                said.append((missing.value.text_key, str(missing.value.parameters)))
            assert said[0] == said[1], who


async def test_a_referrer_sees_no_difference_in_their_own_case_and_nothing_of_the_other(
    house: AcuteHouse,
):
    stays, goes = await two(house, CaseState.TAKEN_UP)
    before = {"wim": await look(house, "wim", NEW), "piet": await look(house, "piet", OLD)}
    await merge(house, stays, goes)
    mine = await look(house, "wim", NEW)
    # vera joined, as partners do
    assert replace(mine, version=0, circle=()) == replace(before["wim"], version=0, circle=())
    async with house.acting("wim") as ctx:
        leaf = (await read_case_page(ctx, stays)).leaf
        assert isinstance(leaf, WhyLeaf)
        assert (leaf.versions.total, leaf.referral.why_now) == (1, REFERRAL.why_now)
        assert [one.code for one in await my_overview(ctx)] == [NEW]
    theirs, was = await look(house, "piet", OLD), before["piet"]
    assert (theirs.code, theirs.state, theirs.received_at, theirs.referred_by) == (
        *(OLD, was.state, was.received_at, was.referred_by),
    )
    assert theirs.allowed == frozenset()
    async with house.acting("piet") as ctx:
        assert [one.code for one in await list_own_former(ctx)] == [OLD]
        with pytest.raises(RefusedError):
            await find_case(ctx, Action.VIEW_CASE, NEW)
        assert NEW not in repr(theirs)


async def test_in_the_digest_who_is_involved_reads_the_new_code_and_who_referred_it_their_own(
    house: AcuteHouse,
):
    stays, goes = await two(house)
    await merge(house, stays, goes)
    assert {"vera", "gijs", "piet"} <= set(await house.told(NoticeKind.DIGEST))
    house.now = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    read = {}
    for who in ("vera", "gijs", "piet", "wim", "gea", "olga"):
        async with house.sending_to(who) as reading:
            read[who] = [(one.was, one.code) for one in await read_renamed(reading)]
    new, own = [(OLD, NEW)], [(OLD, None)]
    assert read == {"vera": new, "gijs": new, "piet": own, "wim": [], "gea": [], "olga": []}


async def test_when_it_is_closed_each_reads_the_code_they_know(house: AcuteHouse):
    stays, goes = await two(house)
    await merge(house, stays, goes)
    await house.send_all()
    farewell = Farewell(
        reason=LeavingReason.RIGHT_CARE,
        watched_by=OrganisationId("ggz"),
        informed_by=MemberId("cora"),
    )
    async with house.acting("cora") as ctx:
        permit = await find_case(ctx, Action.CLOSE_CASE, NEW)
        await close_case(ctx, permit, ClosingForm(farewell=farewell, consent=CONSENT))
    house.now = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)
    read = {}
    for who in ("gijs", "vera", "wim", "piet", "olga"):
        async with house.sending_to(who) as reading:
            read[who] = list(await read_cases_left(reading))
    assert read == {"gijs": [NEW], "vera": [NEW], "wim": [NEW], "piet": [OLD], "olga": []}
    async with house.acting("piet") as ctx:
        assert await list_own_former(ctx) == ()
        with pytest.raises(NotFoundError):
            await view_case(ctx, OLD, ())


async def test_both_records_say_so_and_the_key_goes_in_the_night(house: AcuteHouse):
    stays, goes = await two(house)
    async with house.acting("cora") as ctx:
        until_on = ctx.today + LONGEST_HOLD
        await hold_case(ctx, await find_case(ctx, Action.HOLD_CASE, OLD), WHY, until_on)
    await merge(house, stays, goes)
    for case in (stays, goes):
        merged = [
            one for one in await house.on_record(case) if one.event is AuditEvent.CASES_MERGED
        ]
        assert [(one.who, one.on_behalf_of) for one in merged] == [("ina", "cora")]
    async with house.reading() as moment:
        assert list(await moment.uow.retention_holds.days_of([stays])) == [stays]
        (under_way,) = await moment.uow.destructions.under_way()
        assert under_way.case == goes
    async with house.work() as moment:
        await look_at_retention(moment, "house")
        due = Timer(kind=TimerKind.DESTRUCTION, subject=goes, due_at=moment.now)
        assert due in await moment.uow.timers.due({TimerKind.DESTRUCTION}, moment.now, None, 9)
    await destroy_case(house, goes, lambda _: None)
    events = [one.event for one in await house.on_record(goes)]
    assert events[-1] is AuditEvent.CASE_DESTROYED
    with pytest.raises(KeyDestroyedError):
        await house.database._fields.seal_field(goes, "x", "x", "x", "x")
    async with house.acting("cora") as ctx:
        await read_case_page(ctx, stays)
        verdicts = await ctx.uow.audit.verify_all()
        assert {one.first_break for one in verdicts} == {None}


async def stop_before_it_is_kept(house: AcuteHouse, goes: CaseId) -> None:
    async with house.acting("ina") as ctx:
        await confirm_merge(ctx, await open_merge_wish(ctx, goes))
        raise KeyboardInterrupt


async def test_what_stops_before_it_is_kept_leaves_two_cases(house: AcuteHouse):
    stays, goes = await two(house)
    await ask(house, stays, goes)
    with pytest.raises(KeyboardInterrupt):
        await stop_before_it_is_kept(house, goes)
    async with house.acting("cora") as ctx:
        for case, told in ((stays, REFERRAL.why_now), (goes, ELSEWHERE.why_now)):
            assert (await ctx.uow.cases.referral(case)).why_now == told
        assert await ctx.uow.destructions.under_way() == []
    async with house.acting("dirk") as ctx:
        await confirm_merge(ctx, await open_merge_wish(ctx, goes))


async def test_a_second_member_leaves_them_apart_or_nobody_answers_and_who_asked_reads_it(
    house: AcuteHouse,
):
    stays, goes = await two(house)
    await ask(house, stays, goes)
    async with house.acting("ina") as ctx:
        look_at = await open_merge_wish(ctx, goes)
        with pytest.raises(NoMergeReasonError):
            await leave_apart(ctx, look_at, " ")
        await leave_apart(ctx, look_at, f"{CANARY} is een ander.")
    async with house.acting("cora") as ctx:
        assert [one.state for one in await list_merge_wishes(ctx)] == [MergeState.DECLINED]
    await ask(house, stays, goes)
    house.now = datetime(2026, 12, 2, 7, 25, tzinfo=UTC)
    async with house.work() as moment:
        await look_at_merge(moment, goes)
    async with house.acting("cora") as ctx:
        assert [one.state for one in await list_merge_wishes(ctx)] == [MergeState.LAPSED]
    async with house.acting("ina") as ctx:
        with pytest.raises(MergeSettledError):
            await open_merge_wish(ctx, goes)
    async with house.work() as moment:
        await look_at_merge(moment, goes)
        assert await moment.uow.merges.wishes() == []


async def test_who_can_confirm_it_is_reminded_on_the_second_working_day(house: AcuteHouse):
    stays, goes = await two(house)
    await ask(house, stays, goes)
    house.now = datetime(2026, 11, 26, 7, 25, tzinfo=UTC)
    async with house.work() as moment:
        await look_at_merge(moment, goes)
    told = [one.business_key for one in await house.notices(NoticeKind.DIGEST)]
    assert {f"digest:{who}:2026-11-26" for who in ("dirk", "ina")} <= set(told)


async def test_in_a_house_without_second_member_it_is_done_at_once(house: AcuteHouse):
    stays, goes = await two(house)
    house.house = replace(house.house, second_member=False)
    assert (await ask(house, stays, goes)).until_on is None
    with pytest.raises(NotFoundError):
        await ask(house, stays, goes)


async def test_an_acute_report_of_the_old_code_finds_the_case_and_who_reports_it_reads_that_code(
    house: AcuteHouse,
):
    stays, goes = await two(house)
    await merge(house, stays, goes)
    async with house.acting("piet") as ctx:
        reported = await report_now(ctx, REPORT, KnownCase(code=OLD))
        assert reported.session.case == stays
        assert reported.session.named.code == OLD


async def test_an_address_that_is_secret_in_one_is_secret_in_what_both_become(house: AcuteHouse):
    stays, goes = await two(house)
    async with house.database.work() as uow:
        by = MemberId("cora")
        told = replace(REFERRAL, identity=replace(WHO, address=f"{CANARY} 7"))
        await uow.cases.save_referral(stays, told, MemberId("wim"), IN_DUTY)
        await uow.cases.hide_addresses(goes, SecrecyGround.SHELTER, f"{CANARY} 9", by, IN_DUTY)
    await merge(house, stays, goes)
    async with house.reading() as moment:
        found = await moment.uow.secret_addresses.find(stays)
        assert found
        assert {f"{CANARY} 7", f"{CANARY} 9"} <= set(found.split("\n"))
        for version in await moment.uow.cases.referral_versions(stays):
            identity = (await moment.uow.cases.referral(stays, version.number)).identity
            assert (identity.address, identity.secrecy) == ("", SecrecyGround.SHELTER)


async def test_while_something_told_of_the_case_that_goes_is_called_incorrect_it_waits(
    house: AcuteHouse,
):
    stays, goes = await two(house)
    async with house.database.work() as uow:
        mark = IncorrectMark(
            id=MarkId("mark"),
            case=goes,
            part=StatementPart.WHY_NOW,
            subject="",
            marked_by=MemberId("vera"),
            organisation=OrganisationId("veilig-thuis"),
            marked_at=IN_DUTY,
        )
        await uow.incorrect_marks.add(mark, MarkWords(what=f"{CANARY} was er niet."))
    with pytest.raises(MarkWaitsError):
        await ask(house, stays, goes)


async def test_an_acute_session_is_closed_first(house: AcuteHouse):
    stays, goes = await two(house, CaseState.TAKEN_UP)
    async with house.acting("vera") as ctx:
        await report_now(ctx, REPORT, KnownCase(code=OLD))
    with pytest.raises(SessionRunsError):
        await ask(house, stays, goes)


async def test_who_merges_sees_which_may_be_of_one_person_and_what_there_is_of_both(
    house: AcuteHouse,
):
    stays, goes = await two(house)
    async with house.acting("cora") as ctx:
        permit = await find_case(ctx, Action.MERGE_CASES, NEW)
        (found,) = await list_merge_candidates(ctx, permit)
        assert (found.code, found.is_alike) == (OLD, True)
        pair = await open_merge(ctx, stays, goes)
        there, here = await view_merge(ctx, pair)
        assert (there.code, there.organisations, there.versions) == (
            *(NEW, ("GGZ Rivierland", "Gemeente Rivierstad, wonen en veiligheid"), 1),
        )
        assert here.code == OLD
        assert pair.proposed.id == stays
    seen = {one.part for one in await house.on_record(goes)}
    assert {SeenPart.ALIKE, SeenPart.MERGING} <= seen


@pytest.mark.parametrize(
    ("stays", "goes", "error"),
    [
        (CaseState.TAKEN_UP, CaseState.SUBMITTED, None),
        (CaseState.TAKEN_UP, CaseState.TAKEN_UP, None),
        (CaseState.PAUSED, CaseState.PAUSED, None),
        (CaseState.PAUSED, CaseState.INCOMPLETE, None),
        (CaseState.PAUSED, CaseState.TAKEN_UP, PausedStaysError),
        (CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP, NotDirectedError),
        (CaseState.CLOSED, CaseState.TAKEN_UP, NotDirectedError),
        (CaseState.TAKEN_UP, CaseState.CLOSED, MayNotGoError),
        (CaseState.TAKEN_UP, CaseState.NOT_TAKEN_UP, MayNotGoError),
        (CaseState.TAKEN_UP, CaseState.UNIDENTIFIED, MayNotGoError),
        (CaseState.DRILL, CaseState.TAKEN_UP, NotDirectedError),
        (CaseState.TAKEN_UP, CaseState.DRILL, MayNotGoError),
    ],
)
def test_which_two_can_be_one(
    stays: CaseState, goes: CaseState, error: type[StoplichtError] | None
):
    pair = a_filled(STAYS, state=stays), a_filled(GOES, state=goes)
    if error is None:
        check_merge(*pair)
        return
    with pytest.raises(error):
        check_merge(*pair)


def test_a_case_is_not_merged_with_itself_and_the_older_is_proposed_unless_it_is_behind():
    older = a_filled(GOES, received_at=datetime(2026, 1, 1, tzinfo=UTC))
    younger = a_filled(STAYS)
    with pytest.raises(MergeSameError):
        check_merge(older, older)
    assert propose_stays(younger, older) == older
    behind = replace(older, state=CaseState.SUBMITTED)
    assert propose_stays(behind, younger) == younger


async def test_nobody_else_finds_the_old_code_as_their_own(house: AcuteHouse):
    stays, goes = await two(house)
    await merge(house, stays, goes)
    async with house.acting("olga") as ctx:
        with pytest.raises(FormerCodeError):
            await find_case(ctx, Action.VIEW_CASE, OLD)
        assert await list_own_former(ctx) == ()


@pytest.mark.parametrize("is_secret_of_goes", [True, False])
async def test_when_the_address_of_one_is_secret_no_version_of_both_holds_an_address_any_more(
    house: AcuteHouse, is_secret_of_goes: bool
):
    stays, goes = await two(house)
    async with house.work() as moment:
        cases, by, at = moment.uow.cases, MemberId("cora"), moment.now
        for case, kade in ((stays, f"{CANARY} 1"), (goes, f"{CANARY} 2")):
            told = await cases.referral(case)
            lives = replace(told, identity=replace(told.identity, address=kade))
            await cases.save_referral(case, lives, by, at)
        secret = goes if is_secret_of_goes else stays
        await cases.hide_addresses(secret, SecrecyGround.THREAT, "", by, at)
    await merge(house, stays, goes)
    async with house.database.reading() as uow:
        for version in await uow.cases.referral_versions(stays):
            identity = (await uow.cases.referral(stays, version.number)).identity
            assert (identity.address, identity.secrecy) == ("", SecrecyGround.THREAT)
        known = await uow.secret_addresses.find(stays)
    assert known is not None
    assert set(known.splitlines()) == {f"{CANARY} 1", f"{CANARY} 2"}
