"""Linking two cases, and ending that: each a dialog of one page."""

from collections.abc import Mapping
from typing import Final

from cards.linked_case import show_links
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text
from dialogs.about import AboutCase
from dialogs.answers import text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, back_to_case, name_case
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import CaseCode, LinkId
from domain.press import Press
from services.access import Permit
from services.linked_case import LinkedOne, link_cases, open_links, read_links, unlink_cases
from services.moment import Context
from services.seen_case import SeenCase, take_case

_CODE_SIGNS: Final = 20


async def _may_link(ctx: Context, about: AboutCase) -> Permit:
    return await take_case(ctx, Action.LINK_CASE, SeenCase(id=about.case))


async def _may_unlink(ctx: Context, about: AboutCase) -> LinkedOne:
    return await open_links(ctx, await _may_link(ctx, about))


async def _begin(_ctx: Context, permit: Permit) -> Beginning[AboutCase]:
    return Beginning(about=AboutCase(case=permit.case.id), case=permit.case.id)


async def _show(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    return {"": show_links(await read_links(ctx, permit, permit.ground))}


async def _begin_unlinking(ctx: Context, linked: LinkedOne) -> Beginning[AboutCase]:
    return await _begin(ctx, linked.permit)


async def _offer_links(_ctx: Context, linked: LinkedOne) -> tuple[ChoiceView, ...]:
    return tuple(ChoiceView(value=one.link.id, title=one.code) for one in linked.links)


async def _link(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    typed, why = text_of(answers, "other_code"), text_of(answers, "why_linked")
    other = await link_cases(ctx, permit, typed, why)
    return ReceiptView(
        title=Text("linked_case.done", {"code": permit.case.code, "other": other}),
        lines=(Text("linked_case.who_sees"),),
    )


async def _unlink(ctx: Context, linked: LinkedOne, answers: Answers) -> ReceiptView:
    chosen, why = LinkId(text_of(answers, "linked_with")), text_of(answers, "why_unlinked")
    other = await unlink_cases(ctx, linked, chosen, why)
    said = {"code": linked.permit.case.code, "other": other}
    return ReceiptView(title=Text("linked_case.ended", said))


def _code_of(linked: LinkedOne, _answers: Answers) -> CaseCode:
    return linked.permit.case.code


def _back(linked: LinkedOne) -> Press:
    return back_to_case(linked.permit)


CASE_LINKING: Final[Dialog[AboutCase, Permit]] = Dialog(
    name="case_linking",
    version=1,
    title="linked_case.dialog",
    about=AboutCase,
    pages=(
        Page(
            id="link",
            title="linked_case.page",
            intro="linked_case.intro",
            fields=(
                Field(
                    id="other_code",
                    kind=FieldKind.TEXT,
                    label="linked_case.code",
                    max_length=_CODE_SIGNS,
                    watches=STORY,
                ),
                Field(
                    id="why_linked",
                    kind=FieldKind.LONG_TEXT,
                    label="linked_case.why",
                    hint="linked_case.why_hint",
                    watches=STORY,
                ),
            ),
            shows=_show,
        ),
    ),
    allow=_may_link,
    begin=_begin,
    finish=_link,
    code_of=name_case,
    finish_button="linked_case.finish",
    way_back=back_to_case,
)

CASE_UNLINKING: Final[Dialog[AboutCase, LinkedOne]] = Dialog(
    name="case_unlinking",
    version=1,
    title="linked_case.unlink_dialog",
    about=AboutCase,
    pages=(
        Page(
            id="unlink",
            title="linked_case.unlink_page",
            fields=(
                Field(
                    id="linked_with",
                    kind=FieldKind.CHOICE,
                    label="linked_case.which",
                    choices_of=_offer_links,
                ),
                Field(
                    id="why_unlinked",
                    kind=FieldKind.LONG_TEXT,
                    label="linked_case.why_unlinked",
                    watches=STORY,
                ),
            ),
        ),
    ),
    allow=_may_unlink,
    begin=_begin_unlinking,
    finish=_unlink,
    code_of=_code_of,
    finish_button="linked_case.unlink_finish",
    way_back=_back,
)
