"""Setting a colour as a dialog: one page that starts from the house's policy."""

from dataclasses import dataclass
from typing import Final

from cards.page import ChoiceView, FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import text_of
from dialogs.colour_questions import (
    COLOUR_FIELDS,
    check_colour,
    fill_in_minutes,
    read_wish,
    show_policy,
)
from dialogs.consent import ask_about_newcomers, fill_in_today, read_newcomers_consent
from dialogs.pages import Beginning, Dialog, Field, Page, back_to_case
from domain.access import Action
from domain.draft import Answer, Answers
from domain.identifiers import CaseCode, CaseId, MeetingKindId
from domain.press import Press
from domain.stoplight import Colour
from services.access import Permit
from services.colour import ColourProposal, propose_colour, record_colour_seen, set_colour
from services.meeting_kind import list_kinds_to_choose
from services.moment import Context
from services.seen_case import SeenCase, see, take_case


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourAsked:
    """A case as it was seen, and the colour that was asked for it; each colour that is asked for
    has its own questions.
    """

    case: CaseId
    version: int | None = None
    colour: Colour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseToColour:
    """A case whose colour may be set, and the colour that was asked for."""

    permit: Permit
    colour: Colour | None = None


def _code_of(asked: CaseToColour, _answers: Answers) -> CaseCode:
    return asked.permit.case.code


def _back(asked: CaseToColour) -> Press:
    return back_to_case(asked.permit)


async def _may_colour(ctx: Context, about: ColourAsked) -> CaseToColour:
    seen = SeenCase(id=about.case, version=about.version)
    permit = await take_case(ctx, Action.SET_COLOUR, seen)
    return CaseToColour(permit=permit, colour=about.colour)


async def _begin(ctx: Context, asked: CaseToColour) -> Beginning[ColourAsked]:
    proposal = await propose_colour(ctx, asked.permit, asked.colour)
    seen = see(proposal.case)
    return Beginning(
        about=ColourAsked(case=seen.id, version=seen.version, colour=asked.colour),
        case=seen.id,
        answers={**fill_in_today(ctx), **_fill(proposal)},
    )


async def _record_seen(ctx: Context, asked: CaseToColour) -> None:
    await record_colour_seen(ctx, asked.permit)


def _fill(proposal: ColourProposal) -> Answers:
    answers: dict[str, Answer] = {}
    if proposal.colour is not None:
        answers["colour"] = proposal.colour.value
    if proposal.minutes is not None:
        answers["minutes"] = proposal.minutes
    if proposal.required:
        answers["required"] = tuple(proposal.required)
    if proposal.seated:
        answers["seated"] = proposal.seated
    if proposal.meeting_kind is not None:
        answers["meeting_kind"] = proposal.meeting_kind
    return answers


async def _finish(ctx: Context, asked: CaseToColour, answers: Answers) -> ReceiptView:
    chosen = text_of(answers, "meeting_kind")
    kind = MeetingKindId(chosen) if chosen else None
    consent = read_newcomers_consent(answers)
    decision = await set_colour(ctx, asked.permit, read_wish(answers), kind, consent)
    standing = decision.standing
    return ReceiptView(
        title=Text("colour.done", {"code": asked.permit.case.code, "colour": standing.colour}),
        lines=(Text("colour.next_review", {"on": standing.next_review_on}),),
    )


async def _offer_kinds(ctx: Context, _asked: CaseToColour) -> tuple[ChoiceView, ...]:
    """Offer the kinds of meeting; nothing where there is one."""
    return tuple(
        ChoiceView(value=one.id, title=one.name) for one in await list_kinds_to_choose(ctx)
    )


_MEETING_KIND: Final[Field[CaseToColour]] = Field(
    id="meeting_kind",
    kind=FieldKind.CHOICE,
    label="meeting_kind.choose",
    hint="meeting_kind.choose_hint",
    is_required=False,
    needed_when="meeting_kind.stays_when_empty",
    choices_of=_offer_kinds,
)

COLOUR: Final[Dialog[ColourAsked, CaseToColour]] = Dialog(
    name="colour",
    version=1,
    title="colour.dialog",
    about=ColourAsked,
    pages=(
        Page(
            id="colour",
            title="colour.page",
            intro="colour.page_intro",
            fields=(*COLOUR_FIELDS, _MEETING_KIND),
            check=check_colour,
            shows=show_policy,
            fill_in=fill_in_minutes,
        ),
        ask_about_newcomers(),
    ),
    allow=_may_colour,
    begin=_begin,
    finish=_finish,
    code_of=_code_of,
    finish_button="colour.finish_button",
    sees=_record_seen,
    way_back=_back,
)
