"""The leaves of the page of a case: what stands on each, and that the longest still fit."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cards.case_page import lay_out_case_page, press_leaf, read_leaf
from cards.kit import Frame
from cards.page import draw_screen
from domain.access import Action, CaseState
from domain.agreed_action import ActionSource, ActionState, AgreedAction
from domain.agreement import Agreement, Asked, AskedHow, Mandate
from domain.case import Case, CirclePlace, CircleReason
from domain.case_circle import Involving, RecordedPlace
from domain.case_page import CaseLeaf
from domain.colour import ColourDecision, StandingColour
from domain.discussion import Discussion, DiscussionText
from domain.identifiers import ActionId, CaseCode, CaseId, MemberId, OrganisationId
from domain.incorrect import OF_REFERRAL, MarkState, MarkWords, ToldMark
from domain.intake_confirmation import IntakeConfirmation
from domain.member import Language
from domain.plan_of_action import PlanOfAction, PlanText, PlanVersion, Scenario, ScenarioKind
from domain.press import Press
from domain.referral import Criterion, ReferralVersion
from domain.stoplight import Colour
from domain.weighing import FollowUp, Outcome, SaidYes, Verdict, Weighing
from services.case_leaves import (
    CasePageView,
    CircleLeaf,
    ColourLeaf,
    ContributionsLeaf,
    ElsewhereLeaf,
    IntakeLeaf,
    Leaf,
    PlanLeaf,
    WeighingLeaf,
    WhyLeaf,
)
from services.case_page import (
    AGREED_ON_A_LEAF,
    CHECKS_ON_A_PAGE,
    COLOURS_ON_A_PAGE,
    CONTRIBUTIONS_ON_A_PAGE,
    PLACES_ON_A_PAGE,
    SIGNALS_ON_A_LEAF,
)
from services.paging import turn_to
from tests.support.cards import buttons, check_card, page_text, real_size_kit
from tests.support.contributions import a_contribution_view
from tests.support.enquiries import an_enquiry
from tests.support.incorrect_marks import a_mark
from tests.support.intakes import a_long_intake
from tests.support.known_checks import LONGEST_SHARED, a_known_check
from tests.support.referrals import REFERRAL
from tests.support.signals import longest_signal

AT = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
PIET, CITY, CASE = MemberId("piet"), OrganisationId("city"), CaseId("case-1")
LONG = "Hij dreigt met een mes. " * 83
AGREEMENT = Agreement(
    organisations=frozenset({CITY}),
    asked=Asked(on=date(2026, 2, 6), how=AskedHow.TELEPHONE),
    mandate=Mandate(number="M-12", given_on=date(2026, 1, 5)),
)
WEIGHING = Weighing(
    case=CASE,
    verdict=Verdict(
        met=frozenset({Criterion.HARM}),
        outcome=Outcome.NOT_TAKEN_UP,
        agreement=AGREEMENT,
        follow_up=FollowUp(
            taken_on_by=CITY, said_yes=SaidYes(by="Mies", on=date(2026, 2, 7)), advice=LONG
        ),
    ),
    weighed_by=PIET,
    weighed_at=AT,
)
COLOUR = ColourDecision(
    case=CASE,
    reason=LONG,
    standing=StandingColour(
        colour=Colour.RED,
        minutes=30,
        required=(),
        set_by=PIET,
        set_at=AT,
        next_review_on=date(2026, 2, 16),
    ),
)
PLACE = RecordedPlace(
    place=CirclePlace(
        case=CASE,
        member=PIET,
        organisation=CITY,
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=AT,
        until=AT,
    ),
    involving=Involving(why=LONG, agreement=AGREEMENT),
)
ACTION = AgreedAction(
    id=ActionId("action-1"),
    case=CASE,
    owner=PIET,
    organisation=CITY,
    due_on=date(2026, 2, 20),
    agreed_by=PIET,
    dated_on=date(2026, 2, 9),
    source=ActionSource.PLAN,
    state=ActionState.OPEN,
    changed_by=PIET,
    changed_at=AT,
    version=1,
    what="Op huisbezoek gaan. " * 25,
)
PLAN = PlanOfAction(
    case=CASE,
    text=PlanText(
        scenarios=(Scenario(kind=ScenarioKind.CARE, what=LONG[:1000], who=()),),
        chosen=ScenarioKind.CARE,
    ),
    version=PlanVersion(number=1, written_by=PIET, written_at=AT),
)
DECISION = Discussion(
    case=CASE,
    said_in="meeting-1",
    number=1,
    written_by=PIET,
    written_at=AT,
    text=DiscussionText(decision=LONG),
)
WORDY = replace(
    REFERRAL,
    why_now=LONG[:600],
    question=LONG[:1000],
    criteria=tuple(replace(one, explanation=LONG) for one in REFERRAL.criteria),
)
TOLD = [ReferralVersion(number=number, written_by=PIET, written_at=AT) for number in (2, 1)]
WHY = WhyLeaf(
    identity=REFERRAL.identity,
    referral=WORDY,
    met=frozenset({Criterion.HARM}),
    versions=turn_to(TOLD, 1, 1),
)
INTAKE = IntakeLeaf(
    intake=a_long_intake(LONG),
    gaps=(),
    versions=turn_to(TOLD, 1, 1),
    confirmation=IntakeConfirmation(case=CASE, number=2, referrer=PIET, taken_by=PIET, taken_at=AT),
    shows_circle=True,
    may_fill=True,
)
CONTRIBUTED = a_contribution_view(LONG[:1000], LONG[:160])
LEAVES: dict[CaseLeaf, Leaf] = {
    CaseLeaf.WHY: WHY,
    CaseLeaf.CONTRIBUTIONS: ContributionsLeaf(
        contributions=turn_to([CONTRIBUTED] * 12, 1, CONTRIBUTIONS_ON_A_PAGE),
        may=frozenset({Action.CONTRIBUTE, Action.WITHDRAW_CONTRIBUTION}),
    ),
    CaseLeaf.WEIGHING: WeighingLeaf(
        weighing=WEIGHING,
        is_whole=True,
        signals=(longest_signal(),) * SIGNALS_ON_A_LEAF,
        more_signals=9,
    ),
    CaseLeaf.COLOUR: ColourLeaf(decisions=turn_to([COLOUR] * 12, 1, COLOURS_ON_A_PAGE)),
    # more partners than a house has
    CaseLeaf.CIRCLE: CircleLeaf(
        places=turn_to([PLACE] * 10, 2, PLACES_ON_A_PAGE),
        enquiries=(an_enquiry(case=CASE, organisation="o" * 40),) * 18,
    ),
    CaseLeaf.INTAKE: INTAKE,
    CaseLeaf.PLAN: PlanLeaf(
        plan=PLAN,
        decision=DECISION,
        actions=turn_to([ACTION] * 12, 1, AGREED_ON_A_LEAF),
        is_own=False,
    ),
    CaseLeaf.ELSEWHERE: ElsewhereLeaf(
        checks=turn_to(
            [replace(a_known_check(CASE, AT, recorded_by=PIET), told=LONGEST_SHARED)] * 40,
            1,
            CHECKS_ON_A_PAGE,
        )
    ),
}


MARKS = [
    ToldMark(
        mark=replace(a_mark(CASE, AT), part=part, state=MarkState.STANDS, answered_at=AT),
        words=MarkWords(what=LONG[:160], answer=LONG[:160]),
    )
    for part in (*OF_REFERRAL, *OF_REFERRAL)
]


def view_of(at: CaseLeaf, leaf: Leaf | None = None) -> CasePageView:
    return CasePageView(
        case=Case(
            id=CASE,
            code=CaseCode("KX7-Q42"),
            state=CaseState.TAKEN_UP,
            version=1,
            referrer=PIET,
            referring_organisation=CITY,
            received_at=AT,
            promised_on=date(2026, 2, 23),
            changed_by=PIET,
            changed_at=AT,
        ),
        at=at,
        leaf=leaf or LEAVES[at],
        leaves=tuple(CaseLeaf),
        names={PIET: "Piet Jansen"},
        organisations={CITY: "Gemeente"},
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("frame", list(Frame))
@pytest.mark.parametrize("at", list(CaseLeaf))
def test_a_leaf_with_the_longest_texts_fits_with_the_way_to_the_others(
    at: CaseLeaf, frame: Frame, language: Language
):
    page = lay_out_case_page(replace(view_of(at), marks=MARKS))
    check_card(draw_screen(real_size_kit(language, frame), page, frame))


def test_each_explanation_has_the_judgement_of_the_house_below_it():
    shown = page_text(lay_out_case_page(view_of(CaseLeaf.WHY)))
    assert shown.count("Oordeel van het Zorg- en Veiligheidshuis: Niet voldaan") == 3
    assert shown.count("Oordeel van het Zorg- en Veiligheidshuis: Voldaan") == 1
    bare = page_text(lay_out_case_page(view_of(CaseLeaf.WHY, replace(WHY, met=None))))
    assert "Oordeel" not in bare


def test_what_is_called_incorrect_stands_beside_its_statement_with_what_became_of_it():
    mark = replace(MARKS[1], words=MarkWords(what="Het was dinsdag.", answer="Het was maandag."))
    view = view_of(CaseLeaf.WHY)
    shown = page_text(lay_out_case_page(replace(view, marks=[mark])))
    assert "Onjuist volgens ggz, maandag 9 februari 2026, 10:00: “Het was dinsdag.”" in shown
    assert "Het blijft staan, maandag 9 februari 2026, 10:00: “Het was maandag.”" in shown
    waits = replace(mark, mark=a_mark(CASE, AT))
    assert "nog geen antwoord" in page_text(lay_out_case_page(replace(view, marks=[waits])))
    mended = replace(mark, mark=replace(mark.mark, state=MarkState.CORRECTED))
    both = page_text(lay_out_case_page(replace(view, marks=[mended, mark])))
    assert "Verbeterd op maandag 9 februari 2026, 10:00." in both
    assert "Eerder onjuist genoemd: 1 keer." in both


def test_an_address_is_on_no_leaf():
    assert REFERRAL.identity.address not in page_text(lay_out_case_page(view_of(CaseLeaf.WHY)))


def test_who_weighed_and_who_agreed_are_read_only_where_the_weighing_is_whole():
    whole = page_text(lay_out_case_page(view_of(CaseLeaf.WEIGHING)))
    assert "Gewogen door Piet Jansen" in whole
    assert "Ingestemd: Gemeente, op vrijdag 6 februari 2026. Per telefoon." in whole
    assert "Mandaat M-12 van maandag 5 januari 2026" in whole
    told = WeighingLeaf(weighing=WEIGHING, is_whole=False)
    part = page_text(lay_out_case_page(view_of(CaseLeaf.WEIGHING, told)))
    assert "Mies zei namens deze organisatie ja" in part
    assert "Gewogen door" not in part
    assert "Mandaat" not in part


def test_a_leaf_of_several_pages_turns_round():
    kit = real_size_kit(Language.DUTCH, Frame.TASK_MODULE)
    last = ColourLeaf(decisions=turn_to([COLOUR] * 12, 3, COLOURS_ON_A_PAGE))
    page = lay_out_case_page(view_of(CaseLeaf.COLOUR, last))
    assert "Pagina 3 van 3" in page_text(page)
    turned = buttons(draw_screen(kit, page, Frame.TASK_MODULE))["Volgende pagina"]
    assert read_leaf(turned) == (CASE, CaseLeaf.COLOUR, 1)


def test_from_the_card_of_a_case_its_first_leaf_is_asked_for():
    assert read_leaf(Press(verb="case_page.read", subject=CASE)) == (CASE, CaseLeaf.WHY, 1)
    assert read_leaf(press_leaf(CASE, CaseLeaf.PLAN, 2)) == (CASE, CaseLeaf.PLAN, 2)


def test_what_was_told_more_than_once_says_who_told_it_and_turns_to_what_it_said_before():
    assert "Aangepast door Piet Jansen" in page_text(lay_out_case_page(view_of(CaseLeaf.WHY)))
    earlier = replace(WHY, versions=turn_to(TOLD, 2, 1))
    assert "Dit stond er eerder" in page_text(lay_out_case_page(view_of(CaseLeaf.WHY, earlier)))
    once = replace(WHY, versions=turn_to(TOLD[:1], 1, 1))
    shown = page_text(lay_out_case_page(view_of(CaseLeaf.WHY, once)))
    assert "Aangepast" not in shown
    assert "Volgende pagina" not in shown


def test_of_a_case_that_was_brought_in_the_own_number_stands_in_the_place_of_the_story():
    bare = replace(REFERRAL, why_now="", question="", criteria=())
    brought_in = replace(WHY, referral=bare, met=None, own_number="ZVH-001")
    shown = page_text(lay_out_case_page(view_of(CaseLeaf.WHY, brought_in)))
    assert "ZVH-001" in shown
    assert "Overgenomen door Piet Jansen van Gemeente" in shown
    assert "Nog niet" not in shown
    leaf = WeighingLeaf(weighing=None, is_whole=True, is_imported=True)
    shown = page_text(lay_out_case_page(view_of(CaseLeaf.WEIGHING, leaf)))
    assert "voordat hij in de bot kwam" in shown
