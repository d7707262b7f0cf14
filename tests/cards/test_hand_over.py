"""What the cards of handing over say, and which buttons they offer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cards.hand_over import (
    ANSWER_BY_TELEPHONE_FOR,
    GIVE_WORK,
    SHOW_HAND_OVER,
    WITHDRAW_HAND_OVER,
    WITHDRAW_WORK_OF,
    draw_hand_over,
    list_hand_over_news,
    name_part,
)
from cards.hand_over import draw_asked_over as draw_asked
from cards.orphans import GIVE_ORPHAN, list_orphaned
from cards.overview import RowButton
from domain.hand_over import HandOverState, WorkHandOver
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.member import Language
from domain.press import Press
from services.hand_over import HandOverView
from services.hand_over_answer import AskedOver
from services.hand_over_for import AskedForAnother, ForOthers, Giver
from services.hand_over_news import HandOverNews
from services.held_parts import HeldKind, PartToTick
from services.held_work import HeldCounts
from services.orphans import OrphanRow
from tests.support.cards import a_kit, buttons, card_of, texts

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
HELD = WorkHandOver(
    giver=MemberId("piet"),
    receiver=MemberId("petra"),
    organisation=OrganisationId("police"),
    asked_by=MemberId("piet"),
    asked_at=NOW,
)
COUNTS = HeldCounts(cases=3, directed=1, actions=2, invitations=1, reports=1)
WAITING = AskedForAnother(held=HELD, giver="Piet", receiver="Petra", may_record=True)


def view(held: WorkHandOver | None) -> HandOverView:
    return HandOverView(counts=COUNTS, may_give=True, held=held, receiver="Petra")


def test_who_holds_something_reads_how_much_and_hands_it_over():
    card = card_of(draw_hand_over(a_kit(), view(None)))
    for line in ("Casussen: 3", "Plaatsen in een spoedoverleg: 1", "Acute meldingen die nog lopen"):
        assert line in texts(card)
    assert buttons(card) == {"Overdragen": Press(verb=GIVE_WORK)}


def test_who_waits_for_an_answer_reads_whether_all_goes_or_what_was_ticked():
    card = card_of(draw_hand_over(a_kit(), view(HELD)))
    assert buttons(card) == {"Niet meer overdragen": Press(verb=WITHDRAW_HAND_OVER)}
    assert "alleen wat u aanvinkte" not in texts(card)
    partly = card_of(draw_hand_over(a_kit(), view(replace(HELD, chosen=("case",)))))
    assert "Uw collega krijgt alleen wat u aanvinkte." in texts(partly)


def test_who_asked_somebody_that_left_reads_so_and_asks_another():
    left = replace(HELD, state=HandOverState.LEFT, ended_at=NOW)
    card = card_of(draw_hand_over(a_kit(), view(left)))
    assert "Petra spreekt niet meer voor uw organisatie" in texts(card)
    assert "Overdragen" in buttons(card)


@pytest.mark.parametrize("language", Language)
def test_what_waits_can_be_answered_by_telephone_and_withdrawn_by_who_asked(language: Language):
    giver = Giver(
        id=MemberId("piet"),
        name="Piet",
        organisation=OrganisationId("police"),
        organisation_name="Politie",
        has_left=True,
    )
    others = ForOthers(givers=(giver,), asked=(replace(WAITING, may_withdraw=True),))
    nothing = HandOverView(counts=HeldCounts())
    card = card_of(draw_hand_over(a_kit(language), nothing, others))
    presses = set(buttons(card).values())
    assert Press(verb=ANSWER_BY_TELEPHONE_FOR, subject="piet") in presses
    assert Press(verb=WITHDRAW_WORK_OF, subject="piet") in presses
    not_own = replace(others, asked=(replace(WAITING, may_record=False),))
    card = card_of(draw_hand_over(a_kit(language), nothing, not_own))
    assert {one.verb for one in buttons(card).values()} & {WITHDRAW_WORK_OF} == set()


def test_the_question_to_a_colleague_counts_and_names_no_case():
    card = card_of(draw_asked(a_kit(), AskedOver(held=HELD, giver="Piet", counts=COUNTS)))
    assert "Piet vraagt u om werk over te nemen" in texts(card)
    assert "Casussen: 3" in texts(card)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", HeldKind)
def test_each_thing_to_tick_has_a_name(kind: HeldKind, language: Language):
    part = PartToTick(id="one", kind=kind, code=CaseCode("KX7-Q42"), at=NOW)
    said = a_kit(language).say(name_part(part))
    assert ("KX7-Q42" in said) is (
        kind not in {HeldKind.REQUEST, HeldKind.DRAFT, HeldKind.ENQUIRIES}
    )
    assert "{" not in said


def news(state: HandOverState, recorder: str = "") -> str:
    told = HandOverNews(
        state=state, giver="Piet", receiver="Petra", is_own=True, recorded_by=recorder
    )
    [row] = list_hand_over_news([told]).rows
    return a_kit().say(row.text)


def test_the_news_says_what_became_of_it_and_who_wrote_it_down():
    assert "schreef op dat u dit aan de telefoon zei" in news(HandOverState.ACCEPTED, "Iris")
    assert "neemt het werk van Piet niet over. Iris" in news(HandOverState.DECLINED, "Iris")
    assert "Petra spreekt niet meer voor de organisatie" in news(HandOverState.LEFT)
    assert "Petra heeft het werk van Piet overgenomen" in news(HandOverState.ACCEPTED)


def test_an_orphaned_place_is_given_in_a_window_and_a_report_through_handing_over():
    place = OrphanRow(
        case=CaseId("case"),
        code=CaseCode("KX7-Q42"),
        member=MemberId("piet"),
        name="Piet",
        organisation="Politie",
    )
    found = list_orphaned([place, replace(place, is_report=True)]).rows
    given, report = (one.button for one in found)
    assert isinstance(given, RowButton)
    assert isinstance(report, RowButton)
    assert given.press == Press(verb=GIVE_ORPHAN, subject="case:piet")
    assert report.press == Press(verb=SHOW_HAND_OVER)
    assert "meldde dit acuut en is weg" in a_kit().say(found[1].text)
