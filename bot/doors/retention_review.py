"""Whether cases are needed still: asked each year in *mijn* and the digest, said in a dialog."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.typed_case import seen_case
from cards.retention_review import ANSWER_REVIEW, list_to_review
from dialogs.retention_review import RETENTION_REVIEW
from services.ports.own_parts import OwnPart
from services.retention_review import list_reviews, read_reviews

FEATURE: Final = Feature(
    buttons={ANSWER_REVIEW: opening(RETENTION_REVIEW, seen_case)},
    dialogs=(RETENTION_REVIEW,),
    overview=(in_own(list_reviews, list_to_review),),
    own_part=OwnPart.REVIEWS,
    digest=(in_digest(read_reviews, list_to_review),),
)
