from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cards.absence import draw_absences
from cards.deputy import DECLINE_STAND_IN, draw_stand_in, list_deputy_news, list_of_absent
from cards.overview import draw_overview
from domain.absence import Absence, Span
from domain.identifiers import AbsenceId, ActionId, CaseCode, MemberId, RoundId, StandInId
from domain.member import Language
from domain.press import Press
from services.absence import AbsenceView
from services.deputy import DeputyNews, DeputyView
from services.deputy_views import AskedOfAbsent
from tests.support.cards import a_kit, buttons, card_of, texts

MIDNIGHT = datetime(2026, 2, 11, 23, 0, tzinfo=UTC)  # the beginning of Thursday 12 February
SPAN = Span(starts_at=MIDNIGHT, ends_at=MIDNIGHT + timedelta(days=2))
VIEW = DeputyView(
    id=StandInId("s"),
    member=MemberId("piet"),
    span=SPAN,
    name="Piet",
    deputy="Petra",
    may_decline=True,
)
DAYS = "donderdag 12 februari 2026 tot en met vrijdag 13 februari 2026"


def test_who_stands_in_reads_for_whom_when_and_what_that_is_and_may_decline():
    card = card_of(draw_stand_in(a_kit(), VIEW))
    assert f"Voor Piet: {DAYS}." in texts(card)
    assert "antwoordt u op wat aan Piet wordt gevraagd. Daarna niet meer." in texts(card)
    press = Press(verb=DECLINE_STAND_IN, subject="s")
    assert buttons(card) == {"Ik kan niet waarnemen": press}
    card = card_of(draw_stand_in(a_kit(), replace(VIEW, may_decline=False)))
    assert "U neemt niet waar voor Piet." in texts(card)
    assert buttons(card) == {}


def test_an_absence_says_who_stands_in_and_when_nobody_does():
    absence = Absence(
        id=AbsenceId("a"),
        member=MemberId("piet"),
        span=replace(SPAN, ends_at=MIDNIGHT + timedelta(days=3)),
        entered_by=MemberId("piet"),
        entered_at=MIDNIGHT,
    )
    alone = {absence.id: (Span(starts_at=SPAN.ends_at, ends_at=absence.span.ends_at),)}
    view = AbsenceView(
        own=(absence,), entered=(), may_enter=False, deputies=(VIEW,), unattended=alone
    )
    shown = texts(card_of(draw_absences(a_kit(), view)))
    assert f"Petra neemt waar: {DAYS}." in shown
    assert "Niemand neemt waar: zaterdag 14 februari 2026, hele dag." in shown
    declined = replace(view, deputies=(replace(VIEW, may_decline=False),))
    shown = texts(card_of(draw_absences(a_kit(Language.ENGLISH), declined)))
    assert "Petra cannot stand in." in shown
    assert "Nobody stands in. The process director sees that." in shown
    standing_in = replace(view, own=(), deputies=(), standing_in=(VIEW,))
    assert f"Voor Piet: {DAYS}." in texts(card_of(draw_absences(a_kit(), standing_in)))


def test_the_digest_says_each_piece_of_news_and_what_is_asked_of_the_absent_one():
    kit = a_kit()
    news = list_deputy_news(kit, [replace(VIEW, news=one) for one in DeputyNews])
    asked = AskedOfAbsent(name="Piet", code=CaseCode("KX7-Q42"), on=MIDNIGHT.date())
    rows = [replace(asked, action=ActionId("a")), replace(asked, round=RoundId("r"))]
    shown = texts(card_of(draw_overview(kit, [news, list_of_absent(rows)])))
    assert f"U neemt waar voor Piet: {DAYS}" in shown
    assert "U hoeft niet meer waar te nemen voor Piet" in shown
    assert f"Petra kan niet voor u waarnemen: {DAYS}." in shown
    assert f"Piet is afwezig ({DAYS}) en niemand neemt waar" in shown
    assert "Voor Piet: KX7-Q42, afspraak uiterlijk woensdag 11 februari 2026" in shown
    assert "Voor Piet: KX7-Q42, kan het plan doorgaan?" in shown
