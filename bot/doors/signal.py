"""A signal in Teams: ``signaal``, or from the card of a case; suppliers answer from the digest and
from *mijn*.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.referral import CaseButton
from cards.signal import ANSWER_SIGNAL, GUARD_SIGNAL, REWRITE_SIGNAL, SIGNAL_CASE, list_signal_rows
from dialogs.signal import SIGNAL_REWRITING, SIGNAL_WRITING, AboutWriting
from dialogs.signal_about import AboutSignal
from dialogs.signal_guard import SIGNAL_ANSWERING, SIGNAL_GUARDING
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from domain.signal import SignalId
from domain.timer import TimerKind
from services.ports.own_parts import OwnPart
from services.signal_answer import list_signals, read_signals
from services.signal_clock import look_at_signal
from services.signal_to_write import look_at_signal_to_write


async def _write(desk: Desk, _arguments: str) -> Reply:
    about = AboutWriting(writer=desk.ctx.actor.id)
    return Show(screen=await desk.dialogs.begin(desk.ctx, SIGNAL_WRITING, about))


async def _write_from_case(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutWriting(writer=desk.ctx.actor.id, case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, SIGNAL_WRITING, about))


def _about(press: Press) -> AboutSignal:
    return AboutSignal(signal=SignalId(press.subject))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("signaal", "signal"),
            action=Action.WRITE_SIGNAL,
            run=_write,
            help_key="help.line.signal",
            group=Group.COORDINATORS,
            runs_alone=True,
            is_rare=True,
        ),
    ),
    buttons={
        SIGNAL_CASE: _write_from_case,
        REWRITE_SIGNAL: opening(SIGNAL_REWRITING, _about),
        ANSWER_SIGNAL: opening(SIGNAL_ANSWERING, _about),
        GUARD_SIGNAL: opening(SIGNAL_GUARDING, _about),
    },
    timers={
        TimerKind.SIGNAL: look_at_signal,
        TimerKind.SIGNAL_TO_WRITE: look_at_signal_to_write,
    },
    dialogs=(SIGNAL_WRITING, SIGNAL_REWRITING, SIGNAL_ANSWERING, SIGNAL_GUARDING),
    overview=(in_own(list_signals, list_signal_rows),),
    own_part=OwnPart.SIGNALS,
    digest=(in_digest(read_signals, list_signal_rows),),
    case_buttons=(
        CaseButton(action=Action.SIGNAL_CASE, key="signal.case_button", verb=SIGNAL_CASE),
    ),
)
