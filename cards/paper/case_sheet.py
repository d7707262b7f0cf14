"""One case on paper, for the process director who chairs its discussion."""

from dataclasses import dataclass

from cards.contribution import show_contributions
from cards.incorrect import tell_marks
from cards.intake import show_intake
from cards.kit import Kit
from cards.page import ShownView
from cards.paper.sheet import fill_sheet
from cards.words import DayOfBirth
from domain.incorrect import OF_REFERRAL, StatementPart
from domain.plan_of_action import Scenario
from domain.referral import Aim, Criterion
from services.printing import CaseSheet, SheetAction


@dataclass(frozen=True, slots=True, kw_only=True)
class _Agreed:
    """An open agreement: what, who and by when."""

    what: str
    who: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """What is called incorrect of one part, and what its supplier answered."""

    about: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What is shown below a label: a contribution with its conditions, a part of the intake."""

    supplied: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A criterion: what the referrer said of it, and what was judged."""

    about: str
    said: str
    explanation: str
    judged: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A scenario of the plan: what it works with, whether it is chosen, what and who."""

    title: str
    what: str
    who: str
    why_not: str


def draw_case_sheet(kit: Kit, sheet: CaseSheet) -> str:
    """Draw one case for A4."""
    identity = sheet.referral.identity
    return fill_sheet(
        kit,
        "case.html",
        language=kit.words.language.value,
        sheet=sheet,
        actions=[_tell(kit, sheet, one) for one in sheet.actions],
        ways=[_lay_out(kit, sheet, one) for one in _order(sheet)],
        planned_at=kit.moment(sheet.plan.version.written_at) if sheet.plan else "",
        printed_on=kit.day(sheet.on),
        born_on=kit.day(DayOfBirth.of(identity.born_on)) if identity.born_on else "",
        review_on=kit.day(sheet.colour.standing.next_review_on) if sheet.colour else "",
        has_question=sheet.referral.aim is Aim.OTHER_QUESTION,
        criteria=[_judge(kit, sheet, one) for one in Criterion],
        marked=[one for part in OF_REFERRAL if (one := _mark(kit, sheet, part)).lines],
        intake=[_show(kit, one) for one in show_intake(sheet.referral.intake, shows_circle=True)],
        contributed=[_show(kit, one) for one in show_contributions(sheet.contributions)],
        required=[sheet.name(one) for one in sheet.colour.standing.required]
        if sheet.colour
        else [],
    )


def _mark(kit: Kit, sheet: CaseSheet, part: StatementPart) -> _Marked:
    told = tell_marks(sheet.marks, part, sheet.name)
    return _Marked(
        about=kit.words(f"incorrect.part_{part}"), lines=tuple(kit.say(one) for one in told)
    )


def _show(kit: Kit, shown: ShownView) -> _Told:
    lines = (one if isinstance(one, str) else kit.say(one) for one in shown.lines)
    return _Told(supplied=kit.say(shown.label), lines=tuple(lines))


def _tell(kit: Kit, sheet: CaseSheet, agreed: SheetAction) -> _Agreed:
    return _Agreed(
        what=agreed.what,
        who=f"{agreed.owner}, {sheet.name(agreed.organisation)}",
        due_on=kit.day(agreed.due_on),
    )


def _order(sheet: CaseSheet) -> list[Scenario]:
    """What is chosen first, then the fallback, then the rest."""
    if sheet.plan is None:
        return []
    text = sheet.plan.text
    first = (text.chosen, text.fallback)
    return sorted(
        text.scenarios, key=lambda one: first.index(one.kind) if one.kind in first else len(first)
    )


def _lay_out(kit: Kit, sheet: CaseSheet, scenario: Scenario) -> _Way:
    text = sheet.plan.text if sheet.plan else None
    name = kit.words(f"plan_of_action.kind_{scenario.kind}")
    title = name
    if text and text.chosen is scenario.kind:
        title = kit.words("paper.plan_chosen", scenario=name)
    elif text and text.fallback is scenario.kind:
        title = kit.words("paper.plan_fallback", scenario=name)
    return _Way(
        title=title,
        what=scenario.what,
        who="; ".join(sheet.name(one) for one in scenario.who),
        why_not=scenario.impossible_because,
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
