"""Calling an address secret, and reading a secret one with a reason: dialogs of one page."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import FieldKind, PageView, ReceiptView, ShownView
from cards.secret_address import lay_out_secret_address
from cards.words import Text, Value
from dialogs.about import AboutCase
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from domain.draft import Answers
from domain.referral import SecrecyGround
from services.access import Permit
from services.moment import Context
from services.secret_address import (
    LookView,
    hide_address,
    is_address_known,
    list_looks,
    look_at_secret_address,
    open_secret_address,
    open_to_hide,
)


async def _may_hide(ctx: Context, about: AboutCase) -> Permit:
    return await open_to_hide(ctx, about.case)


async def _begin_hiding(ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    case = permit.case.id
    known: Answers = {"is_known": True} if await is_address_known(ctx, permit) else {}
    return Beginning(about=AboutCase(case=case), case=case, answers=known)


def _check_address(answers: Answers, _today: date) -> Problems:
    is_there = answers.get("is_known") is True or text_of(answers, "address").strip()
    return {} if is_there else {"address": Text("secret_address.no_address")}


async def _hide(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    ground = SecrecyGround(text_of(answers, "ground"))
    await hide_address(ctx, permit, ground, text_of(answers, "address"))
    return ReceiptView(
        title=Text("secret_address.hidden", {"code": permit.case.code}),
        lines=(Text("secret_address.hidden_means"),),
    )


async def _may_look(ctx: Context, about: AboutCase) -> Permit:
    return await open_secret_address(ctx, about.case)


async def _begin_looking(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=permit.case.id), case=permit.case.id)


async def _show_looks(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": tuple(_show_look(one) for one in await list_looks(ctx, permit))}


def _show_look(view: LookView) -> ShownView:
    said: dict[str, Value] = {"name": view.name, "at": view.look.looked_at}
    return ShownView(label=Text("secret_address.looked", said), lines=(view.look.reason,))


async def _look(ctx: Context, permit: Permit, answers: Answers) -> PageView:
    address = await look_at_secret_address(ctx, permit, text_of(answers, "look_reason"))
    return lay_out_secret_address(permit.case.code, permit.case.id, address)


HIDING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="hide_address",
    version=1,
    title="secret_address.hide_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="ground",
            title="secret_address.hide_page",
            intro="secret_address.hide_intro",
            fields=(
                Field(
                    id="ground",
                    kind=FieldKind.CHOICE,
                    label="secret_address.ground",
                    choices=options("secret_address.ground_", *SecrecyGround),
                ),
                Field(
                    id="address",
                    kind=FieldKind.TEXT,
                    label="secret_address.address",
                    hint="secret_address.address_hint",
                    is_required=False,
                    needed_when="secret_address.needed_when_unknown",
                ),
            ),
            check=_check_address,
        ),
    ),
    allow=_may_hide,
    begin=_begin_hiding,
    finish=_hide,
    code_of=name_case,
    finish_button="secret_address.hide_finish",
    way_back=back_to_case,
)
LOOKING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="secret_address",
    version=1,
    title="secret_address.look_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="reason",
            title="secret_address.look_page",
            intro="secret_address.look_intro",
            fields=(
                Field(
                    id="look_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="secret_address.look_reason",
                    max_length=300,
                    watches=STORY,
                ),
            ),
            shows=_show_looks,
        ),
    ),
    allow=_may_look,
    begin=_begin_looking,
    finish=_look,
    code_of=name_case,
    finish_button="secret_address.look_finish",
    way_back=back_to_case,
)
