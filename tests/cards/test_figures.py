from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from cards.figures import (
    draw_figures,
    lay_out_meetings,
    lay_out_organisations,
    read_figures_page,
)
from cards.kit import Frame
from cards.page import PageView, draw_screen
from domain.action_counts import ActionCounts, OrganisationActions, ShownActions
from domain.consult import ConsultsAsked
from domain.figures import AtTable, Discussed, Measured, MeetingFigures, OrganisationFigures
from domain.identifiers import OrganisationId
from domain.member import Language
from domain.quarter import Quarter
from services.figures import FiguresView, MeetingLine
from tests.support.cards import buttons, check_card, real_size_kit, texts
from tests.support.meetings import THE_MEETING, a_meeting

DUTCH = real_size_kit(Language.DUTCH, Frame.CHAT_CARD)
POLICE, CARE = OrganisationId("police"), OrganisationId("care")
PLANNED = MeetingFigures(
    meeting=THE_MEETING, cases=9, at_table=AtTable(planned=600, by_hand=800, everybody=1200)
)
MEASURED = replace(
    PLANNED,
    discussed=Discussed(red=2, orange=4, green=1, overdue=2, skipped=1, not_reached=1),
    measured=Measured(late=7, timed_cases=6, minutes_had=120, minutes_used=150, at_table=660),
)
COUNTS = ActionCounts(done=5, not_possible=1, not_done=2, open=3, owners=4)


def a_view(meetings: Sequence[MeetingFigures] = (MEASURED, PLANNED), **changes: object):
    view = FiguresView(
        quarter=Quarter(year=2026, number=4),
        meetings=tuple(MeetingLine(meeting=a_meeting(), figures=one) for one in meetings),
        organisations=(
            OrganisationFigures(organisation=POLICE, meetings=2, at_table=PLANNED.at_table),
        ),
        names={POLICE: "Politie", CARE: "GGZ Rivierstad"},
        actions=ShownActions(
            all=COUNTS, named=(OrganisationActions(organisation=POLICE, counts=COUNTS),)
        ),
        consults=tuple(
            ConsultsAsked(month_on=date(2026, month, 1), asked=asked)
            for month, asked in ((10, 7), (11, 2), (12, 0))
        ),
        has_earlier=True,
        has_later=False,
    )
    return replace(view, **changes)


def draw(view: FiguresView, language: Language = Language.DUTCH) -> str:
    message = draw_figures(real_size_kit(language, Frame.CHAT_CARD), view)
    assert message.card is not None
    return texts(check_card(message.card))


def read(page: PageView) -> str:
    return texts(check_card(draw_screen(DUTCH, page, Frame.CHAT_CARD)))


def test_the_sums_lie_beside_the_two_other_ways():
    said = draw(a_view())
    assert "kwartaal 4 van 2026" in said
    assert "2 overleggen met een geplaatste agenda" in said
    for hours in ("20 uur", "26,7 uur", "40 uur"):
        assert hours in said
    assert "75% van op kleur en datum, en 50% van iedereen bij alles" in said


def test_it_is_said_of_how_many_meetings_something_is_known():
    said = draw(a_view())
    assert "Van 1 van de 2 overleggen is het verloop gemeten" in said
    assert "gepland 10 uur, gemeten 11 uur" in said
    assert "gepland 20, gebruikt 25 (gemeten casussen: 6)" in said
    assert "gemiddeld 7 min" in said
    assert "2 (29% van de besproken casussen)" in said


def test_nothing_that_was_not_measured_is_shown_as_a_number():
    said = draw(a_view([PLANNED]))
    assert "Overleggen waarvan het verloop is gemeten: 0 van 1." in said
    for word in ("gemiddeld", "gebruikt", "Overgeslagen", "besproken casussen)"):
        assert word not in said


def test_questions_for_advice_are_counted_by_month_and_a_few_are_not_told_apart():
    said = draw(a_view())
    assert "oktober\n7\n" in said
    assert "november\nminder dan 3\n" in said
    assert "december\n0\n" in said


def test_a_quarter_without_a_meeting_says_so():
    said = draw(a_view([], organisations=(), names={}, actions=ShownActions(all=None)))
    assert "In dit kwartaal is geen agenda geplaatst" in said
    assert "minder dan 3 personen" in said


def test_only_quarters_that_are_there_can_be_turned_to():
    message = draw_figures(DUTCH, a_view())
    found = buttons(message.card or {})
    assert found["Vorig kwartaal"].subject == "2026-Q3"
    assert "Volgend kwartaal" not in found
    later = draw_figures(DUTCH, a_view(has_earlier=False, has_later=True))
    assert set(buttons(later.card or {})) == {"Per overleg", "Per organisatie", "Volgend kwartaal"}


def test_each_meeting_says_what_is_known_of_it():
    said = read(lay_out_meetings(DUTCH, a_view(), 1))
    assert "Besproken: 7 van 9 casussen. Overgeslagen: 1. Niet aan toegekomen: 1." in said
    assert "7 min later begonnen, 11 uur aan tafel" in said
    assert "Wat is besproken, is niet vastgelegd" in said
    assert "Het verloop is niet gemeten" in said


def test_an_organisation_that_is_not_named_in_the_counts_shows_no_number():
    said = read(lay_out_organisations(DUTCH, a_view(), 1))
    assert "Afspraken: 11. Gedaan: 5. Kon niet meer: 1. Niet gedaan: 2. Nog open: 3." in said
    care = said[said.index("GGZ Rivierstad") : said.index("Politie")]
    assert "Afspraken: geen, of geteld bij de andere organisaties" in care
    assert "Andere organisaties samen" not in said


def test_others_are_counted_together_on_the_last_page():
    names = {OrganisationId(f"org-{n:02}"): f"Organisatie {n:02}" for n in range(9)}
    view = a_view(names=names, actions=ShownActions(all=COUNTS, others=COUNTS))
    first, last = (lay_out_organisations(DUTCH, view, number) for number in (1, 2))
    assert "Andere organisaties samen" not in read(first)
    assert "Andere organisaties samen" in read(last)
    assert [read_figures_page(one.press)[1] for one in first.buttons] == [1, 2]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("frame", Frame)
def test_a_quarter_of_four_meetings_a_week_fits(language: Language, frame: Frame):
    kit = real_size_kit(language, frame)
    names = {
        OrganisationId(f"org-{n:02}"): "Organisatie met een lange naam " * 5 for n in range(30)
    }
    view = a_view([MEASURED] * 52, names=names, has_later=True)
    message = draw_figures(kit, view)
    check_card(message.card or {})
    for page in (lay_out_meetings(kit, view, 1), lay_out_organisations(kit, view, 1)):
        check_card(draw_screen(kit, page, frame))


def test_english_readers_read_english():
    said = draw(a_view(), Language.ENGLISH)
    assert "1 of 2 meetings were measured" in said
    assert "26.7 hours" in said
