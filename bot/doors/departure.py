"""Leaving a case in Teams: an organisation says by a button on the case that it is not involved any
more; a process director decides from *mijn* or the digest.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.departure import ANSWER_DEPARTURE, ASK_TO_LEAVE, list_departing, list_staying
from cards.referral import CaseButton
from dialogs.departure import DEPARTURE_ANSWER, DEPARTURE_ASKING, DepartureOf
from domain.access import Action
from domain.identifiers import CaseId, MemberId
from domain.press import Press
from domain.timer import TimerKind
from services.departure import (
    list_departures,
    look_at_departures,
    read_asked_to_stay,
    read_departures,
)
from services.ports.own_parts import OwnPart


async def _answer(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    case, _, member = press.subject.partition(":")
    about = DepartureOf(case=CaseId(case), member=MemberId(member))
    return Show(screen=await desk.dialogs.begin(desk.ctx, DEPARTURE_ANSWER, about))


FEATURE: Final = Feature(
    buttons={ASK_TO_LEAVE: opening(DEPARTURE_ASKING, about_case), ANSWER_DEPARTURE: _answer},
    timers={TimerKind.DEPARTURES: look_at_departures},
    dialogs=(DEPARTURE_ASKING, DEPARTURE_ANSWER),
    overview=(in_own(list_departures, list_departing),),
    own_part=OwnPart.DEPARTURES,
    digest=(
        in_digest(read_departures, list_departing),
        in_digest(read_asked_to_stay, list_staying),
    ),
    case_buttons=(
        CaseButton(action=Action.ASK_TO_LEAVE, key="departure.button", verb=ASK_TO_LEAVE),
    ),
)
