"""In the chat a dialog takes the place of a card: whoever stops gets that card back."""

from collections.abc import AsyncIterator

import pytest

from bot.doors.features import make_registry
from bot.turns.feature import Desk
from bot.turns.replies import Instead, Reply, Say, Show
from cards.acute_report import JUDGE
from cards.acute_session import CLOSE, DEPUTY, TELEPHONE
from cards.colour import SET_COLOUR
from cards.kit import Frame
from cards.page import PageView, ReceiptView
from cards.referral import EDIT
from cards.screening import SCREEN
from cards.weighing import WEIGH
from domain.access import CaseState
from domain.press import Press
from services.acute.report import KnownCase
from tests.support.acute_house import CODE, REPORT, AcuteFiles, AcuteHouse
from tests.support.cards import a_kit, check_card, texts
from tests.support.house import OpenHouse
from tests.support.judging_house import JudgingHouse
from tests.support.permits import report_now

FEATURES = make_registry().features
DIALOGS = [dialog for feature in FEATURES for dialog in feature.dialogs]


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        await opened.add_case()
        yield opened


async def presses(
    house: OpenHouse, name: str, press: Press, frame: Frame = Frame.CHAT_CARD
) -> Reply:
    (handler,) = [f.buttons[press.verb] for f in FEATURES if press.verb in f.buttons]
    async with house.acting(name) as ctx:
        kit = a_kit(frame=frame)
        return await handler(Desk(ctx=ctx, kit=kit, features=FEATURES), press, {})


async def stops(house: OpenHouse, name: str, press: Press, frame: Frame = Frame.CHAT_CARD) -> Reply:
    """Open a dialog from a card, press Stop, and be sure."""
    page = await presses(house, name, press, frame)
    for verb in ("dialog.cancel", "dialog.discard"):
        assert isinstance(page, Show)
        assert isinstance(page.screen, PageView)
        (asked,) = [b.press for b in page.screen.buttons if b.press.verb == verb]
        page = await presses(house, name, asked, frame)
    return page


def given_back(reply: Reply) -> str:
    assert isinstance(reply, tuple)
    card, told = reply
    assert isinstance(card, Instead)
    assert isinstance(told, Say)
    assert "Weggegooid op" in told.message.text
    assert card.message.card is not None
    return texts(check_card(card.message.card))


@pytest.mark.parametrize(
    ("name", "verb", "state"),
    [
        ("agent", EDIT, CaseState.SUBMITTED),
        ("iris", SCREEN, CaseState.SUBMITTED),
        ("sanne", WEIGH, CaseState.PURPOSE_TESTED),
        ("sanne", SET_COLOUR, CaseState.TAKEN_UP),
    ],
)
async def test_who_stops_a_dialog_about_a_case_gets_the_card_of_the_case_back(
    judging_house: JudgingHouse, name: str, verb: str, state: CaseState
):
    taken_up = state is CaseState.TAKEN_UP
    seen = await (judging_house.take_up() if taken_up else judging_house.refer(state=state))
    press = Press(verb=verb, subject=seen.id, version=seen.version)
    assert "Casus KX7-Q42" in given_back(await stops(judging_house, name, press))


async def test_in_the_acute_lane_report_board_and_invitation_come_back(house: AcuteHouse):
    async with house.acting("wim") as ctx:
        session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
    judge = Press(verb=JUDGE, subject=session)
    assert "Gemeld door" in given_back(await stops(house, "cora", judge))
    await house.convene(session)
    for verb in (TELEPHONE, CLOSE):
        press = Press(verb=verb, subject=session)
        assert "Spoedoverleg" in given_back(await stops(house, "cora", press))
    invitation = await house.invitation(session, "piet")
    press = Press(verb=DEPUTY, subject=invitation.id)
    assert "U bent uitgenodigd" in given_back(await stops(house, "piet", press))


async def test_in_a_window_the_card_is_still_there(judging_house: JudgingHouse):
    seen = await judging_house.refer()
    press = Press(verb=SCREEN, subject=seen.id, version=seen.version)
    ended = await stops(judging_house, "iris", press, Frame.TASK_MODULE)
    assert isinstance(ended, Show)
    assert isinstance(ended.screen, ReceiptView)


def test_only_what_is_begun_by_a_word_has_no_card_to_go_back_to():
    without = {dialog.name for dialog in DIALOGS if dialog.way_back is None}
    # a case that was closed has no card to open it from
    assert without == {"referral", "group_referral", "acute_report", "acute_opening", "reopening"}
