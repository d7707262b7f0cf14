from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from cards.kit import Frame
from dialogs.colour import COLOUR, ColourAsked
from dialogs.screening import SCREENING
from dialogs.weighing import WEIGHING
from domain.access import CaseState
from domain.agreement import Asked, AskedHow
from domain.case import Case
from domain.colour import ColourDecision
from domain.errors import NotAllowedError
from domain.member import Language
from domain.referral import Criterion
from domain.screening import Gap, PurposeTest, ReferralPart, Screening
from domain.stoplight import Colour
from domain.weighing import Outcome, SaidYes, Weighing
from services.seen_case import SeenCase
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation, inputs
from tests.support.judging_house import (
    JudgingHouse,
    open_for_judging,
)

FRAMES = pytest.mark.parametrize("frame", list(Frame))
AGREED = {"agreed": f"{POLICE},{CITY}", "agreed_how": "telephone"}
FITS = {"judgement": "fits", "reason": f"{CANARY} raakt zorg en straf.", **AGREED}
ALL_MET = {f"judged_{one}": "met" for one in Criterion}
RED_INPUTS = {
    "involved": CARE,
    "case_director": "nurse",
    "colour": "red",
    "colour_reason": f"{CANARY} dreigt.",
    "minutes": "30",
    "required": POLICE,
}

Act = Callable[[JudgingHouse], Awaitable[SeenCase]]


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(SCREENING, WEIGHING, COLOUR), member="sanne")


async def happened(talk: Conversation, act: Act) -> SeenCase:
    async with talk.house() as house:
        return await act(await open_for_judging(house))


def asked(seen: SeenCase, colour: Colour | None = None) -> ColourAsked:
    return ColourAsked(case=seen.id, version=seen.version, colour=colour)


async def submitted(house: JudgingHouse) -> SeenCase:
    return await house.refer()


async def purpose_tested(house: JudgingHouse) -> SeenCase:
    return await house.refer(state=CaseState.PURPOSE_TESTED)


async def taken_up(house: JudgingHouse) -> SeenCase:
    return await house.take_up()


async def kept(
    talk: Conversation, seen: SeenCase
) -> tuple[Case, Screening | None, Weighing | None, ColourDecision | None]:
    async with talk.at_desk() as (_, ctx):
        return (
            await ctx.uow.cases.get(seen.id),
            await ctx.uow.weighings.last_screening(seen.id),
            await ctx.uow.weighings.get(seen.id),
            await ctx.uow.colours.current(seen.id),
        )


@FRAMES
@pytest.mark.parametrize("language", list(Language))
async def test_a_purpose_test_goes_through_in_either_frame_and_language(
    talk: Conversation, frame: Frame, language: Language
):
    talk.frame, talk.language = frame, language
    dutch = language is Language.DUTCH
    seen = await happened(talk, submitted)
    read = await talk.begins(SCREENING, seen)
    assert f"{CANARY} dreigt sinds maandag." in read
    assert f"Wie kent {CANARY}?" in read
    assert "Woonbemiddeling" in read
    assert "Jan" not in read
    await talk.goes_through({"is_complete": "yes"}, FITS)
    receipt = await talk.presses("Vastleggen" if dutch else "Put on record")
    assert ("wacht nu op weging" if dutch else "now waits for its weighing") in receipt
    assert CANARY not in receipt
    case, screening, _, _ = await kept(talk, seen)
    assert case.state is CaseState.PURPOSE_TESTED
    assert screening is not None
    assert isinstance(screening.outcome, PurposeTest)
    assert screening.outcome.agreement.organisations == {POLICE, CITY}
    # nothing was filled in for the day: it is that of today
    assert screening.outcome.agreement.asked == Asked(on=date(2026, 2, 9), how=AskedHow.TELEPHONE)


async def test_what_is_missing_is_chosen_and_written(talk: Conversation):
    seen = await happened(talk, submitted)
    await talk.begins(SCREENING, seen)
    await talk.goes_through({"is_complete": "no"}, {"parts": "who,aim", "wanted": "De naam."})
    assert "bericht wat er mist" in await talk.presses("Vastleggen")
    case, screening, _, _ = await kept(talk, seen)
    assert case.state is CaseState.INCOMPLETE
    assert screening is not None
    assert screening.outcome == Gap(
        parts=frozenset({ReferralPart.WHO, ReferralPart.AIM}), wanted="De naam."
    )


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"agreed": ""}, "minstens één publieke deelnemer"),
        ({"agreed": "", "mandate_number": "M-7"}, "Vul ook de datum"),
        ({"agreed": "", "mandate_on": "2026-02-01"}, "Vul ook het nummer"),
        ({"mandate_number": "M-7", "mandate_on": "2026-02-10"}, "moet nog komen"),
        ({"agreed_how": ""}, "Vul in wanneer en hoe"),
        ({"emptied": "agreed_on"}, "Vul in wanneer en hoe"),
        ({"agreed_on": "2026-02-10"}, "Vul de dag in waarop zij hebben ingestemd."),
        ({"agreed": CARE}, "Kies een van de mogelijkheden."),
    ],
)
async def test_who_agreed_must_be_known_before_a_purpose_test_goes_on(
    talk: Conversation, answers: dict[str, str], problem: str
):
    seen = await happened(talk, submitted)
    await talk.begins(SCREENING, seen)
    read = await talk.goes_through({"is_complete": "yes"}, FITS | answers)
    assert problem in read


