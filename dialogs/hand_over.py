"""Handing what one holds to a colleague, all of it or what is ticked: dialogs of one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cards.hand_over import SHOW_HAND_OVER, name_part, say_counts
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import WorkOf
from dialogs.answers import choices_of, text_of
from dialogs.pages import Beginning, Dialog, Field, Page, about_no_case
from domain.draft import Answers
from domain.identifiers import MemberId, OrganisationId
from domain.press import Press
from services.hand_over import (
    AskedColleague,
    ToHandOver,
    ask_to_take_over,
    open_to_hand_over,
)
from services.hand_over_for import open_work_of
from services.held_parts import record_parts_seen
from services.held_work import count_held
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFor:
    """Whose work for which organisation is handed over by another."""

    giver: MemberId
    organisation: OrganisationId


async def _may_give(ctx: Context, _about: WorkOf) -> ToHandOver:
    return await open_to_hand_over(ctx)


async def _begin_giving(_ctx: Context, found: ToHandOver) -> Beginning[WorkOf]:
    everything = tuple(one.id for one in found.parts)
    return Beginning(about=WorkOf(giver=found.work.holder), answers={"parts": everything})


async def _offer_parts(ctx: Context, found: ToHandOver) -> tuple[ChoiceView, ...]:
    await record_parts_seen(ctx, found.parts)
    return tuple(ChoiceView(value=one.id, title=name_part(one)) for one in found.parts)


async def _offer_colleagues(_ctx: Context, found: ToHandOver) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.id, title=one.name) for one in found.colleagues)


async def _show_own(_ctx: Context, found: ToHandOver) -> Mapping[str, tuple[ShownView, ...]]:
    held = ShownView(label=Text("hand_over.held"), lines=say_counts(count_held(found.work)))
    return {"": (held, *_say_why_not(found)), **_say_alone(found)}


def _say_alone(found: ToHandOver) -> Mapping[str, tuple[ShownView, ...]]:
    """Where nobody can be chosen, why, and whom to call."""
    if found.colleagues:
        return {}
    alone = Text("hand_over.no_one_to_choose")
    return {"colleague": (ShownView(label=alone, lines=(Text("hand_over.call_director"),)),)}


def _say_why_not(found: ToHandOver) -> tuple[ShownView, ...]:
    if not found.why_not:
        return ()
    label = Text("hand_over.why_said", {"name": found.declined_by})
    return (ShownView(label=label, lines=(found.why_not,)),)


async def _give(ctx: Context, found: ToHandOver, answers: Answers) -> ReceiptView:
    colleague, parts = MemberId(text_of(answers, "colleague")), choices_of(answers, "parts")
    asked = await ask_to_take_over(ctx, found, colleague, parts)
    return _receipt(asked, Text("hand_over.asked", {"name": asked.receiver}))


def _receipt(asked: AskedColleague, title: Text) -> ReceiptView:
    """What waits for the answer, and what is the colleague's already."""
    told = Text("hand_over.places_gone", {"name": asked.receiver})
    places = (told,) if asked.places else ()
    if not asked.waits:
        return ReceiptView(title=told)
    return ReceiptView(title=title, lines=(Text("hand_over.until_then"), *places))


async def _may_give_for(ctx: Context, about: WorkFor) -> ToHandOver:
    return await open_work_of(ctx, about.giver, about.organisation)


async def _begin_giving_for(_ctx: Context, found: ToHandOver) -> Beginning[WorkFor]:
    work = found.work
    return Beginning(about=WorkFor(giver=work.holder, organisation=work.organisation))


async def _show_theirs(_ctx: Context, found: ToHandOver) -> Mapping[str, tuple[ShownView, ...]]:
    label = Text("hand_over.work_of", {"name": found.giver, "organisation": found.organisation})
    held = ShownView(label=label, lines=say_counts(count_held(found.work)))
    return {"": (held, *_say_why_not(found)), **_say_alone(found)}


async def _give_for(ctx: Context, found: ToHandOver, answers: Answers) -> ReceiptView:
    asked = await ask_to_take_over(ctx, found, MemberId(text_of(answers, "colleague")))
    said = {"receiver": asked.receiver, "giver": found.giver}
    return _receipt(asked, Text("hand_over.asked_for", said))


def _back_to_card(_found: ToHandOver) -> Press:
    return Press(verb=SHOW_HAND_OVER)


_PARTS: Final[Field[ToHandOver]] = Field(
    id="parts",
    kind=FieldKind.CHOICES,
    label="hand_over.parts",
    hint="hand_over.parts_hint",
    choices_of=_offer_parts,
)
_COLLEAGUE: Final[Field[ToHandOver]] = Field(
    id="colleague",
    kind=FieldKind.CHOICE,
    label="hand_over.colleague",
    choices_of=_offer_colleagues,
)

HAND_OVER_GIVING: Final[Dialog[WorkOf, ToHandOver]] = Dialog(
    name="hand_over_giving",
    version=2,
    title="hand_over.give_dialog",
    about=WorkOf,
    pages=(
        Page(
            id="colleague",
            title="hand_over.give_page",
            intro="hand_over.give_intro",
            fields=(_PARTS, _COLLEAGUE),
            shows=_show_own,
        ),
    ),
    allow=_may_give,
    begin=_begin_giving,
    finish=_give,
    code_of=about_no_case,
    finish_button="hand_over.give_finish",
    way_back=_back_to_card,
)

HAND_OVER_FOR: Final[Dialog[WorkFor, ToHandOver]] = Dialog(
    name="hand_over_for",
    version=1,
    title="hand_over.give_dialog",
    about=WorkFor,
    pages=(
        Page(
            id="colleague",
            title="hand_over.for_page",
            intro="hand_over.for_page_intro",
            fields=(_COLLEAGUE,),
            shows=_show_theirs,
        ),
    ),
    allow=_may_give_for,
    begin=_begin_giving_for,
    finish=_give_for,
    code_of=about_no_case,
    finish_button="hand_over.give_finish",
    way_back=_back_to_card,
)
