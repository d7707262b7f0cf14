"""Where a group stands is told by its mark and by numbers; codes and outcomes open in a window."""

from dataclasses import replace
from datetime import date

import pytest

from cards.group_referral import draw_group_arrived, draw_group_news, lay_out_group
from domain.access import Action, CaseState
from domain.group_referral import GroupMark
from domain.member import Language
from services.group_referral_views import ArrivedGroup, GroupNews, GroupRow, GroupView
from services.paging import Pages
from tests.support.cards import a_kit, card_of, page_text, texts
from tests.support.cases import a_case

MARK = GroupMark("G-48271")
NEWS = GroupNews(mark=MARK, people=6, answered=4, promised_on=date(2026, 2, 23), is_over=False)


@pytest.mark.parametrize(
    ("answered", "is_over", "said"),
    [
        (0, False, "Uw groep is aangemeld: G-48271, 6 mensen"),
        (4, True, "Groep G-48271: dit weten wij nu"),
        (4, True, "Van de 6 mensen wachten er nog 2 op ons besluit."),
        (6, False, "Groep G-48271: ons besluit is er"),
        (6, True, "Groep G-48271: ons besluit is er"),
    ],
)
def test_a_referrer_reads_how_far_it_is(answered: int, is_over: bool, said: str):
    news = replace(NEWS, answered=answered, is_over=is_over)
    assert said in texts(card_of(draw_group_news(a_kit(), news)))


@pytest.mark.parametrize("language", list(Language))
def test_a_coordinator_reads_who_referred_how_many(language: Language):
    arrived = ArrivedGroup(
        mark=MARK, people=6, referred_by="Politie", promised_on=date(2026, 2, 23)
    )
    read = texts(card_of(draw_group_arrived(a_kit(language), arrived)))
    assert MARK in read
    assert "Politie" in read


def a_view(**changes: object) -> GroupView:
    row = GroupRow(case=a_case(), may=frozenset(), **changes)  # type: ignore[arg-type]
    rows = Pages(items=(row,), number=1, total=1, length=1)
    on = date(2026, 2, 23)
    return GroupView(mark=MARK, rows=rows, is_coordinated=True, waiting=0, promised_on=on)


def test_who_knows_somebody_is_a_number_of_those_that_were_asked():
    assert "kennen: 2 van de 3 die wij vroegen" in page_text(lay_out_group(a_view(asked=3, know=2)))
    assert "kennen" not in page_text(lay_out_group(a_view()))


def test_that_an_organisation_was_asked_to_take_a_case_on_is_said_and_not_which():
    assert "wacht op het ja van een organisatie" in page_text(
        lay_out_group(a_view(waits_for_yes=True))
    )
    assert "organisatie" not in page_text(lay_out_group(a_view()))


def test_what_partners_said_of_somebody_is_one_press_away_for_who_asks_them():
    for asked, may, is_there in ((1, Action.ENQUIRE, True), (0, Action.ENQUIRE, False)):
        view = a_view(asked=asked)
        row = replace(view.rows.items[0], may=frozenset({may}))
        page = lay_out_group(replace(view, rows=replace(view.rows, items=(row,))))
        assert (page.shown[0].buttons[0].key == "enquiry.case_button") is is_there


def test_what_was_decided_is_read_by_who_referred_it():
    view = a_view(reads_outcome=True)
    [row] = view.rows.items
    for state, is_told in ((CaseState.NOT_TAKEN_UP, True), (CaseState.SUBMITTED, False)):
        told = replace(row, case=replace(row.case, state=state))
        page = lay_out_group(replace(view, rows=replace(view.rows, items=(told,))))
        keys = [button.key for shown in page.shown for button in shown.buttons]
        assert ("weighing.read_button" in keys) is is_told


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (Action.SCREEN, "inbox.screening_button"),
        (Action.WEIGH, "inbox.weighing_button"),
        (Action.EDIT_REFERRAL, "group_referral.edit_button"),
    ],
)
def test_each_step_is_offered_to_who_may_take_it(action: Action, key: str):
    view = a_view()
    may = replace(view.rows.items[0], may=frozenset({action}))
    page = lay_out_group(replace(view, rows=replace(view.rows, items=(may,))))
    assert [button.key for button in page.shown[0].buttons] == [key, "same_person.view_button"]
