"""One turn of a member through the doors of the features, without Teams around it: types, presses,
and reads what is answered or sent.
"""

from collections.abc import Mapping

from bot.doors.features import make_registry
from bot.turns.feature import Desk, Feature
from bot.turns.replies import Instead, Reply, Say, Show
from cards.kit import Frame
from cards.messages import Card, PrivateMessage
from cards.page import PageView, Screen, draw_screen
from domain.draft import Draft
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from domain.press import Press
from tests.support.cards import a_kit, check_card, texts
from tests.support.house import OpenHouse
from tests.support.notices import name_recipient

FEATURES = make_registry().features


async def types(house: OpenHouse, name: str, text: str) -> Reply:
    word, _, arguments = text.partition(" ")
    (command,) = [c for f in FEATURES for c in f.commands if word in c.words]
    async with house.acting(name) as ctx:
        return await command.run(Desk(ctx=ctx, kit=a_kit(), features=FEATURES), arguments)


async def presses(
    house: OpenHouse,
    name: str,
    press: Press,
    inputs: Mapping[str, str] | None = None,
    frame: Frame = Frame.CHAT_CARD,
) -> Reply:
    (handler,) = [f.buttons[press.verb] for f in FEATURES if press.verb in f.buttons]
    async with house.acting(name) as ctx:
        desk = Desk(ctx=ctx, kit=a_kit(frame=frame), features=FEATURES)
        return await handler(desk, press, inputs or {})


async def renders(house: OpenHouse, feature: Feature, kind: NoticeKind) -> PrivateMessage | None:
    (notice,) = await house.notices(kind)
    async with house.sending_to(name_recipient(notice)) as reading:
        message = await feature.notices[kind](reading, a_kit(), notice)
    assert message is None or isinstance(message, PrivateMessage)
    return message


def card_of(reply: Reply) -> Card:
    assert isinstance(reply, Say | Instead)
    assert reply.message.card is not None
    return check_card(reply.message.card)


def read_page(reply: Reply) -> str:
    assert isinstance(reply, Show)
    kit = a_kit()
    return texts(check_card(draw_screen(kit, reply.screen, kit.frame)))


def said(reply: Reply) -> list[str]:
    answers = reply if isinstance(reply, tuple) else (reply,)
    return [one.message.text for one in answers if isinstance(one, Say)]


def screen_of(reply: Reply) -> Screen:
    answers = reply if isinstance(reply, tuple) else (reply,)
    (shown,) = [one.screen for one in answers if isinstance(one, Show)]
    return shown


def page_of(reply: Reply) -> PageView:
    shown = screen_of(reply)
    assert isinstance(shown, PageView)
    return shown


def value_of(page: PageView, field: str) -> str:
    return next(one.value for one in page.fields if one.id == field)


async def drafts(house: OpenHouse, name: str) -> list[Draft]:
    async with house.database.reading() as uow:
        waiting = await uow.drafts.waiting_of(MemberId(name))
        return [await uow.drafts.get(one.id) for one in waiting]
