"""Closing a case as a dialog: why and what ends with it, to which house it goes, and who agreed."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView, ShownView
from cards.pause import show_open_actions
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import (
    STORY,
    Beginning,
    Dialog,
    Field,
    Page,
    Problems,
    back_to_case,
    name_case,
)
from dialogs.partners import offer_participants
from domain.access import Action
from domain.case import Case
from domain.closing import Farewell, HandOver, LeavingReason
from domain.draft import Answers
from domain.identifiers import ActionId, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from services.access import Permit
from services.closing import (
    ClosingForm,
    close_case,
    list_still_agreed,
    list_who_informs,
    record_closing_seen,
)
from services.moment import Context
from services.retention_review import find_first_asking
from services.seen_case import SeenCase, see, take_case


def _is_handed_over(answers: Answers) -> bool:
    return answers.get("leaving_reason") == LeavingReason.OTHER_HOUSE.value


def _check_reason(answers: Answers, _today: date) -> Problems:
    is_other = answers.get("leaving_reason") == LeavingReason.OTHER.value
    is_silent = not text_of(answers, "explanation").strip()
    return {"explanation": Text("closing.no_explanation")} if is_other and is_silent else {}


async def _show_agreed(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    agreed = tuple(await list_still_agreed(ctx, permit))
    return {"": show_open_actions(agreed, "closing.still_agreed")}


async def _offer_agreed(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    agreed = await list_still_agreed(ctx, permit)
    return tuple(
        ChoiceView(value=one.id, title=Text("closing.ends", {"name": name, "on": one.due_on}))
        for one, name in agreed.items()
    )


async def _offer_informers(ctx: Context, permit: Permit) -> tuple[ChoiceView, ...]:
    members = await list_who_informs(ctx, permit)
    return tuple(ChoiceView(value=one.id, title=one.name) for one in members)


_REASON: Final[Page[Permit]] = Page(
    id="reason",
    title="closing.page_reason",
    intro="closing.page_reason_intro",
    fields=(
        Field(
            id="leaving_reason",
            kind=FieldKind.CHOICE,
            label="closing.reason",
            choices=options("closing.choose_", *LeavingReason),
        ),
        Field(
            id="explanation",
            kind=FieldKind.LONG_TEXT,
            label="closing.explanation",
            is_required=False,
            needed_when="closing.needed_with_other",
            watches=STORY,
        ),
        Field(
            id="ended",
            kind=FieldKind.CHOICES,
            label="closing.ended",
            hint="closing.ended_hint",
            is_required=False,
            choices_of=_offer_agreed,
        ),
    ),
    check=_check_reason,
    shows=_show_agreed,
)
_HAND_OVER: Final[Page[Permit]] = Page(
    id="hand_over",
    title="closing.page_hand_over",
    fields=(
        Field(id="other_house", kind=FieldKind.TEXT, label="closing.other_house"),
        Field(
            id="handed_how",
            kind=FieldKind.LONG_TEXT,
            label="closing.handed_how",
            hint="closing.handed_how_hint",
            watches=STORY,
        ),
    ),
    is_shown=_is_handed_over,
)
_AFTERWARDS: Final[Page[Permit]] = Page(
    id="afterwards",
    title="closing.page_afterwards",
    fields=(
        Field(
            id="watched_by",
            kind=FieldKind.CHOICE,
            label="closing.watched_by",
            choices_of=offer_participants,
        ),
        Field(
            id="informed_by",
            kind=FieldKind.CHOICE,
            label="closing.informed_by",
            hint="closing.informed_by_hint",
            choices_of=_offer_informers,
        ),
        *ask_consent(AgreedDecision.CLOSING),
    ),
    check=check_consent,
)


async def _may_close(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.CLOSE_CASE, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    case = permit.case
    return Beginning(about=see(case), case=case.id, answers=fill_in_today(ctx))


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    saved = await close_case(ctx, permit, _read_form(answers))
    return ReceiptView(
        title=Text(f"closing.done_{saved.state}", {"code": saved.code}),
        lines=(Text("closing.what_follows"), *_tell_when_asked(ctx, saved)),
    )


def _tell_when_asked(ctx: Context, closed: Case) -> tuple[Text, ...]:
    on = find_first_asking(ctx, closed)
    return (Text("closing.asked_yearly", {"on": on}),) if on else ()


def _read_form(answers: Answers) -> ClosingForm:
    hand_over = HandOver(house=text_of(answers, "other_house"), how=text_of(answers, "handed_how"))
    farewell = Farewell(
        reason=LeavingReason(text_of(answers, "leaving_reason")),
        explanation=text_of(answers, "explanation"),
        watched_by=OrganisationId(text_of(answers, "watched_by")),
        informed_by=MemberId(text_of(answers, "informed_by")),
        hand_over=hand_over if _is_handed_over(answers) else None,
    )
    ended = frozenset(ActionId(one) for one in choices_of(answers, "ended"))
    return ClosingForm(farewell=farewell, consent=read_consent(answers), ended=ended)


CLOSING: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="closing",
    version=1,
    title="closing.dialog",
    about=SeenCase,
    pages=(_REASON, _HAND_OVER, _AFTERWARDS),
    allow=_may_close,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="closing.finish_button",
    way_back=back_to_case,
    sees=record_closing_seen,
)
