"""Asking to have a case discussed, as a dialog of one page: the reason."""

from dataclasses import dataclass
from typing import Final

from cards.page import FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, back_to_case
from domain.access import Action
from domain.draft import Answers
from domain.identifiers import CaseCode, CaseId
from domain.press import Press
from services.access import Permit
from services.discussion_wish import ask_discussion
from services.moment import Context
from services.seen_case import SeenCase, take_case


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionAsked:
    """The case that somebody wants to have discussed."""

    case: CaseId


async def _may_ask(ctx: Context, about: DiscussionAsked) -> Permit:
    return await take_case(ctx, Action.ASK_DISCUSSION, SeenCase(id=about.case))


async def _begin(_ctx: Context, permit: Permit) -> Beginning[DiscussionAsked]:
    case = permit.case
    return Beginning(about=DiscussionAsked(case=case.id), case=case.id)


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    await ask_discussion(ctx, permit, text_of(answers, "wish_reason"))
    return ReceiptView(
        title=Text("discussion_wish.done", {"code": permit.case.code}),
        lines=(Text("discussion_wish.what_follows"),),
    )


def _code_of(permit: Permit, _answers: Answers) -> CaseCode:
    return permit.case.code


def _back(permit: Permit) -> Press:
    return back_to_case(permit)


DISCUSSION_WISH: Final[Dialog[DiscussionAsked, Permit]] = Dialog(
    name="discussion_wish",
    version=1,
    title="discussion_wish.dialog",
    about=DiscussionAsked,
    pages=(
        Page(
            id="discussion_wish",
            title="discussion_wish.page",
            intro="discussion_wish.page_intro",
            fields=(
                Field(
                    id="wish_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="discussion_wish.reason",
                    hint="discussion_wish.reason_hint",
                    watches=STORY,
                ),
            ),
        ),
    ),
    allow=_may_ask,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="discussion_wish.finish_button",
    way_back=_back,
)
