"""Choosing among the partners of the house."""

from cards.page import ChoiceView
from services.moment import Context
from services.partners import find_participants


async def offer_participants(ctx: Context, _loaded: object) -> tuple[ChoiceView, ...]:
    """Offer every participant, by name; a third party is never offered."""
    names = sorted((one.name, one.id) for one in await find_participants(ctx))
    return tuple(ChoiceView(value=value, title=name) for name, value in names)
