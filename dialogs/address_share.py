"""Telling an address to somebody in the circle, or no more: a dialog that asks which first."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text, Value
from dialogs.about import AboutCase
from dialogs.answers import options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case, name_case
from domain.draft import Answers
from domain.identifiers import MemberId
from services.access import Permit
from services.address_share import (
    ShareView,
    end_share,
    list_shares,
    list_who_to_tell,
    open_to_share,
    share_address,
)
from services.moment import Context

_SHARE, _END = "share", "end"


async def _may_share(ctx: Context, about: AboutCase) -> Permit:
    return await open_to_share(ctx, about.case)


async def _begin(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=permit.case.id), case=permit.case.id)


async def _show_shares(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": tuple(_show_share(one) for one in await list_shares(ctx, permit))}


def _show_share(view: ShareView) -> ShownView:
    share = view.share
    said: dict[str, Value] = {"name": view.name, "at": share.shared_at}
    until = (Text("address_share.until", {"on": share.until_on}),) if share.until_on else ()
    return ShownView(label=Text("address_share.told", said), lines=(share.reason, *until))


async def _offer_members(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    found = await list_who_to_tell(ctx, permit)
    return tuple(ChoiceView(value=one.id, title=one.name) for one in found)


async def _offer_told(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    found = await list_shares(ctx, permit)
    return tuple(ChoiceView(value=one.share.member, title=one.name) for one in found)


def _shares(answers: Answers) -> bool:
    return answers.get("doing") == _SHARE


def _ends(answers: Answers) -> bool:
    return answers.get("doing") == _END


def _check_until(answers: Answers, today: date) -> Problems:
    until_on = answers.get("until_on")
    is_over = isinstance(until_on, date) and until_on < today
    return {"until_on": Text("address_share.ends_before")} if is_over else {}


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    code = {"code": permit.case.code}
    if _ends(answers):
        await end_share(ctx, permit, MemberId(text_of(answers, "told")))
        return ReceiptView(title=Text("address_share.stopped", code))
    until_on = answers.get("until_on")
    await share_address(
        ctx,
        permit,
        MemberId(text_of(answers, "member")),
        text_of(answers, "why_shared"),
        until_on if isinstance(until_on, date) else None,
    )
    return ReceiptView(
        title=Text("address_share.shared", code), lines=(Text("address_share.hears"),)
    )


SHARING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="address_share",
    version=1,
    title="address_share.dialog",
    about=AboutCase,
    pages=(
        Page(
            id="doing",
            title="address_share.page",
            fields=(
                Field(
                    id="doing",
                    kind=FieldKind.CHOICE,
                    label="address_share.doing",
                    choices=options("address_share.choose_", _SHARE, _END),
                ),
            ),
            shows=_show_shares,
        ),
        Page(
            id="share",
            title="address_share.share_page",
            intro="address_share.share_intro",
            fields=(
                Field(
                    id="member",
                    kind=FieldKind.CHOICE,
                    label="address_share.member",
                    choices_of=_offer_members,
                ),
                Field(
                    id="why_shared",
                    kind=FieldKind.LONG_TEXT,
                    label="address_share.why",
                    max_length=300,
                    watches=STORY,
                ),
                Field(
                    id="until_on",
                    kind=FieldKind.DATE,
                    label="address_share.until_on",
                    hint="address_share.until_hint",
                    is_required=False,
                ),
            ),
            is_shown=_shares,
            check=_check_until,
        ),
        Page(
            id="end",
            title="address_share.end_page",
            fields=(
                Field(
                    id="told",
                    kind=FieldKind.CHOICE,
                    label="address_share.member_told",
                    choices_of=_offer_told,
                ),
            ),
            is_shown=_ends,
        ),
    ),
    allow=_may_share,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="address_share.finish",
    way_back=back_to_case,
)
