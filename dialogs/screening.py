"""Screening as a dialog: is the referral complete; if not, what exactly is missing; if so, does it
fit the purpose of the house, and who agreed to that.
"""

from collections.abc import Mapping
from typing import Final

from cards.intake import show_intake_gaps
from cards.page import FieldKind, ReceiptView, ShownView
from cards.same_person import offer_alike
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.consent import ask_consent, check_consent, fill_in_today, read_consent
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, back_to_case, name_case
from dialogs.story import show_told
from domain.access import Action, CaseState
from domain.case import Case
from domain.draft import Answers
from domain.mandate import AgreedDecision
from domain.referral import find_missing
from domain.screening import PurposeJudgement, ReferralPart
from services.access import Permit
from services.intake import view_intake_gaps
from services.moment import Context
from services.referral_views import view_referral
from services.screening import apply_purpose_test, ask_for_missing
from services.seen_case import SeenCase, see, take_case


def _is_complete(answers: Answers) -> bool:
    return answers.get("is_complete") is True


def _is_incomplete(answers: Answers) -> bool:
    return answers.get("is_complete") is False


async def _show_referral(ctx: Context, permit: Permit) -> Mapping[str, tuple[ShownView, ...]]:
    view = await view_referral(ctx, permit)
    parts = dict.fromkeys(missing.part for missing in find_missing(view.referral, ctx.today))
    lines = tuple(Text(f"referral.page_{part}") for part in parts)
    found = (ShownView(label=Text("screening.found_missing"), lines=lines),) if lines else ()
    alike = offer_alike(permit.case.id, view.alike)
    gaps = show_intake_gaps(await view_intake_gaps(ctx, permit, view.referral.intake))
    return {"": (*found, *alike, *show_told(view), *gaps)}


_COMPLETENESS: Final[Page[Permit]] = Page(
    id="completeness",
    title="screening.page_completeness",
    intro="screening.page_completeness_intro",
    fields=(Field(id="is_complete", kind=FieldKind.YES_NO, label="screening.is_complete"),),
    shows=_show_referral,
)
_GAP: Final[Page[Permit]] = Page(
    id="gap",
    title="screening.page_gap",
    intro="screening.page_gap_intro",
    fields=(
        Field(
            id="parts",
            kind=FieldKind.CHOICES,
            label="screening.parts",
            choices=options("referral.page_", *ReferralPart),
        ),
        Field(
            id="wanted",
            kind=FieldKind.LONG_TEXT,
            label="screening.wanted",
            hint="screening.wanted_hint",
            watches=STORY,
        ),
    ),
    is_shown=_is_incomplete,
)
_PURPOSE: Final[Page[Permit]] = Page(
    id="purpose",
    title="screening.page_purpose",
    intro="screening.page_purpose_intro",
    fields=(
        Field(
            id="judgement",
            kind=FieldKind.CHOICE,
            label="screening.judgement",
            choices=options("screening.", *PurposeJudgement),
        ),
        Field(
            id="reason",
            kind=FieldKind.LONG_TEXT,
            label="screening.reason",
            hint="screening.reason_hint",
            watches=STORY,
        ),
        *ask_consent(AgreedDecision.PURPOSE),
    ),
    is_shown=_is_complete,
    check=check_consent,
)


async def _may_screen(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.SCREEN, seen)


async def _begin(ctx: Context, permit: Permit) -> Beginning[SeenCase]:
    return Beginning(about=see(permit.case), case=permit.case.id, answers=fill_in_today(ctx))


async def _finish(ctx: Context, permit: Permit, answers: Answers) -> ReceiptView:
    if _is_incomplete(answers):
        parts = [ReferralPart(part) for part in choices_of(answers, "parts")]
        case = await ask_for_missing(ctx, permit, parts, text_of(answers, "wanted"))
        return _receipt(case, "screening.sent_back")
    judgement = PurposeJudgement(text_of(answers, "judgement"))
    case = await apply_purpose_test(
        ctx, permit, judgement, text_of(answers, "reason"), read_consent(answers)
    )
    is_out = case.state is CaseState.NOT_TAKEN_UP
    return _receipt(case, "screening.told_no_fit" if is_out else "screening.to_weighing")


def _receipt(case: Case, key: str) -> ReceiptView:
    return ReceiptView(title=Text("screening.done", {"code": case.code}), lines=(Text(key),))


SCREENING: Final[Dialog[SeenCase, Permit]] = Dialog(
    name="screening",
    version=1,
    title="screening.dialog",
    about=SeenCase,
    pages=(_COMPLETENESS, _GAP, _PURPOSE),
    allow=_may_screen,
    begin=_begin,
    finish=_finish,
    code_of=name_case,
    finish_button="screening.finish_button",
    way_back=back_to_case,
)
