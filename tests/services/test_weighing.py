from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState
from domain.agreement import CannotAgreeError
from domain.audit import AuditEvent
from domain.colour import NoColourReasonError, NotAParticipantError, WrongMinutesError
from domain.errors import NotAllowedError, NotFoundError, StoplichtError
from domain.identifiers import CaseCode, MemberId, OrganisationId
from domain.notice import NoticeKind
from domain.referral import Criterion
from domain.screening import PurposeJudgement
from domain.takeover import CannotTakeOnError
from domain.weighing import (
    CriteriaNotMetError,
    FollowUp,
    NoFollowUpError,
    Outcome,
    SaidYes,
)
from services.access import RefusedError
from services.consent import Consent
from services.seen_case import CaseChangedError, SeenCase
from services.weighing import (
    NoColourGivenError,
    TakingUp,
    ToldOutcome,
    WeighingForm,
    find_case_directors,
    read_outcome,
    view_outcome,
)
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.judging_house import (
    ADVISE,
    AGREED,
    ALL_MET,
    LANDLORD,
    RED,
    TAKE_UP,
    JudgingHouse,
)
from tests.support.permits import judge_fit, weigh_seen

SAID_YES = SaidYes(by=f"Mies {CANARY}", on=date(2026, 2, 2))
HANDED_OVER = replace(
    ADVISE,
    outcome=Outcome.NOT_TAKEN_UP,
    follow_up=FollowUp(taken_on_by=CITY, said_yes=SAID_YES),
)


async def weigh(house: JudgingHouse, seen: SeenCase, form: WeighingForm, by: str = "sanne") -> None:
    async with house.acting(by) as ctx:
        await weigh_seen(ctx, seen, form)


def taking_up(**changes: object) -> WeighingForm:
    asked = TakingUp(involved=(CARE,), colour=RED)
    return replace(TAKE_UP, taking_up=replace(asked, **changes))


async def ready_to_weigh(house: JudgingHouse) -> SeenCase:
    return await house.refer(state=CaseState.PURPOSE_TESTED)


async def test_a_case_that_is_taken_up_gets_colour_circle_and_record_at_once(
    judging_house: JudgingHouse,
):
    seen = await ready_to_weigh(judging_house)
    await weigh(judging_house, seen, taking_up(case_director=MemberId("nurse")))
    case = await judging_house.case(seen)
    # who is asked has to accept first
    assert (case.state, case.case_director, case.version) == (CaseState.TAKEN_UP, None, 2)
    assert await judging_house.circle(seen) == {
        "agent": "referred",
        "nurse": "case_director",
    }
    async with judging_house.database.reading() as uow:
        (first,) = await uow.colours.history(seen.id)
        weighing = await uow.weighings.get(seen.id)
    colour = case.colour
    assert colour is not None
    assert (colour.colour, colour.minutes, colour.required) == (RED.colour, 30, (POLICE,))
    assert (first.reason, first.standing) == (RED.reason, colour)
    assert weighing is not None
    assert weighing.verdict.met == ALL_MET
    assert await judging_house.events(seen.id) == [
        AuditEvent.WEIGHED,
        AuditEvent.COLOUR_SET,
        *[AuditEvent.CIRCLE_JOINED] * 2,
        AuditEvent.CASE_DIRECTOR_ASKED,
        AuditEvent.CONFIRMATION_ASKED,
    ]


@pytest.mark.parametrize(
    ("form", "state"),
    [
        (TAKE_UP, CaseState.TAKEN_UP),
        (ADVISE, CaseState.ADVICE_OR_SIGNAL),
        (HANDED_OVER, CaseState.NOT_TAKEN_UP),
    ],
)
async def test_the_referrer_alone_is_told_whatever_the_outcome(
    judging_house: JudgingHouse, form: WeighingForm, state: CaseState
):
    seen = await ready_to_weigh(judging_house)
    await weigh(judging_house, seen, form)
    assert (await judging_house.case(seen)).state is state
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == ["agent"]
    async with judging_house.sending_to("agent") as reading:
        told = await read_outcome(reading, seen.id)
        assert told == ToldOutcome(code=CaseCode("KX7-Q42"), outcome=form.outcome)
    async with judging_house.sending_to("nurse") as reading:
        assert await read_outcome(reading, seen.id) is None


