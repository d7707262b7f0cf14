from dataclasses import replace
from datetime import date

from cards.colour import lay_out_history
from domain.discussion_wish import DiscussionWish
from domain.identifiers import MemberId, OrganisationId
from domain.stoplight import Colour
from services.colour import ColourHistoryView
from tests.support.canaries import CANARY
from tests.support.cards import page_text
from tests.support.cases import CASE_ID, NOW, a_case, a_colour

TODAY = date(2026, 12, 2)


def test_why_a_case_is_on_the_list_shows_every_colour_newest_first():
    now = a_colour(Colour.GREEN, reason="Rustig.", required=())
    history = ColourHistoryView(
        case=a_case(),
        decisions=(now, a_colour(minutes=45)),
        setters={MemberId("director"): "Sanne de Wit"},
        organisations={OrganisationId("police"): "Politie"},
        on=date(2026, 12, 1),
    )
    read = page_text(lay_out_history(history))
    assert read.index("🟢 GROEN, door Sanne de Wit") < read.index("🔴 ROOD, door Sanne de Wit")
    assert "Geen bespreking nodig. Toch bespreken? Erbij: niemand verplicht." in read
    assert "45 minuten. Erbij: mental-health, Politie." in read
    assert f"{CANARY} dreigt." in read
    assert "al opnieuw bekeken" not in read
    stale = page_text(lay_out_history(replace(history, on=TODAY)))
    assert "al opnieuw bekeken" in stale


def test_who_asks_for_a_discussion_stands_above_the_colours():
    wish = DiscussionWish(
        case=CASE_ID,
        member=MemberId("nurse"),
        organisation=OrganisationId("police"),
        asked_at=NOW,
        reason=f"{CANARY} is weg.",
    )
    history = ColourHistoryView(
        case=a_case(),
        decisions=(a_colour(),),
        setters={MemberId("director"): "Sanne de Wit", MemberId("nurse"): "Nina Bos"},
        organisations={OrganisationId("police"): "Politie"},
        on=TODAY,
        wishes=(wish,),
    )
    read = page_text(lay_out_history(history))
    assert read.index("Gevraagd door Nina Bos, Politie") < read.index("🔴 ROOD, door Sanne de Wit")
    assert f"{CANARY} is weg." in read
