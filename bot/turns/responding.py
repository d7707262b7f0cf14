"""From what a handler answers to what Teams gets: new messages, a replaced card, or an invoke's
body. The frame and the place decide, never the handler.
"""

from dataclasses import dataclass
from typing import Any

from botbuilder.core import TurnContext

from bot.activities import attach, write_activity
from bot.turns.adapter import OutboxAdapter, Saying
from bot.turns.incoming import ChatKind, Incoming
from bot.turns.replies import Instead, Refreshed, Reply, ReplyPart, Say, Show, Where
from bot.turns.routes import Door
from cards.kit import Frame, Kit
from cards.messages import Card, Preview, PrivateMessage
from cards.page import PageView, ReceiptView, draw_opener, draw_screen
from domain.identifiers import MemberId
from services.ports.turns import StoredAnswer

_CARD = "application/vnd.microsoft.card.adaptive"
_MESSAGE = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Where one turn's answers go. ``member`` is None for somebody the house does not know."""

    incoming: Incoming
    context: TurnContext
    adapter: OutboxAdapter
    kit: Kit
    member: MemberId | None

    @property
    def is_personal(self) -> bool:
        """Tell whether only this member reads along."""
        return self.incoming.chat_kind is ChatKind.PERSONAL

    def kit_for(self, shown: Show) -> Kit:
        """The kit that draws a page or a receipt."""
        begins_drill = isinstance(shown.screen, ReceiptView) and shown.screen.is_drill
        return self.kit.for_drill() if shown.is_drill or begins_drill else self.kit


async def conclude(addressee: Addressee, reply: Reply) -> StoredAnswer:
    """Say what must be said and form the HTTP answer."""
    answers = reply if isinstance(reply, tuple) else (reply,)
    match addressee.incoming.door:
        case Door.EXECUTE:
            return await _conclude_execute(addressee, answers)
        case Door.TASK_FETCH | Door.TASK_SUBMIT:
            return await _conclude_task(addressee, answers)
        case Door.SUBMIT:
            return await _conclude_submit(addressee, answers)
        case _:
            return await _conclude_text(addressee, answers)


async def refuse(addressee: Addressee, text: str) -> StoredAnswer:
    """Tell in words why something did not happen; the card pressed stays as it is."""
    match addressee.incoming.door:
        case Door.EXECUTE:
            return _invoke({"statusCode": 200, "type": _MESSAGE, "value": text})
        case Door.TASK_FETCH | Door.TASK_SUBMIT:
            return _task_message(text)
        case Door.UNKNOWN_INVOKE:
            return _invoke({})
        case _:
            await _say(addressee, Say(message=PrivateMessage(preview=Preview.ANSWER, text=text)))
            return StoredAnswer(status=200)


async def _conclude_text(addressee: Addressee, answers: tuple[ReplyPart, ...]) -> StoredAnswer:
    for answer in answers:
        await _say(addressee, _as_say(addressee, answer))
    await _tell_here(addressee, answers)
    return StoredAnswer(status=200)


async def _conclude_submit(addressee: Addressee, answers: tuple[ReplyPart, ...]) -> StoredAnswer:
    for answer in answers:
        if isinstance(answer, Instead | Show) and addressee.is_personal:
            await _replace_pressed(addressee, _message(addressee, answer))
        else:
            await _say(addressee, _as_say(addressee, answer))
    await _tell_here(addressee, answers)
    return StoredAnswer(status=200)


async def _conclude_execute(addressee: Addressee, answers: tuple[ReplyPart, ...]) -> StoredAnswer:
    refreshed = next((a for a in answers if isinstance(a, Refreshed)), None)
    if refreshed is not None:
        return _invoke({"statusCode": 200, "type": _CARD, "value": refreshed.message.card})
    in_place = next((a for a in answers if isinstance(a, Instead | Show)), None)
    if in_place is None or not addressee.is_personal:
        for answer in answers:
            await _say(addressee, _as_say(addressee, answer))
        text = addressee.kit.words(Preview.SENT_PRIVATELY)
        return _invoke({"statusCode": 200, "type": _MESSAGE, "value": text})
    for answer in answers:
        if answer is not in_place:
            await _say(addressee, _as_say(addressee, answer))
    message = _message(addressee, in_place)
    if message.card is None:
        return _invoke({"statusCode": 200, "type": _MESSAGE, "value": message.text})
    return _invoke({"statusCode": 200, "type": _CARD, "value": message.card})


async def _conclude_task(addressee: Addressee, answers: tuple[ReplyPart, ...]) -> StoredAnswer:
    for answer in answers:
        if isinstance(answer, Say):
            await _say(addressee, answer)
    shown = next((a for a in answers if not isinstance(a, Say)), None)
    if isinstance(shown, Show):
        kit = addressee.kit_for(shown)
        return _task_card(kit, draw_screen(kit, shown.screen, Frame.TASK_MODULE))
    if isinstance(shown, Instead) and shown.message.card is not None:
        return _task_card(addressee.kit, shown.message.card)
    return _task_message(addressee.kit.words(Preview.SENT_PRIVATELY))


def _as_say(addressee: Addressee, answer: ReplyPart) -> Say:
    if isinstance(answer, Say):
        return answer
    return Say(message=_message(addressee, answer))


def _message(addressee: Addressee, answer: Instead | Show | Refreshed) -> PrivateMessage:
    """A dialog page in the chat: itself, or the card that opens it in a window."""
    if isinstance(answer, Instead | Refreshed):
        return answer.message
    kit, screen = addressee.kit_for(answer), answer.screen
    if kit.frame is Frame.TASK_MODULE and isinstance(screen, PageView):
        card = draw_opener(kit, screen)
    else:
        card = draw_screen(kit, screen, kit.frame)
    return PrivateMessage(preview=Preview.DIALOG, card=card, is_drill=kit.is_drill)


async def _say(addressee: Addressee, say: Say) -> None:
    activity = write_activity(addressee.kit, say.message)
    if addressee.is_personal or say.where is Where.HERE or addressee.member is None:
        await addressee.context.send_activity(Saying(activity))
    else:
        await addressee.adapter.say_to_member(addressee.member, activity)


async def _tell_here(addressee: Addressee, answers: tuple[ReplyPart, ...]) -> None:
    """Where others read along, say no more than that an answer was sent."""
    if addressee.is_personal or addressee.member is None:
        return
    if any(isinstance(answer, Say) and answer.where is Where.HERE for answer in answers):
        return
    text = addressee.kit.words(Preview.SENT_PRIVATELY)
    message = PrivateMessage(preview=Preview.SENT_PRIVATELY, text=text)
    await _say(addressee, Say(message=message, where=Where.HERE))


async def _replace_pressed(addressee: Addressee, message: PrivateMessage) -> None:
    written = write_activity(addressee.kit, message)
    pressed = addressee.incoming.pressed_activity
    await addressee.context.update_activity(Saying(written, activity=pressed))


def _invoke(body: dict[str, Any]) -> StoredAnswer:
    return StoredAnswer(status=200, body=body)


def _task_message(text: str) -> StoredAnswer:
    return _invoke({"task": {"type": "message", "value": text}})


def _task_card(kit: Kit, card: Card) -> StoredAnswer:
    title = kit.summarise(Preview.DIALOG)
    value = {"title": title, "height": "large", "width": "large", "card": attach(card)}
    return _invoke({"task": {"type": "continue", "value": value}})