async def test_a_case_that_is_not_taken_up_gets_no_colour_and_nobody_joins(
    judging_house: JudgingHouse,
):
    seen = await ready_to_weigh(judging_house)
    await weigh(judging_house, seen, replace(HANDED_OVER, taking_up=TAKE_UP.taking_up))
    assert await judging_house.circle(seen) == {}
    async with judging_house.database.reading() as uow:
        assert (await uow.cases.get(seen.id)).colour is None
        assert await uow.colours.history(seen.id) == []


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (replace(TAKE_UP, met=ALL_MET - {Criterion.HARM}), CriteriaNotMetError),
        (replace(TAKE_UP, taking_up=None), NoColourGivenError),
        (taking_up(colour=replace(RED, reason=" ")), NoColourReasonError),
        (taking_up(colour=replace(RED, minutes=7)), WrongMinutesError),
        (taking_up(colour=replace(RED, required=(LANDLORD,))), NotAParticipantError),
        (taking_up(involved=(LANDLORD,)), NotAParticipantError),
        (taking_up(case_director=MemberId("bea")), NotAParticipantError),
        (replace(TAKE_UP, consent=Consent(agreed=(CARE,))), CannotAgreeError),
        (replace(ADVISE, follow_up=FollowUp()), NoFollowUpError),
        (replace(HANDED_OVER, follow_up=FollowUp(taken_on_by=LANDLORD)), CannotTakeOnError),
    ],
)
async def test_a_weighing_that_is_not_right_changes_nothing(
    judging_house: JudgingHouse, form: WeighingForm, error: type[StoplichtError]
):
    seen = await ready_to_weigh(judging_house)
    with pytest.raises(error):
        await weigh(judging_house, seen, form)
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED
    assert await judging_house.circle(seen) == {}
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == []


async def test_of_two_directors_the_second_hears_who_was_first_and_one_weighing_stays(
    judging_house: JudgingHouse,
):
    seen = await ready_to_weigh(judging_house)
    await weigh(judging_house, seen, ADVISE)
    with pytest.raises(CaseChangedError) as refused:
        await weigh(judging_house, seen, TAKE_UP, by="daan")
    assert refused.value.parameters["name"] == "Sanne"
    assert (await judging_house.case(seen)).state is CaseState.ADVICE_OR_SIGNAL
    assert len(await judging_house.notices(NoticeKind.REFERRAL_WEIGHED)) == 1


@pytest.mark.parametrize("by", ["iris", "agent", "nurse", "bea"])
async def test_only_a_process_director_weighs(judging_house: JudgingHouse, by: str):
    seen = await ready_to_weigh(judging_house)
    with pytest.raises(RefusedError):
        await weigh(judging_house, seen, TAKE_UP, by=by)


async def test_a_referral_is_not_weighed_before_its_purpose_was_tested(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    with pytest.raises(RefusedError):
        await weigh(judging_house, seen, TAKE_UP)


async def test_the_referrer_reads_criteria_and_what_to_go_on_with(judging_house: JudgingHouse):
    seen = await ready_to_weigh(judging_house)
    follow_up = FollowUp(taken_on_by=CITY, said_yes=SAID_YES, advice=f"Bel {CANARY}.")
    await weigh(
        judging_house,
        seen,
        replace(HANDED_OVER, met=frozenset({Criterion.HARM}), follow_up=follow_up),
    )
    async with judging_house.acting("agent") as ctx:
        view = await view_outcome(ctx, seen.id)
    assert view.criteria_met == {Criterion.HARM}
    assert (view.taken_on_by, view.said_yes) == ("Gemeente Rivierstad", SAID_YES)
    assert view.advice == f"Bel {CANARY}."


async def test_the_referrer_of_what_does_not_fit_the_purpose_reads_why(
    judging_house: JudgingHouse,
):
    seen = await judging_house.refer()
    async with judging_house.acting("iris") as ctx:
        await judge_fit(ctx, seen, PurposeJudgement.DOES_NOT_FIT, "Geen onveiligheid.", AGREED)
    async with judging_house.acting("agent") as ctx:
        view = await view_outcome(ctx, seen.id)
    assert (view.outcome, view.reason) == (Outcome.NOT_TAKEN_UP, "Geen onveiligheid.")
    assert view.criteria_met is None


async def test_a_stranger_to_the_case_reads_no_outcome(judging_house: JudgingHouse):
    seen = await ready_to_weigh(judging_house)
    await weigh(judging_house, seen, ADVISE)
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(NotAllowedError):
            await view_outcome(ctx, seen.id)


async def test_who_can_direct_a_case_speaks_for_a_participant(judging_house: JudgingHouse):
    async with judging_house.acting("sanne") as ctx:
        names = [one.id for one in await find_case_directors(ctx)]
    assert names == ["nurse", "agent", "deputy"]


async def test_an_organisation_nobody_knows_cannot_agree(judging_house: JudgingHouse):
    seen = await ready_to_weigh(judging_house)
    stranger = Consent(agreed=(OrganisationId("nobody"),))
    with pytest.raises(NotAllowedError):
        await weigh(judging_house, seen, replace(TAKE_UP, consent=stranger))


async def test_before_anything_became_of_it_there_is_no_outcome_to_read(
    judging_house: JudgingHouse,
):
    seen = await ready_to_weigh(judging_house)
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(NotFoundError):
            await view_outcome(ctx, seen.id)
