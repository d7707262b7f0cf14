"""On the night of the term a case stays as far as its suppliers agreed; the rest is destroyed."""

from dataclasses import replace
from pathlib import Path

import pytest

from cards.case_page import show_leaf
from domain.access import Action, CaseState
from domain.audit import AuditEvent, AuditReason
from domain.case_page import CaseLeaf
from domain.errors import NotFoundError
from domain.extension import NotExtendableError, SupplierSays
from domain.identifiers import ActionId, CaseId, MemberId, MinutesId
from domain.merging import ExtendedMergeError, check_merge
from domain.retention import RetentionGround
from domain.retention_hold import RetentionHold
from domain.timer import TimerKind
from services.case_page import read_case_page
from services.destruction import DestructionStep, destroy_case
from services.extension import find_extension
from services.retention_review import keep_longer, let_go_early, open_review
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE, POLICE
from tests.support.extension_house import (
    DAY,
    SAID_IN,
    a_night,
    ask,
    call,
    end_of,
    fill_case,
    look,
    night,
    say,
)
from tests.support.judging_house import JudgingHouse

YES, NO = SupplierSays.LONGER, SupplierSays.NO_LONGER


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    """A case to which police and care supplied something, a month before its end."""
    kept = await fill_case(judging_house)
    judging_house.now = a_night(await end_of(judging_house) - 30 * DAY)
    return kept


async def still_kept(house: JudgingHouse, case: CaseId) -> set[str]:
    """Which of the parts that were supplied are still there."""
    async with house.reading() as moment:
        uow = moment.uow
        kept: set[str] = {one.id for one in await uow.agreed_actions.of_case(case)}
        kept |= {one.id for one in await uow.minutes.of_case(case)}
        if await uow.discussions.newest(case, SAID_IN):
            kept.add("discussion")
        if await uow.cases.referral_versions(case):
            kept.add("referral")
        return kept


ALL = {"of-care", "of-police", "of-both", "discussion", "referral"}


