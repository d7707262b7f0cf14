"""The pages on which a referral tells its story: why now, to what aim, the four criteria, who is
involved. One person's referral and that of a group ask them alike.
"""

from datetime import date
from typing import Final

from cards.page import ChoiceView, FieldKind
from cards.words import Text
from dialogs.pages import STORY, Field, Page, Problems
from dialogs.referral_answers import form_referral, name_explanation
from domain.draft import Answers
from domain.referral import Aim, Criterion, Fulfilment, MissingReason, find_missing
from domain.screening import ReferralPart
from services.drafts import find_latest_draft
from services.moment import Context
from services.partners import find_others
from services.referral import ReservedCase, begin_referral, resume_referral

_REASON_SIGNS: Final = 600
# all explanations at their longest still fit on one review
_QUESTION_SIGNS: Final = 1000
_FIELDS: Final = {
    MissingReason.NO_NAME: "name",
    MissingReason.NOT_IDENTIFIABLE: "born_on",
    MissingReason.BORN_IN_FUTURE: "born_on",
    MissingReason.BORN_TODAY: "born_on",
    MissingReason.BORN_TOO_LONG_AGO: "born_on",
    MissingReason.NO_QUESTION: "question",
}


def _check_aim(answers: Answers, today: date) -> Problems:
    return find_lacking(ReferralPart.AIM, answers, today)


def find_lacking(part: ReferralPart, answers: Answers, today: date) -> Problems:
    """Find what one part of a referral lacks, by field."""
    return {
        _FIELDS[missing.reason]: Text(f"referral.{missing.reason}")
        for missing in find_missing(form_referral(answers), today)
        if missing.part is part
    }


async def _partners(ctx: Context, _loaded: object) -> tuple[ChoiceView, ...]:
    others = sorted((one.name, one.id) for one in await find_others(ctx))
    return tuple(ChoiceView(value=value, title=name) for name, value in others)


_FULFILMENTS: Final = tuple(
    ChoiceView(value=one.value, title=Text(f"fulfilment.{one}")) for one in Fulfilment
)
_AIMS: Final = tuple(ChoiceView(value=one.value, title=Text(f"aim.{one}")) for one in Aim)


def _criterion_fields(criterion: Criterion) -> tuple[Field[object], Field[object]]:
    asked: Field[object] = Field(
        id=criterion.value,
        kind=FieldKind.CHOICE,
        label=f"criterion.{criterion}",
        choices=_FULFILMENTS,
    )
    explained: Field[object] = Field(
        id=name_explanation(criterion),
        kind=FieldKind.LONG_TEXT,
        label=f"referral.explain_{criterion}",
        watches=STORY,
    )
    return asked, explained


WHY_NOW_PAGE: Final[Page[object]] = Page(
    id=ReferralPart.WHY_NOW,
    title="referral.page_why_now",
    intro="referral.page_why_now_intro",
    fields=(
        Field(
            id="why_now",
            kind=FieldKind.LONG_TEXT,
            label="referral.why_now",
            max_length=_REASON_SIGNS,
            watches=STORY,
        ),
    ),
)
AIM_PAGE: Final[Page[object]] = Page(
    id=ReferralPart.AIM,
    title="referral.page_aim",
    fields=(
        Field(id="aim", kind=FieldKind.CHOICE, label="referral.aim", choices=_AIMS),
        Field(
            id="question",
            kind=FieldKind.LONG_TEXT,
            label="referral.question",
            is_required=False,
            needed_when="referral.needed_for_other_question",
            max_length=_QUESTION_SIGNS,
            watches=STORY,
        ),
    ),
    check=_check_aim,
)
CRITERIA_PAGE: Final[Page[object]] = Page(
    id=ReferralPart.CRITERIA,
    title="referral.page_criteria",
    intro="referral.page_criteria_intro",
    fields=tuple(field for criterion in Criterion for field in _criterion_fields(criterion)),
)
PARTNERS_PAGE: Final[Page[object]] = Page(
    id=ReferralPart.PARTNERS,
    title="referral.page_partners",
    intro="referral.page_partners_intro",
    fields=(
        Field(
            id="partners",
            kind=FieldKind.CHOICES,
            label="referral.partners",
            is_required=False,
            choices_of=_partners,
        ),
    ),
)


async def go_on_with_draft(ctx: Context, dialog: str) -> ReservedCase:
    """Go on with what this member filled in before in a dialog that refers, else begin."""
    waiting = await find_latest_draft(ctx, dialog)
    if waiting and waiting.case:
        return resume_referral(ctx, waiting.case)
    return await begin_referral(ctx)