async def test_a_mandate_of_today_is_enough(talk: Conversation):
    seen = await happened(talk, submitted)
    await talk.begins(SCREENING, seen)
    mandate = {"agreed": "", "mandate_number": "M-7", "mandate_on": "2026-02-09"}
    await talk.goes_through({"is_complete": "yes"}, FITS | mandate)
    await talk.presses("Vastleggen")
    _, screening, _, _ = await kept(talk, seen)
    assert screening is not None
    assert isinstance(screening.outcome, PurposeTest)
    assert screening.outcome.agreement.mandate is not None
    assert screening.outcome.agreement.mandate.given_on == date(2026, 2, 9)
    assert screening.outcome.agreement.asked is None


@pytest.mark.parametrize("act", [submitted, purpose_tested])
async def test_only_public_participants_can_be_chosen_to_agree(talk: Conversation, act: Act):
    seen = await happened(talk, act)
    if act is submitted:
        await talk.begins(SCREENING, seen)
        read = await talk.goes_through({"is_complete": "yes"})
    else:
        await talk.begins(WEIGHING, seen)
        read = await talk.goes_through(ALL_MET)
    assert "Gemeente Rivierstad" in read
    assert "Politie" in read
    assert "GGZ" not in read
    assert "Woon" not in read


@FRAMES
async def test_a_case_is_taken_up_with_its_colour_in_one_dialog(talk: Conversation, frame: Frame):
    talk.frame = frame
    seen = await happened(talk, purpose_tested)
    read = await talk.begins(WEIGHING, seen)
    for one in Criterion:
        assert read.count(f"{CANARY} en {one}.") == 1
    outcome = {"outcome": "taken_up", **AGREED}
    page = await talk.goes_through(ALL_MET, outcome)
    assert "🔴 ROOD: 30 minuten, opnieuw bekijken na 7 dagen" in page
    assert "Woonbemiddeling" not in page
    assert inputs(talk.card)["involved"] == CARE
    await talk.goes_through(RED_INPUTS)
    receipt = await talk.presses("Weging vastleggen")
    assert "KX7-Q42: C, procesregie" in receipt
    assert CANARY not in receipt
    case, _, weighing, colour = await kept(talk, seen)
    assert (case.state, case.case_director) == (CaseState.TAKEN_UP, "nurse")
    assert weighing is not None
    assert weighing.verdict.involved == {CARE}
    assert colour is not None
    assert (colour.colour, colour.minutes, colour.required) == (Colour.RED, 30, (POLICE,))


async def test_without_all_four_criteria_the_case_cannot_be_taken_up(talk: Conversation):
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    judged = ALL_MET | {"judged_harm": "not_met"}
    read = await talk.goes_through(judged, {"outcome": "taken_up", **AGREED})
    assert "alle vier de criteria" in read
    assert "Wie gaat hiermee verder?" in await talk.goes_through(
        {"outcome": "not_taken_up", **AGREED}
    )


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({}, "Noem welke organisatie"),
        ({"taken_on_by": "nobody"}, "Noem welke organisatie"),
        ({"taken_on_by": CITY, "advice": "Bel."}, "alleen mee verder als iemand daar ja"),
        (
            {"taken_on_by": CITY, "said_yes_by": "Mies", "emptied": "said_yes_on"},
            "Vul in wie, en wanneer.",
        ),
        (
            {"taken_on_by": CITY, "said_yes_by": "Mies", "said_yes_on": "2026-02-10"},
            "Vul de dag in waarop iemand ja heeft gezegd.",
        ),
    ],
)
async def test_a_refusal_leaves_nobody_empty_handed(
    talk: Conversation, answers: dict[str, str], problem: str
):
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    read = await talk.goes_through(ALL_MET, {"outcome": "not_taken_up", **AGREED}, answers)
    assert problem in read