async def test_a_case_that_all_who_supplied_agree_to_keep_goes_whole_two_years_later(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    await say(judging_house, seen, "nurse", YES)
    assert await end_of(judging_house) == ends_on
    assert await night(judging_house, seen, ends_on)
    assert await still_kept(judging_house, seen.id) == ALL
    later = await end_of(judging_house)
    assert later == ends_on.replace(year=ends_on.year + 2)
    assert (await judging_house.case(seen)).reduced_on is None
    events = await judging_house.events(seen.id)
    assert AuditEvent.CASE_EXTENDED in events
    assert AuditEvent.PARTS_DESTROYED not in events
    assert await night(judging_house, seen, later - DAY)
    assert not await night(judging_house, seen, later)


@pytest.mark.parametrize("answer", [NO, None])
async def test_extension_where_one_of_the_suppliers_refuses_or_is_silent_takes_what_is_of_it(
    judging_house: JudgingHouse, seen: SeenCase, answer: SupplierSays | None
):
    ends_on = await end_of(judging_house)
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    if answer:
        await say(judging_house, seen, "nurse", answer)
    assert await night(judging_house, seen, ends_on - DAY)
    assert await still_kept(judging_house, seen.id) == ALL
    assert await night(judging_house, seen, ends_on)
    # what was said at a table cannot be told apart by who said it
    assert await still_kept(judging_house, seen.id) == {"of-police", "referral"}
    on_record = await judging_house.on_record(seen.id)
    gone = {one.subject for one in on_record if one.event is AuditEvent.ROWS_DESTROYED}
    assert gone == {"agreed_action:1", "minutes:1", "minutes_edition:1", "discussion:1"}
    (proof,) = [one for one in on_record if one.event is AuditEvent.PARTS_DESTROYED]
    assert (proof.subject, proof.reason) == ("BGS:1.16.3", AuditReason.NOT_AGREED)
    async with judging_house.reading() as moment:
        last = await moment.uow.case_steps.last_extension(seen.id)
        assert last is not None
        assert (last.agreed, last.left_out) == ({POLICE}, {CARE})
        with pytest.raises(NotFoundError):
            await moment.uow.agreed_actions.get(ActionId("of-care"))
        with pytest.raises(NotFoundError):
            await moment.uow.minutes.get(MinutesId("of-both"))
    # and the rest goes in its turn
    assert not await night(judging_house, seen, await end_of(judging_house))


@pytest.mark.parametrize("answer", [NO, None])
async def test_where_who_referred_it_does_not_agree_the_whole_case_goes_at_its_term(
    judging_house: JudgingHouse, seen: SeenCase, answer: SupplierSays | None
):
    ends_on = await end_of(judging_house)
    await ask(judging_house, seen)
    await say(judging_house, seen, "nurse", YES)
    if answer:
        await say(judging_house, seen, "agent", answer)
    assert await night(judging_house, seen, ends_on - DAY)
    assert not await night(judging_house, seen, ends_on)
    *_, proof = await judging_house.on_record(seen.id)
    assert (proof.event, proof.reason) == (AuditEvent.CASE_DESTROYED, AuditReason.LONGEST)


async def test_what_is_left_is_read_with_the_words_that_a_part_is_gone_and_not_whose(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    await night(judging_house, seen, ends_on)
    for name, named in (("agent", False), ("iris", True)):
        async with judging_house.acting(name) as ctx:
            view = await read_case_page(ctx, seen.id, CaseLeaf.WEIGHING)
        shown = [(one.label.key, one.lines) for one in show_leaf(view)]
        assert shown[0] == ("extension.reduced", ())
        assert (("extension.left_out", ("GGZ Rivierstad",)) in shown) is named


async def test_the_words_of_who_did_not_agree_are_in_no_file_any_more(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    place = Path(str(judging_house.database.engine.url.database))
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    assert await holds(judging_house, place, b"of-care")
    await night(judging_house, seen, ends_on)
    assert not await holds(judging_house, place, b"of-care")
    assert await holds(judging_house, place, b"of-police")


async def holds(house: JudgingHouse, place: Path, text: bytes) -> bool:
    return any(text in path.read_bytes() for path in place.parent.glob(f"{place.name}*"))


async def test_stopped_before_the_traces_are_wiped_they_are_wiped_the_next_time(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    place = Path(str(judging_house.database.engine.url.database))
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    await look(judging_house, ends_on)
    with pytest.raises(NotImplementedError):
        await destroy_case(Halting(judging_house), seen.id, lambda _: None)
    assert await still_kept(judging_house, seen.id) == {"of-police", "referral"}
    assert seen.id in await judging_house.timers(TimerKind.DESTRUCTION)
    steps = list[DestructionStep]()
    await destroy_case(judging_house, seen.id, steps.append)
    assert steps == [DestructionStep.TRACES_WIPED]
    assert not await holds(judging_house, place, b"of-care")
    assert await judging_house.timers(TimerKind.DESTRUCTION) == {}


class Halting:
    """A process that ends when it would wipe."""

    def __init__(self, house: JudgingHouse) -> None:
        self.work, self.reading = house.work, house.reading

    @property
    def database(self) -> None:
        raise NotImplementedError


async def test_it_is_extended_again_at_the_end_of_the_new_term_and_told_again(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    for year in (2, 4):
        await ask(judging_house, seen)
        await say(judging_house, seen, "agent", YES)
        await night(judging_house, seen, await end_of(judging_house))
        assert await end_of(judging_house) == ends_on.replace(year=ends_on.year + year)
        with pytest.raises(NotExtendableError):
            await ask(judging_house, seen)
        later = await end_of(judging_house)
        async with judging_house.acting("sanne") as ctx:
            permit = await take_case(ctx, Action.EXTEND_CASE, seen)
            last = await find_extension(ctx, permit)
            assert last is not None
            assert last.form.goes_on == later
        await look(judging_house, later - 60 * DAY)
        async with judging_house.reading() as moment:
            assert (await moment.uow.retention_warnings.told([seen.id]))[seen.id] == 6


async def test_a_hold_keeps_all_of_it_until_it_ends(judging_house: JudgingHouse, seen: SeenCase):
    ends_on = await end_of(judging_house)
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    async with judging_house.work() as moment:
        held = RetentionHold(
            case=seen.id,
            until_on=ends_on + 5 * DAY,
            reason="x",
            set_by=MemberId("sanne"),
            set_at=moment.now,
        )
        await moment.uow.retention_holds.keep(held)
    assert await night(judging_house, seen, ends_on)
    assert await still_kept(judging_house, seen.id) == ALL
    await call(judging_house, seen, CARE, YES)
    assert await night(judging_house, seen, ends_on + 6 * DAY)
    assert await still_kept(judging_house, seen.id) == ALL


async def test_what_is_extended_is_not_merged(judging_house: JudgingHouse, seen: SeenCase):
    await ask(judging_house, seen)
    await say(judging_house, seen, "agent", YES)
    await night(judging_house, seen, await end_of(judging_house))
    kept = await judging_house.case(seen)
    other = replace(kept, id="other", extended_to=None, state=CaseState.TAKEN_UP)
    with pytest.raises(ExtendedMergeError):
        check_merge(other, kept)


async def test_over_years_it_is_asked_each_year_and_what_is_not_needed_ends_the_extension_too(
    judging_house: JudgingHouse, seen: SeenCase
):
    ends_on = await end_of(judging_house)
    await ask(judging_house, seen)
    await look(judging_house, ends_on - 20 * DAY)
    assert await is_asked(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        await keep_longer(ctx, await open_review(ctx, seen), "Komt vrij.")
    await say(judging_house, seen, "agent", YES)
    await night(judging_house, seen, ends_on)
    year_day = await asked_after(judging_house, seen, ends_on)
    async with judging_house.acting("sanne") as ctx:
        await keep_longer(ctx, await open_review(ctx, seen), "Komt vrij.")
    await night(judging_house, seen, year_day + DAY)
    assert not await is_asked(judging_house, seen)
    # closed, and in the last half year asked once more whether it may be kept
    async with judging_house.work() as moment:
        kept = await moment.uow.cases.get(seen.id)
        shut = replace(kept, state=CaseState.CLOSED, changed_at=moment.now)
        await moment.uow.cases.save(shut)
    year_day = await asked_after(judging_house, seen, year_day + DAY)
    async with judging_house.acting("daan") as ctx:
        goes_on = await let_go_early(ctx, await open_review(ctx, seen))
    assert goes_on < await new_end(judging_house, seen)
    assert await night(judging_house, seen, goes_on - DAY)
    assert not await night(judging_house, seen, goes_on)
    *_, proof = await judging_house.on_record(seen.id)
    assert proof.reason is AuditReason(RetentionGround.NOT_NEEDED)


async def asked_after(house: JudgingHouse, seen: SeenCase, since: object) -> object:
    """Night after night until it is asked whether the case is needed."""
    on = since
    while not await is_asked(house, seen):
        on += 10 * DAY
        assert await night(house, seen, on)
    return on


async def is_asked(house: JudgingHouse, seen: SeenCase) -> bool:
    async with house.reading() as moment:
        found = (await moment.uow.retention_reviews.of_cases([seen.id])).get(seen.id)
    return found is not None and found.asked_on is not None


async def new_end(house: JudgingHouse, seen: SeenCase) -> object:
    return (await house.case(seen)).extended_to
