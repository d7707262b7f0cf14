"""Offering own duty days to a colleague: a dialog of one page for a process director."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.duty import SHOW_ROTA
from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.draft import Answers
from domain.duty_swap import SwapPastError, SwapWish, check_days_offered
from domain.errors import InvalidInputError
from domain.identifiers import MemberId
from domain.press import Press
from services.duty_swap import ColleagueView, list_colleagues, offer_swap
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSwap:
    """Duty days that a member wants to offer; which and to whom is asked."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapToOffer:
    """The colleagues to whom days can be offered."""

    colleagues: Sequence[ColleagueView]


async def _may_offer(ctx: Context, _about: AboutSwap) -> SwapToOffer:
    return SwapToOffer(colleagues=await list_colleagues(ctx))


async def _begin(ctx: Context, _offer: SwapToOffer) -> Beginning[AboutSwap]:
    return Beginning(about=AboutSwap(member=ctx.actor.id))


async def _offer(ctx: Context, _given: SwapToOffer, answers: Answers) -> ReceiptView:
    swap = await offer_swap(ctx, _read_wish(answers))
    return ReceiptView(
        title=Text("duty_swap.offered", {"colleague": swap.colleague}),
        lines=(Text("duty_swap.offered_follows"),),
    )


async def _offer_colleagues(_ctx: Context, offer: SwapToOffer) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in offer.colleagues)


def _read_wish(answers: Answers) -> SwapWish:
    first, last = answers.get("from_on"), answers.get("until_on")
    from_on = first if isinstance(first, date) else date.min
    return SwapWish(
        colleague=MemberId(text_of(answers, "colleague")),
        from_on=from_on,
        until_on=last if isinstance(last, date) else from_on,
    )


def _check(answers: Answers, today: date) -> Problems:
    if "from_on" not in answers:
        return {}
    wish = _read_wish(answers)
    try:
        check_days_offered(wish.from_on, wish.until_on, today)
    except InvalidInputError as wrong:
        is_first = isinstance(wrong, SwapPastError) or "until_on" not in answers
        return {"from_on" if is_first else "until_on": Text(wrong.text_key)}
    return {}


def _back(_offer: SwapToOffer) -> Press:
    return Press(verb=SHOW_ROTA)


DUTY_SWAP: Final[Dialog[AboutSwap, SwapToOffer]] = Dialog(
    name="duty_swap",
    version=1,
    title="duty_swap.dialog",
    about=AboutSwap,
    pages=(
        Page(
            id="days",
            title="duty_swap.page",
            intro="duty_swap.intro",
            fields=(
                Field(
                    id="colleague",
                    kind=FieldKind.CHOICE,
                    label="duty_swap.colleague",
                    choices_of=_offer_colleagues,
                ),
                Field(id="from_on", kind=FieldKind.DATE, label="duty_swap.from_on"),
                Field(
                    id="until_on",
                    kind=FieldKind.DATE,
                    label="duty_swap.until_on",
                    hint="duty_swap.until_on_hint",
                    is_required=False,
                ),
            ),
            check=_check,
        ),
    ),
    allow=_may_offer,
    begin=_begin,
    finish=_offer,
    code_of=about_no_case,
    finish_button="duty_swap.finish_button",
    way_back=_back,
)
