"""The card of a note taker: a code, a time and a place, and nothing once it is not theirs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.acute_notes import draw_notes
from cards.messages import Preview
from domain.acute_session import SessionState
from domain.member import Language
from services.acute.notes import NotesView
from tests.support.acute import NOW, TEAMS_LINK
from tests.support.acute_views import CODE, CORA, ONLINE, SESSION, card_of
from tests.support.cards import a_kit, buttons, texts

RUNS = NotesView(
    session=SESSION,
    code=CODE,
    gathering=ONLINE,
    state=SessionState.CONVENED,
    director=CORA,
    opens_at=NOW - timedelta(hours=1),
    closes_at=None,
    is_named=True,
)
DAY = timedelta(days=1)
EACH_LANGUAGE = pytest.mark.parametrize("language", list(Language))


@EACH_LANGUAGE
def test_who_takes_notes_reads_when_and_where_and_from_when_they_see_more(language: Language):
    kit = a_kit(language)
    drawn = draw_notes(kit, RUNS)
    said = texts(card_of(drawn))
    for part in (CODE, "Cora", kit.moment(RUNS.opens_at), kit.words("acute.starts_at")):
        assert part in said
    pressed = [press.verb for press in buttons(card_of(drawn)).values()]
    assert pressed == ["acute_discussion.write", "acute_notes.read"]
    assert TEAMS_LINK in repr(drawn.card)
    assert drawn.preview is Preview.SESSION


@EACH_LANGUAGE
def test_after_the_closing_it_says_until_when_and_leads_to_no_meeting(language: Language):
    kit = a_kit(language)
    drawn = draw_notes(kit, replace(RUNS, state=SessionState.CLOSED, closes_at=NOW + DAY))
    said = texts(card_of(drawn))
    assert kit.moment(NOW + DAY) in said
    assert kit.words("acute.planned_at") in said
    assert TEAMS_LINK not in repr(drawn.card)


@EACH_LANGUAGE
@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"is_named": False}, "acute_notes.taken_off"),
        ({"state": SessionState.WITHDRAWN}, "acute_withdrawal.called_off"),
    ],
)
def test_what_is_not_theirs_any_more_leads_nowhere(
    language: Language, change: dict[str, object], key: str
):
    kit = a_kit(language)
    drawn = draw_notes(kit, replace(RUNS, **change))
    assert kit.words(key) in texts(card_of(drawn))
    assert kit.words("acute_notes.title", code=CODE) not in texts(card_of(drawn))
    assert buttons(card_of(drawn)) == {}
