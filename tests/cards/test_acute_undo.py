"""An invitation offers to undo an answer, with the time until which."""

from datetime import timedelta

import pytest

from cards.acute_session import UNDO, draw_invitation
from domain.acute_circle import InviteReason
from domain.acute_invitation import InvitationAnswer, InvitationState
from domain.member import Language
from tests.support.acute import NOW
from tests.support.acute_views import an_invitation, card_of
from tests.support.cards import a_kit, buttons, texts

UNTIL = NOW + timedelta(minutes=15)
OVER = {
    InvitationAnswer.NOT_KNOWN: InvitationState.DROPPED,
    InvitationAnswer.DEPUTY: InvitationState.REPLACED,
}


@pytest.mark.parametrize("answer", list(InvitationAnswer))
def test_an_answer_can_be_undone_from_its_card_until_the_time_it_says(answer: InvitationAnswer):
    state = OVER.get(answer, InvitationState.ANSWERED)
    view = an_invitation(answer=answer, state=state, undo_until=UNTIL)
    press = buttons(card_of(draw_invitation(a_kit(), view)))["Ongedaan maken (kan tot 11:15)"]
    assert (press.verb, press.subject, press.version) == (UNDO, view.id, view.version)
    english = buttons(card_of(draw_invitation(a_kit(Language.ENGLISH), view)))
    assert "Undo (until 11:15)" in english


def test_nothing_offers_to_undo_what_was_not_said_or_too_long_ago():
    for view in (an_invitation(), an_invitation(answer=InvitationAnswer.COMES)):
        assert "Ongedaan" not in texts(card_of(draw_invitation(a_kit(), view)))


def test_a_deputy_who_is_not_needed_any_more_reads_that_a_colleague_does_it():
    view = an_invitation(reason=InviteReason.STANDS_IN, state=InvitationState.REPLACED)
    assert "Een collega doet dit" in texts(card_of(draw_invitation(a_kit(), view)))
