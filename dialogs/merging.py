"""Merging two cases of one person, and the second member who confirms it or leaves them apart: each
a dialog of one page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.merging import show_merge_wish, show_moving
from cards.overview import SHOW_OVERVIEW
from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.words import Text, Value
from dialogs.answers import options, text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case
from domain.draft import Answers
from domain.identifiers import CaseCode, CaseId
from domain.mandate import AgreedDecision
from domain.merging import UNWEIGHED
from domain.press import Press
from services.merging import (
    MergePair,
    open_merge,
    read_why_apart,
    record_merge_seen,
    view_merge,
)
from services.merging_wish import (
    MergeForm,
    MergeLook,
    MergeResult,
    ask_or_merge,
    confirm_merge,
    leave_apart,
    open_merge_wish,
    record_merge_wish_seen,
)
from services.moment import Context

_CONFIRM, _DECLINE = "confirm", "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOf:
    """Two cases that may become one."""

    case: CaseId
    other: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeAsked:
    """The case that is to go into another."""

    goes: CaseId


async def _may_merge(ctx: Context, about: MergeOf) -> MergePair:
    return await open_merge(ctx, about.case, about.other)


async def _begin(ctx: Context, pair: MergePair) -> Beginning[MergeOf]:
    one, other = pair.cases
    return Beginning(
        about=MergeOf(case=one.id, other=other.id),
        case=pair.proposed.id,
        answers={**fill_in_today(ctx), "stays": pair.proposed.id},
    )


async def _show_both(ctx: Context, pair: MergePair) -> Mapping[str, tuple[ShownView, ...]]:
    against = await read_why_apart(ctx, pair)
    said = (ShownView(label=Text("merging.left_before"), lines=(against,)),) if against else ()
    return {"": (*said, *show_moving(await view_merge(ctx, pair)))}


async def _offer_both(_ctx: Context, pair: MergePair) -> tuple[ChoiceView, ...]:
    older = sorted(pair.cases, key=lambda one: (one.received_at, one.id))
    offered = older[:1] if all(one.state in UNWEIGHED for one in older) else older
    return tuple(ChoiceView(value=one.id, title=one.code) for one in offered)


async def _merge(ctx: Context, pair: MergePair, answers: Answers) -> ReceiptView:
    form = MergeForm(
        stays=CaseId(text_of(answers, "stays")),
        reason=text_of(answers, "merge_reason"),
        consent=read_consent(answers),
    )
    done = await ask_or_merge(ctx, pair, form)
    if done.until_on is None:
        return _tell_done(done)
    said: dict[str, Value] = {"names": ", ".join(done.names), "on": done.until_on}
    return ReceiptView(
        title=Text("merging.asked", {"goes": done.goes, "stays": done.stays}),
        lines=(Text("merging.asked_of", said), Text("merging.still_two")),
    )


def _tell_done(done: MergeResult) -> ReceiptView:
    return ReceiptView(
        title=Text("merging.done", {"goes": done.goes, "stays": done.stays}),
        lines=(Text("merging.what_follows"),),
    )


def _code_of_pair(pair: MergePair, _answers: Answers) -> CaseCode:
    return pair.one.case.code


def _back_to_pair(pair: MergePair) -> Press:
    return back_to_case(pair.one)


async def _may_confirm(ctx: Context, about: MergeAsked) -> MergeLook:
    return await open_merge_wish(ctx, about.goes)


async def _begin_confirming(_ctx: Context, look: MergeLook) -> Beginning[MergeAsked]:
    return Beginning(about=MergeAsked(goes=look.goes.id), case=look.permit.case.id)


async def _show_wish(ctx: Context, look: MergeLook) -> Mapping[str, tuple[ShownView, ...]]:
    await record_merge_wish_seen(ctx, look)
    return {"": show_merge_wish(look)}


def _check_decision(answers: Answers, _today: date) -> Problems:
    is_bare = answers.get("decision") == _DECLINE and not text_of(answers, "against").strip()
    return {"against": Text("merging.no_reason")} if is_bare else {}


async def _decide(ctx: Context, look: MergeLook, answers: Answers) -> ReceiptView:
    if answers.get("decision") == _DECLINE:
        left = await leave_apart(ctx, look, text_of(answers, "against"))
        return ReceiptView(
            title=Text("merging.left_apart", {"goes": left.goes, "stays": left.stays}),
            lines=(Text("merging.asker_hears", {"name": look.asker.name}),),
        )
    return _tell_done(await confirm_merge(ctx, look))


def _code_of_wish(look: MergeLook, _answers: Answers) -> CaseCode:
    return look.permit.case.code


def _back_to_own(_look: MergeLook) -> Press:
    return Press(verb=SHOW_OVERVIEW, subject="1")


MERGING: Final[Dialog[MergeOf, MergePair]] = Dialog(
    name="merging",
    version=1,
    title="merging.dialog",
    about=MergeOf,
    pages=(
        Page(
            id="merging",
            title="merging.page",
            intro="merging.intro",
            fields=(
                Field(
                    id="stays",
                    kind=FieldKind.CHOICE,
                    label="merging.stays",
                    hint="merging.stays_hint",
                    choices_of=_offer_both,
                ),
                Field(
                    id="merge_reason",
                    kind=FieldKind.LONG_TEXT,
                    label="merging.reason",
                    watches=STORY,
                ),
                *ask_consent(AgreedDecision.MERGING),
            ),
            check=check_consent,
            shows=_show_both,
        ),
    ),
    allow=_may_merge,
    begin=_begin,
    finish=_merge,
    code_of=_code_of_pair,
    finish_button="merging.finish",
    way_back=_back_to_pair,
    sees=record_merge_seen,
)
MERGE_CONFIRMING: Final[Dialog[MergeAsked, MergeLook]] = Dialog(
    name="merge_confirming",
    version=1,
    title="merging.confirm_dialog",
    about=MergeAsked,
    pages=(
        Page(
            id="decision",
            title="merging.confirm_page",
            intro="merging.intro",
            fields=(
                Field(
                    id="decision",
                    kind=FieldKind.CHOICE,
                    label="merging.decision",
                    choices=options("merging.choose_", _CONFIRM, _DECLINE),
                ),
                Field(
                    id="against",
                    kind=FieldKind.LONG_TEXT,
                    label="merging.against",
                    is_required=False,
                    needed_when="merging.needed_to_decline",
                    watches=STORY,
                ),
            ),
            check=_check_decision,
            shows=_show_wish,
        ),
    ),
    allow=_may_confirm,
    begin=_begin_confirming,
    finish=_decide,
    code_of=_code_of_wish,
    finish_button="merging.confirm_finish",
    way_back=_back_to_own,
)
