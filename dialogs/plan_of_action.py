"""The plan of action as a dialog: a page for each scenario, then which one is chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cards.page import FieldKind, ReceiptView
from cards.words import Text
from dialogs.answers import choices_of, options, text_of
from dialogs.pages import STORY, Beginning, Dialog, Field, Page, Problems, back_to_case
from dialogs.partners import offer_participants
from domain.draft import Answer, Answers
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.plan_of_action import PlanText, Scenario, ScenarioKind
from domain.press import Press
from services.moment import Context
from services.plan_of_action import PlanToWrite, open_plan, record_plan_seen, write_next_plan

_LONGEST: Final = 1000
_LAST: Final = tuple(ScenarioKind)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPlan:
    """The plan of a case as its writer saw it."""

    case: CaseId
    number: int | None = None


async def _may_write(ctx: Context, about: AboutPlan) -> PlanToWrite:
    return await open_plan(ctx, about.case, about.number)


async def _begin(_ctx: Context, found: PlanToWrite) -> Beginning[AboutPlan]:
    case = found.permit.case.id
    return Beginning(
        about=AboutPlan(case=case, number=found.number),
        case=case,
        answers=_fill(found.plan.text) if found.plan else {},
    )


def _fill(text: PlanText) -> Answers:
    answers: dict[str, Answer] = {}
    for one in text.scenarios:
        answers |= {f"what_{one.kind}": one.what, f"possible_{one.kind}": one.is_possible}
        answers |= {f"who_{one.kind}": tuple(one.who)} if one.who else {}
        because = one.impossible_because
        answers |= {f"because_{one.kind}": because} if because else {}
    answers |= {"chosen": text.chosen.value} if text.chosen else {}
    return answers | ({"fallback": text.fallback.value} if text.fallback else {})


async def _sees(ctx: Context, found: PlanToWrite) -> None:
    await record_plan_seen(ctx, found)


async def _write(ctx: Context, found: PlanToWrite, answers: Answers) -> ReceiptView:
    plan = await write_next_plan(ctx, found, _read(answers))
    code, number = found.permit.case.code, plan.version.number
    return ReceiptView(
        title=Text("plan_of_action.written", {"code": code, "number": number}),
        lines=(Text("plan_of_action.who_reads"),),
    )


def _read(answers: Answers) -> PlanText:
    chosen, fallback = text_of(answers, "chosen"), text_of(answers, "fallback")
    return PlanText(
        scenarios=tuple(_read_scenario(kind, answers) for kind in _written(answers)),
        chosen=ScenarioKind(chosen) if chosen else None,
        fallback=ScenarioKind(fallback) if fallback else None,
    )


def _written(answers: Answers) -> list[ScenarioKind]:
    return [kind for kind in ScenarioKind if text_of(answers, f"what_{kind}")]


def _read_scenario(kind: ScenarioKind, answers: Answers) -> Scenario:
    can_be = answers.get(f"possible_{kind}") is True
    return Scenario(
        kind=kind,
        what=text_of(answers, f"what_{kind}"),
        who=tuple(OrganisationId(one) for one in choices_of(answers, f"who_{kind}")),
        impossible_because="" if can_be else text_of(answers, f"because_{kind}"),
    )


def _code_of(found: PlanToWrite, _answers: Answers) -> CaseCode:
    return found.permit.case.code


def _back(found: PlanToWrite) -> Press:
    return back_to_case(found.permit)


def _checking(kind: ScenarioKind) -> Callable[[Answers, date], Problems]:
    """Find what a scenario lacks; one without any answer is not in the plan."""

    def check(answers: Answers, _today: date) -> Problems:
        can_be, because = answers.get(f"possible_{kind}"), text_of(answers, f"because_{kind}")
        others = (can_be, because or None, answers.get(f"who_{kind}"))
        if kind is _LAST and not _written(answers):
            return {f"what_{kind}": Text("plan_of_action.no_scenario")}
        if not text_of(answers, f"what_{kind}"):
            is_begun = any(one is not None for one in others)
            return {f"what_{kind}": Text("plan_of_action.say_what")} if is_begun else {}
        if can_be is None:
            return {f"possible_{kind}": Text("plan_of_action.say_whether")}
        if can_be is False and not because:
            return {f"because_{kind}": Text("plan_of_action.say_why_not")}
        return {}

    return check


def _check_choice(answers: Answers, _today: date) -> Problems:
    possible = {kind for kind in _written(answers) if answers.get(f"possible_{kind}") is True}
    chosen, fallback = text_of(answers, "chosen"), text_of(answers, "fallback")
    problems = {
        field: Text("plan_of_action.cannot_choose")
        for field, kind in (("chosen", chosen), ("fallback", fallback))
        if kind and kind not in possible
    }
    if fallback and fallback in {chosen, "" if chosen else fallback}:
        problems["fallback"] = Text("plan_of_action.no_second_choice")
    return problems


def _page_of(kind: ScenarioKind) -> Page[PlanToWrite]:
    """The page of one scenario."""
    return Page(
        id=kind.value,
        title=f"plan_of_action.kind_{kind}",
        intro="plan_of_action.page_intro",
        fields=(
            Field(
                id=f"what_{kind}",
                kind=FieldKind.LONG_TEXT,
                label="plan_of_action.what",
                hint="plan_of_action.what_hint",
                is_required=False,
                needed_when="plan_of_action.when_written",
                max_length=_LONGEST,
                watches=STORY,
            ),
            Field(
                id=f"who_{kind}",
                kind=FieldKind.CHOICES,
                label="plan_of_action.who",
                is_required=False,
                choices_of=offer_participants,
            ),
            Field(
                id=f"possible_{kind}",
                kind=FieldKind.YES_NO,
                label="plan_of_action.is_possible",
                is_required=False,
                needed_when="plan_of_action.when_written",
            ),
            Field(
                id=f"because_{kind}",
                kind=FieldKind.LONG_TEXT,
                label="plan_of_action.because",
                is_required=False,
                needed_when="plan_of_action.when_not_possible",
                max_length=_LONGEST,
                watches=STORY,
            ),
        ),
        check=_checking(kind),
    )


def _choice_field(name: str) -> Field[object]:
    return Field(
        id=name,
        kind=FieldKind.CHOICE,
        label=f"plan_of_action.{name}_label",
        is_required=False,
        choices=options("plan_of_action.kind_", *ScenarioKind),
    )


PLAN_OF_ACTION: Final[Dialog[AboutPlan, PlanToWrite]] = Dialog(
    name="plan_of_action",
    version=1,
    title="plan_of_action.dialog",
    about=AboutPlan,
    pages=(
        *(_page_of(kind) for kind in ScenarioKind),
        Page(
            id="choice",
            title="plan_of_action.page_choice",
            fields=(_choice_field("chosen"), _choice_field("fallback")),
            check=_check_choice,
        ),
    ),
    allow=_may_write,
    begin=_begin,
    finish=_write,
    code_of=_code_of,
    finish_button="plan_of_action.finish_button",
    way_back=_back,
    sees=_sees,
)
