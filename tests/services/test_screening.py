from dataclasses import replace
from datetime import date

import pytest

from domain.access import Action, CaseState
from domain.agreement import CannotAgreeError, Mandate, NobodyAgreedError
from domain.audit import AuditEvent
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from domain.screening import Gap, PurposeJudgement, PurposeTest, ReferralPart
from services.access import RefusedError
from services.consent import Consent
from services.referral_views import view_referral
from services.screening import (
    read_incomplete,
)
from services.seen_case import CaseChangedError, ChangedByYouError, SeenCase, take_case
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.judging_house import AGREED, LANDLORD, JudgingHouse
from tests.support.permits import give_back, judge_fit

WANTED = f"De geboortedatum van {CANARY}."


async def send_back(house: JudgingHouse, seen: SeenCase, by: str = "iris") -> None:
    async with house.acting(by) as ctx:
        await give_back(ctx, seen, [ReferralPart.WHO], WANTED)


async def judge(
    house: JudgingHouse,
    seen: SeenCase,
    judgement: PurposeJudgement = PurposeJudgement.FITS,
    consent: Consent = AGREED,
    by: str = "iris",
) -> None:
    async with house.acting(by) as ctx:
        await judge_fit(ctx, seen, judgement, "Zorg en straf.", consent)


async def test_an_incomplete_referral_goes_back_and_only_its_referrer_is_told(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    await send_back(judging_house, seen)
    case = await judging_house.case(seen)
    assert (case.state, case.changed_by) == (CaseState.INCOMPLETE, "iris")
    assert await judging_house.told(NoticeKind.REFERRAL_INCOMPLETE) == ["agent"]
    assert await judging_house.events(seen.id) == [AuditEvent.SCREENED]


async def test_what_is_missing_is_kept_word_for_word(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    await send_back(judging_house, seen)
    async with judging_house.database.reading() as uow:
        screening = await uow.weighings.last_screening(seen.id)
    async with judging_house.sending_to("agent") as reading:
        assert await read_incomplete(reading, seen.id) == "KX7-Q42"
    assert screening is not None
    assert screening.outcome == Gap(parts=frozenset({ReferralPart.WHO}), wanted=WANTED)


async def test_a_referral_that_waits_for_the_house_asks_nothing_of_its_referrer(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    async with judging_house.sending_to("agent") as reading:
        assert await read_incomplete(reading, seen.id) is None


async def test_nobody_but_the_referrer_is_asked_to_complete_it(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    await send_back(judging_house, seen)
    async with judging_house.sending_to("deputy") as reading:
        assert await read_incomplete(reading, seen.id) is None


@pytest.mark.parametrize("by", ["iris", "sanne"])
async def test_what_fits_the_purpose_goes_to_the_weighing_and_nobody_is_told_yet(
    judging_house: JudgingHouse, by: str
):
    seen = await judging_house.refer()
    await judge(judging_house, seen, by=by)
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == []
    async with judging_house.database.reading() as uow:
        screening = await uow.weighings.last_screening(seen.id)
    assert screening is not None
    assert isinstance(screening.outcome, PurposeTest)
    assert screening.outcome.agreement.organisations == {POLICE}
    assert screening.screened_by == by


async def test_what_does_not_fit_the_purpose_ends_and_the_referrer_is_told(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    await judge(judging_house, seen, PurposeJudgement.DOES_NOT_FIT)
    assert (await judging_house.case(seen)).state is CaseState.NOT_TAKEN_UP
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == ["agent"]


async def test_a_mandate_is_kept_with_its_number_and_date(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    await judge(judging_house, seen, consent=Consent(mandate="M-7"))
    async with judging_house.database.reading() as uow:
        screening = await uow.weighings.last_screening(seen.id)
    assert screening is not None
    assert isinstance(screening.outcome, PurposeTest)
    mandate = Mandate(number="M-7", given_on=date(2026, 1, 5))
    assert screening.outcome.agreement.mandate == mandate


@pytest.mark.parametrize(
    ("consent", "error"),
    [
        (Consent(), NobodyAgreedError),
        (Consent(agreed=(POLICE, CARE)), CannotAgreeError),
        (Consent(agreed=(LANDLORD,)), CannotAgreeError),
    ],
)
async def test_without_public_participants_or_a_mandate_nothing_is_judged(
    judging_house: JudgingHouse, consent: Consent, error: type[Exception]
):
    seen = await judging_house.refer()
    with pytest.raises(error):
        await judge(judging_house, seen, consent=consent)
    assert (await judging_house.case(seen)).state is CaseState.SUBMITTED


async def test_of_two_coordinators_the_second_hears_who_was_first_and_when(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    await judge(judging_house, seen, by="iris")
    with pytest.raises(CaseChangedError) as refused:
        await judge(judging_house, seen, PurposeJudgement.DOES_NOT_FIT, by="sanne")
    assert refused.value.parameters == {"name": "Iris", "at": "09-02-2026 10:00"}
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED


async def test_nobody_hears_that_they_were_before_themselves(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    await judge(judging_house, seen, by="iris")
    with pytest.raises(ChangedByYouError) as refused:
        await judge(judging_house, seen, by="iris")
    assert refused.value.text_key == "judging.changed_by_you"


@pytest.mark.parametrize(
    ("state", "by", "text_key"),
    [
        (CaseState.WITHDRAWN, "agent", "judging.case_withdrawn"),
        (CaseState.CLOSED, "iris", "judging.case_gone"),
        (CaseState.NOT_TAKEN_UP, "iris", "judging.case_changed"),
        (CaseState.INCOMPLETE, "iris", "judging.case_changed"),
    ],
)
async def test_who_is_late_hears_what_became_of_it_and_who_may_not_open_it_is_not_told_to(
    judging_house: JudgingHouse, state: CaseState, by: str, text_key: str
):
    seen = await judging_house.refer()
    async with judging_house.database.work() as uow:
        changed = replace(await uow.cases.get(seen.id), state=state, changed_by=MemberId(by))
        await uow.cases.save(changed)
    with pytest.raises(CaseChangedError) as refused:
        await judge(judging_house, seen, by="sanne")
    assert refused.value.text_key == text_key


@pytest.mark.parametrize("by", ["agent", "nurse", "bea"])
async def test_no_partner_screens_not_even_a_referrer(judging_house: JudgingHouse, by: str):
    seen = await judging_house.refer()
    for version in (1, 7, None):
        with pytest.raises(RefusedError):
            await judge(judging_house, SeenCase(id=seen.id, version=version), by=by)


async def test_who_reads_a_referral_to_judge_it_is_on_record_and_sees_no_identity(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    async with judging_house.acting("iris") as ctx:
        view = await view_referral(ctx, await take_case(ctx, Action.SCREEN, seen))
    assert view.partners == ("GGZ Rivierstad", "Woonbemiddeling")
    assert (view.referrer, view.organisation) == ("Agent", "Politie")
    assert await judging_house.events(seen.id) == [AuditEvent.SEEN]
