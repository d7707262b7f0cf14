"""One case on paper, for the process director who chairs its discussion."""

from dataclasses import dataclass

from cards.kit import Kit
from cards.paper.sheet import fill_sheet
from cards.words import DayOfBirth
from domain.referral import Aim, Criterion
from services.printing import CaseSheet, SheetAction


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agreed:
    """An open agreement: what, who and by when."""

    what: str
    who: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A criterion: what the referrer said of it, and what was judged."""

    about: str
    said: str
    explanation: str
    judged: str


def draw_case_sheet(kit: Kit, sheet: CaseSheet) -> str:
    """Draw one case for A4."""
    identity = sheet.referral.identity
    return fill_sheet(
        kit,
        "case.html",
        language=kit.words.language.value,
        sheet=sheet,
        actions=[_tell(kit, sheet, one) for one in sheet.actions],
        printed_on=kit.day(sheet.on),
        born_on=kit.day(DayOfBirth.of(identity.born_on)) if identity.born_on else "",
        review_on=kit.day(sheet.colour.standing.next_review_on) if sheet.colour else "",
        has_question=sheet.referral.aim is Aim.OTHER_QUESTION,
        criteria=[_judge(kit, sheet, one) for one in Criterion],
        required=[sheet.name(one) for one in sheet.colour.standing.required]
        if sheet.colour
        else [],
    )


def _tell(kit: Kit, sheet: CaseSheet, agreed: SheetAction) -> _Agreed:
    return _Agreed(
        what=agreed.what,
        who=f"{agreed.owner}, {sheet.name(agreed.organisation)}",
        due_on=kit.day(agreed.due_on),
    )


def _judge(kit: Kit, sheet: CaseSheet, criterion: Criterion) -> _Judged:
    given = sheet.referral.explained(criterion)
    said = f"fulfilment.{given.fulfilment}" if given else "judging.not_explained"
    judged = ""
    if sheet.met is not None:
        judged = kit.words("weighing.met" if criterion in sheet.met else "weighing.not_met")
    return _Judged(
        about=kit.words(f"paper.about_{criterion}"),
        said=kit.words(said),
        explanation=given.explanation if given else "",
        judged=judged,
    )
