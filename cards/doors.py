"""Every button on the card of a case: what its judges do daily is there too."""

from typing import Final

from cards.colour import SET_COLOUR
from cards.referral import DOORS as REFERRAL_DOORS
from cards.referral import CaseDoor
from cards.screening import SCREEN
from cards.weighing import WEIGH
from domain.access import Action

DOORS: Final = (
    *REFERRAL_DOORS,
    CaseDoor(action=Action.SCREEN, key="inbox.screening_button", verb=SCREEN),
    CaseDoor(action=Action.WEIGH, key="inbox.weighing_button", verb=WEIGH),
    CaseDoor(action=Action.SET_COLOUR, key="caselist.colour_button", verb=SET_COLOUR),
)