@pytest.mark.parametrize(
    ("outcome", "answers", "state"),
    [
        (
            "not_taken_up",
            {"taken_on_by": CITY, "said_yes_by": "Mies de Boer"},
            CaseState.NOT_TAKEN_UP,
        ),
        ("not_taken_up", {"taken_on_by": "nobody", "advice": "Bel."}, CaseState.NOT_TAKEN_UP),
        ("advice_or_signal", {"advice": "Wij zoeken uit."}, CaseState.ADVICE_OR_SIGNAL),
    ],
)
async def test_a_and_b_end_with_what_the_referrer_can_go_on_with(
    talk: Conversation, outcome: str, answers: dict[str, str], state: CaseState
):
    seen = await happened(talk, purpose_tested)
    await talk.begins(WEIGHING, seen)
    await talk.goes_through(ALL_MET, {"outcome": outcome, **AGREED}, answers)
    await talk.presses("Weging vastleggen")
    case, _, weighing, colour = await kept(talk, seen)
    assert case.state is state
    assert weighing is not None
    assert weighing.verdict.outcome is Outcome(outcome)
    expected = answers.get("taken_on_by", "nobody").replace("nobody", "")
    assert weighing.verdict.follow_up.taken_on_by == (expected or None)
    assert weighing.verdict.follow_up.advice == answers.get("advice", "")
    by = answers.get("said_yes_by")
    expected_yes = SaidYes(by=by, on=date(2026, 2, 9)) if by else None
    assert weighing.verdict.follow_up.said_yes == expected_yes
    assert colour is None


@FRAMES
async def test_a_colour_starts_from_the_policy_and_is_set_with_a_reason(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen, Colour.ORANGE))
    assert inputs(talk.card) == {
        "colour": "orange",
        "colour_reason": "",
        "minutes": "15",
        "required": POLICE,
        "emptied": "",
    }
    assert "Vul dit nog in." in await talk.goes_through({})
    await talk.goes_through({"colour_reason": f"{CANARY} is rustig."})
    receipt = await talk.presses("Kleur vastleggen")
    assert "KX7-Q42 is nu 🟠 ORANJE" in receipt
    assert "maandag 9 maart 2026" in receipt
    assert CANARY not in receipt
    assert (await kept(talk, seen))[3].colour is Colour.ORANGE


@pytest.mark.parametrize(
    ("colour", "minutes", "is_right"),
    [
        ("red", "0", False),
        ("red", "7", False),
        ("orange", "0", False),
        ("green", "3", False),
        ("red", "45", True),
        ("green", "0", True),
        ("green", "5", True),
    ],
)
async def test_minutes_come_in_fives_and_only_green_has_none(
    talk: Conversation, colour: str, minutes: str, is_right: bool
):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    answers = {"colour": colour, "minutes": minutes, "colour_reason": "Reden."}
    read = await talk.goes_through(answers)
    assert ("in stappen van 5" not in read) is is_right


async def test_what_green_may_take_in_this_house_is_told_at_the_end_and_nothing_changes(
    talk: Conversation,
):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    await talk.goes_through({"colour": "green", "minutes": "15", "colour_reason": "Reden."})
    assert "in stappen van 5" in await talk.presses("Kleur vastleggen")
    assert (await kept(talk, seen))[3].colour is Colour.RED


async def test_each_colour_that_is_asked_for_starts_its_own_questions(talk: Conversation):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen, Colour.ORANGE))
    await talk.begins(COLOUR, asked(seen, Colour.GREEN))
    assert inputs(talk.card)["colour"] == "green"


async def test_the_second_director_hears_who_was_first_before_finishing(talk: Conversation):
    seen = await happened(talk, taken_up)
    await talk.begins(COLOUR, asked(seen))
    await talk.goes_through({"colour_reason": "Reden."})
    other = replace(talk, member="daan")
    await other.begins(COLOUR, asked(seen))
    await other.goes_through({"colour": "green", "minutes": "0", "colour_reason": "Reden."})
    await other.presses("Kleur vastleggen")
    card = talk.card
    assert "Daan" in await talk.presses("Kleur vastleggen")
    assert not await talk.drafts()
    assert "Intussen" in await talk.presses_on(card, "Kleur vastleggen")
    assert (await kept(talk, seen))[3].colour is Colour.GREEN


@pytest.mark.parametrize("member", ["iris", "agent", "nurse"])
async def test_nobody_but_a_director_begins_a_weighing(talk: Conversation, member: str):
    seen = await happened(talk, purpose_tested)
    with pytest.raises(NotAllowedError):
        await replace(talk, member=member).begins(WEIGHING, seen)


async def test_the_longest_referral_still_fits_on_its_pages(talk: Conversation):
    async def long_story(house: JudgingHouse) -> SeenCase:
        seen = await house.refer(state=CaseState.SUBMITTED)
        async with house.database.work() as uow:
            referral = await uow.cases.referral(seen.id)
            longest = replace(
                referral,
                why_now="ë" * 600,
                question="ë" * 2000,
                criteria=tuple(replace(one, explanation="ë" * 2000) for one in referral.criteria),
            )
            await uow.cases.save_referral(seen.id, longest)
        return seen

    seen = await happened(talk, long_story)
    await talk.begins(SCREENING, seen)
    await talk.goes_through({"is_complete": "yes"}, FITS)
    await talk.presses("Vastleggen")
    assert "ëëë" in await talk.begins(WEIGHING, SeenCase(id=seen.id))
