"""Whether an organisation agreed to what it is said to have agreed to: asked in the digest and in
*mijn*, answered on one card; and what is contradicted, for process directors.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import ButtonHandler, Desk, Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Instead, Reply
from cards.confirmation import (
    CONFIRM_ALL,
    NOTE_CONFIRMATION,
    SAY_RIGHT,
    SAY_WRONG,
    SETTLE_AGREEMENT,
    SHOW_CONFIRMATIONS,
    UNDO_ALL,
    UNDO_CONFIRMATION,
    draw_confirmations,
    draw_contested,
    list_agreements_in_doubt,
    list_to_confirm_agreed,
)
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.confirmation import CONFIRMATION_NOTING, CONFIRMATION_SETTLING, AboutConfirmation
from domain.confirmation import ConfirmationAnswer
from domain.identifiers import CaseId, ConfirmationId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.confirmation import (
    answer_confirmation,
    confirm_all,
    list_to_agree,
    read_to_agree,
    take_back_all,
    take_back_confirmation,
)
from services.confirmation_asking import look_at_unconfirmed
from services.confirmation_settling import list_in_doubt, read_contested, read_in_doubt
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _show_own(desk: Desk, *, is_changed: bool = False) -> Reply:
    asked = await list_to_agree(desk.ctx)
    return Instead(message=draw_confirmations(desk.kit, asked, is_changed=is_changed))


async def _show(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return await _show_own(desk)


def _saying(answer: ConfirmationAnswer) -> ButtonHandler:
    async def run(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        known_as = ConfirmationId(press.subject)
        await answer_confirmation(desk.ctx, known_as, press.version, answer)
        return await _show_own(desk)

    return run


async def _all(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    is_said = await confirm_all(desk.ctx, press.subject)
    return await _show_own(desk, is_changed=not is_said)


async def _undo(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    await take_back_confirmation(desk.ctx, ConfirmationId(press.subject), press.version)
    return await _show_own(desk)


async def _undo_all(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    await take_back_all(desk.ctx)
    return await _show_own(desk)


def _about(press: Press) -> AboutConfirmation:
    return AboutConfirmation(confirmation=ConfirmationId(press.subject))


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    rows = await read_contested(reading, CaseId(notice.subject))
    return draw_contested(kit, rows) if rows else None


FEATURE: Final = Feature(
    buttons={
        SHOW_CONFIRMATIONS: _show,
        SAY_RIGHT: _saying(ConfirmationAnswer.CONFIRMED),
        SAY_WRONG: _saying(ConfirmationAnswer.CONTRADICTED),
        CONFIRM_ALL: _all,
        UNDO_CONFIRMATION: _undo,
        UNDO_ALL: _undo_all,
        NOTE_CONFIRMATION: opening(CONFIRMATION_NOTING, _about),
        SETTLE_AGREEMENT: opening(CONFIRMATION_SETTLING, _about),
    },
    notices={NoticeKind.AGREEMENT_CONTESTED: _render},
    timers={TimerKind.CONFIRMATION: look_at_unconfirmed},
    dialogs=(CONFIRMATION_NOTING, CONFIRMATION_SETTLING),
    overview=(
        in_own(list_to_agree, list_to_confirm_agreed),
        in_own(list_in_doubt, list_agreements_in_doubt),
    ),
    own_part=OwnPart.CONFIRMATIONS,
    digest=(
        in_digest(read_to_agree, list_to_confirm_agreed),
        in_digest(read_in_doubt, list_agreements_in_doubt),
    ),
)
