"""Whether cases are needed still: asked each year in *mijn* and the digest, said in a dialog."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.typed_case import seen_case
from cards.kit import Kit
from cards.overview import OverviewPart
from cards.retention_review import ANSWER_REVIEW, list_to_review
from dialogs.retention_review import RETENTION_REVIEW
from services.moment import Reading
from services.ports.own_parts import OwnPart
from services.retention_review import list_reviews, read_reviews


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_to_review(await list_reviews(desk.ctx))


async def _list_asked(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return list_to_review(await read_reviews(reading))


FEATURE: Final = Feature(
    buttons={ANSWER_REVIEW: opening(RETENTION_REVIEW, seen_case)},
    dialogs=(RETENTION_REVIEW,),
    overview=(_list_own,),
    own_part=OwnPart.REVIEWS,
    digest=(_list_asked,),
)
