"""Asking to have a case discussed, in both frames."""

from dataclasses import replace

import pytest

from cards.kit import Frame
from dialogs.discussion_wish import DISCUSSION_WISH, DiscussionAsked
from tests.support.canaries import CANARY
from tests.support.case_talk import happened, kept, taken_up
from tests.support.conversation import Conversation


@pytest.fixture
def talk(talk: Conversation) -> Conversation:
    return replace(talk, dialogs=(DISCUSSION_WISH,), member="agent")


@pytest.mark.parametrize("frame", list(Frame))
async def test_one_page_asks_why_and_the_receipt_does_not_repeat_it(
    talk: Conversation, frame: Frame
):
    talk.frame = frame
    seen = await happened(talk, taken_up)
    await talk.begins(DISCUSSION_WISH, DiscussionAsked(case=seen.id))
    assert "Vul dit nog in." in await talk.goes_through({"wish_reason": " "})
    await talk.goes_through({"wish_reason": f"{CANARY} is weg."})
    receipt = await talk.presses("Bespreking vragen")
    assert "U vraagt om KX7-Q42 te bespreken" in receipt
    assert CANARY not in receipt
    assert (await kept(talk, seen)).case.rotation.asked_for_on is not None
