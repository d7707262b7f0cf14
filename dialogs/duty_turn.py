"""Putting a turn on the duty rota, and changing one or taking it away: for a process director or an
administrator.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cards.duty import SHOW_ROTA
from cards.duty_turn import tell_turn_days
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.answers import options, text_of
from dialogs.pages import Beginning, Dialog, Field, Page, Problems, about_no_case
from domain.draft import Answers
from domain.duty_turn import OwnDeputyError, TurnPastError, TurnWish, form_turn
from domain.errors import InvalidInputError
from domain.house import DutyPeriod
from domain.identifiers import MemberId
from domain.press import Press
from services.duty_turn import TurnPermit, open_rota, set_turn, take_turn_away
from services.moment import Context

_NO_DEPUTY: Final = "-"
_CHANGE, _TAKE_AWAY = "change", "take_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutNewTurn:
    """A turn that a member wants to put on the rota."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutTurn:
    """A turn as it was when somebody began to change it."""

    member: MemberId
    from_on: date
    until_on: date
    deputy: MemberId | None = None


def name_turn(turn: DutyPeriod) -> AboutTurn:
    """Name the turn that is to be changed."""
    return AboutTurn(
        member=turn.member, from_on=turn.from_on, until_on=turn.until_on, deputy=turn.deputy
    )


async def _may_add(ctx: Context, _about: AboutNewTurn) -> TurnPermit:
    return await open_rota(ctx)


async def _may_change(ctx: Context, about: AboutTurn) -> TurnPermit:
    turn = DutyPeriod(
        member=about.member, from_on=about.from_on, until_on=about.until_on, deputy=about.deputy
    )
    return await open_rota(ctx, turn)


async def _begin_new(ctx: Context, _permit: TurnPermit) -> Beginning[AboutNewTurn]:
    return Beginning(about=AboutNewTurn(member=ctx.actor.id))


async def _begin_change(ctx: Context, permit: TurnPermit) -> Beginning[AboutTurn]:
    turn = _turn_of(permit)
    answers = {
        "duty_member": turn.member,
        "duty_deputy": turn.deputy or _NO_DEPUTY,
        "from_on": max(turn.from_on, ctx.today),
        "until_on": turn.until_on,
    }
    return Beginning(about=name_turn(turn), answers=answers)


async def _set(ctx: Context, permit: TurnPermit, answers: Answers) -> ReceiptView:
    if text_of(answers, "doing") == _TAKE_AWAY:
        await take_turn_away(ctx, permit)
        return _confirm("duty_turn.taken_away")
    await set_turn(ctx, permit, _read_wish(answers))
    return _confirm("duty_turn.is_set")


def _confirm(title: str) -> ReceiptView:
    return ReceiptView(
        title=Text(title), lines=(Text("duty_turn.follows"),), back=Press(verb=SHOW_ROTA)
    )


def _turn_of(permit: TurnPermit) -> DutyPeriod:
    if permit.turn is None:
        raise ValueError("a change is about a turn")
    return permit.turn


async def _offer_members(_ctx: Context, permit: TurnPermit) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in permit.directors)


async def _offer_deputies(ctx: Context, permit: TurnPermit) -> tuple[ChoiceView, ...]:
    nobody = ChoiceView(value=_NO_DEPUTY, title=Text("duty_turn.no_deputy"))
    return (nobody, *await _offer_members(ctx, permit))


async def _show_turn(_ctx: Context, permit: TurnPermit) -> dict[str, tuple[ShownView, ...]]:
    turn = _turn_of(permit)
    line = Text(
        "duty_turn.as_it_is",
        {"when": tell_turn_days(turn.from_on, turn.until_on), "name": permit.name},
    )
    return {"": (ShownView(label=Text("duty_turn.it_is_about"), lines=(line,)),)}


def _read_wish(answers: Answers) -> TurnWish:
    first, last = answers.get("from_on"), answers.get("until_on")
    from_on = first if isinstance(first, date) else date.min
    deputy = text_of(answers, "duty_deputy")
    return TurnWish(
        member=MemberId(text_of(answers, "duty_member")),
        deputy=None if deputy == _NO_DEPUTY else MemberId(deputy),
        from_on=from_on,
        until_on=last if isinstance(last, date) else from_on,
    )


def _check(answers: Answers, today: date) -> Problems:
    if not {"duty_member", "duty_deputy", "from_on", "until_on"} <= answers.keys():
        return {}
    try:
        form_turn(_read_wish(answers), today)
    except InvalidInputError as wrong:
        return {_FIELD_OF.get(type(wrong), "until_on"): Text(wrong.text_key)}
    return {}


def _is_changed(answers: Answers) -> bool:
    return text_of(answers, "doing") == _CHANGE


_FIELD_OF: Final[dict[type[InvalidInputError], str]] = {
    TurnPastError: "from_on",
    OwnDeputyError: "duty_deputy",
}
_FIELDS: Final[tuple[Field[Any], ...]] = (
    Field(
        id="duty_member",
        kind=FieldKind.CHOICE,
        label="duty_turn.member",
        choices_of=_offer_members,
    ),
    Field(
        id="duty_deputy",
        kind=FieldKind.CHOICE,
        label="duty_turn.deputy",
        hint="duty_turn.deputy_hint",
        choices_of=_offer_deputies,
    ),
    Field(id="from_on", kind=FieldKind.DATE, label="duty_turn.from_on"),
    Field(id="until_on", kind=FieldKind.DATE, label="duty_turn.until_on"),
)

DUTY_TURN: Final[Dialog[AboutNewTurn, TurnPermit]] = Dialog(
    name="duty_turn",
    version=1,
    title="duty_turn.dialog",
    about=AboutNewTurn,
    pages=(
        Page(
            id="days",
            title="duty_turn.page",
            intro="duty_turn.intro",
            fields=_FIELDS,
            check=_check,
        ),
    ),
    allow=_may_add,
    begin=_begin_new,
    finish=_set,
    code_of=about_no_case,
    finish_button="duty_turn.finish_button",
    way_back=lambda _permit: Press(verb=SHOW_ROTA),
)

DUTY_TURN_CHANGE: Final[Dialog[AboutTurn, TurnPermit]] = Dialog(
    name="duty_turn_change",
    version=1,
    title="duty_turn.change_dialog",
    about=AboutTurn,
    pages=(
        Page(
            id="doing",
            title="duty_turn.doing_page",
            fields=(
                Field(
                    id="doing",
                    kind=FieldKind.CHOICE,
                    label="duty_turn.doing",
                    choices=options("duty_turn.doing_", _CHANGE, _TAKE_AWAY),
                ),
            ),
            shows=_show_turn,
        ),
        Page(
            id="days",
            title="duty_turn.page",
            intro="duty_turn.change_intro",
            fields=_FIELDS,
            check=_check,
            is_shown=_is_changed,
        ),
    ),
    allow=_may_change,
    begin=_begin_change,
    finish=_set,
    code_of=about_no_case,
    finish_button="duty_turn.finish_button",
    way_back=lambda _permit: Press(verb=SHOW_ROTA),
)
