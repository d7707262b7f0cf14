"""The rota on a card: gaps first, turns with or without a deputy, who stands in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cards.duty import draw_duty_gap, draw_rota, list_gaps_found
from cards.duty_turn import draw_duty_change, list_new_duties
from cards.kit import Frame
from domain.absence import Span
from domain.duty_change import DutyPart
from domain.member import Language
from services.duty import DutyTurnView, DutyWeeksView, StandInView
from services.duty_change import StintView
from services.duty_gap import DutyGapView
from tests.support.cards import check_card, real_size_kit, texts, walk

DUTCH = real_size_kit(Language.DUTCH, Frame.CHAT_CARD)
MORNING = Span(
    starts_at=datetime(2026, 12, 1, 9, tzinfo=UTC), ends_at=datetime(2026, 12, 1, 11, tzinfo=UTC)
)
DAYS = Span(
    starts_at=datetime(2026, 12, 2, 7, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 4, 16, tzinfo=UTC),
)
VIEW = DutyWeeksView(
    until_on=date(2027, 1, 5),
    turns=(
        DutyTurnView(
            from_on=date(2026, 11, 30), until_on=date(2026, 12, 1), member="Cora", deputy="Dirk"
        ),
        DutyTurnView(from_on=date(2026, 12, 5), until_on=date(2026, 12, 5), member="Dirk"),
    ),
    stand_ins=(StandInView(span=MORNING, deputy="Dirk", member="Cora"),),
    gaps=(DAYS,),
    fallback="Dirk",
)


def test_a_gap_comes_before_the_turns_and_says_to_whom_a_report_goes():
    said = texts(draw_rota(DUTCH, VIEW).card or {})
    gap, turn = said.index("Niemand heeft dienst"), said.index("**Cora**, plaatsvervanger Dirk")
    assert gap < turn
    assert "woensdag 2 december 2026, 08:30 tot vrijdag 4 december 2026, 17:00" in said
    assert "Een acute melding gaat dan naar Dirk." in said
    assert "zonder plaatsvervanger" in said
    assert "dinsdag 1 december 2026, van 10:00 tot 12:00: Dirk, in de plaats van Cora" in said


def test_a_rota_without_gaps_says_nothing_of_them():
    said = texts(draw_rota(DUTCH, replace(VIEW, gaps=())).card or {})
    assert "Niemand" not in said


@pytest.mark.parametrize("language", Language)
def test_the_rota_of_a_house_of_years_is_a_card_that_teams_takes(language: Language):
    long = replace(VIEW, turns=VIEW.turns * 40, gaps=VIEW.gaps * 40, stand_ins=VIEW.stand_ins * 40)
    check_card(draw_rota(real_size_kit(language, Frame.CHAT_CARD), long).card or {})


def test_who_may_set_the_rota_chooses_a_turn_and_reads_how_many_follow():
    first = VIEW.turns[0]
    turns = tuple(replace(first, from_on=first.from_on + timedelta(n)) for n in range(22))
    long = replace(VIEW, turns=turns, may_set=True, may_swap=True)
    card = check_card(draw_rota(real_size_kit(Language.DUTCH, Frame.TASK_MODULE), long).card or {})
    [chosen] = [part for part in walk(card) if part.get("type") == "Input.ChoiceSet"]
    assert len({one["value"] for one in chosen["choices"]}) == 20
    assert "Cora, plaatsvervanger Dirk" in chosen["choices"][0]["title"]
    assert "En daarna nog 2 diensten." in texts(card)
    assert "Dienst wijzigen" in texts(card)
    empty = draw_rota(DUTCH, replace(VIEW, turns=(), may_set=True)).card or {}
    assert "Dienst wijzigen" not in texts(empty)
    assert "Dienst toevoegen" not in texts(draw_rota(DUTCH, VIEW).card or {})


@pytest.mark.parametrize("language", Language)
def test_another_duty_says_which_days_and_whether_one_is_on_duty_or_deputy(language: Language):
    kit = real_size_kit(language, Frame.CHAT_CARD)
    days = {"from_on": date(2026, 12, 1), "until_on": date(2026, 12, 4)}
    views = [StintView(part=part, **days) for part in DutyPart]
    said = texts(check_card(draw_duty_change(kit, views).card or {}))
    told = [kit.say(row.text) for row in list_new_duties(views).rows]
    assert all(one in said for one in told)
    assert len(set(told)) == len(DutyPart)


GAP = DutyGapView(starts_at=DAYS.starts_at, is_filled=False, fallback="Dirk")


@pytest.mark.parametrize("language", Language)
def test_a_gap_says_from_when_and_who_gets_a_report_and_a_filled_one_that_it_is_over(
    language: Language,
):
    kit = real_size_kit(language, Frame.CHAT_CARD)
    gap = texts(check_card(draw_duty_gap(kit, GAP).card or {}))
    filled = texts(check_card(draw_duty_gap(kit, replace(GAP, is_filled=True)).card or {}))
    assert "Dirk" in gap
    assert "Dirk" not in filled
    assert ("opgelost" in filled) or ("solved" in filled)


def test_the_digest_lists_from_when_nobody_is_on_duty():
    (row,) = list_gaps_found([GAP]).rows
    assert "woensdag 2 december 2026, 08:30" in DUTCH.say(row.text)
