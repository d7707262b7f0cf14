"""The plan of action of a case, to be read in a window."""

from typing import Final

from cards.agreed_action import AGREE_ACTION, READ_ACTIONS
from cards.page import ButtonView, PageView, ShownView
from cards.plain import join_names
from cards.referral import HIDE
from cards.words import Text
from cards.written_round import READ_CASE_ROUND
from domain.access import Action
from domain.plan_of_action import PlanOfAction, PlanVersion, Scenario, ScenarioKind
from domain.press import Press
from domain.written_round import is_written
from services.plan_of_action import PlanView

READ_PLAN: Final = "plan.read"
WRITE_PLAN: Final = "plan.write"
# who wrote what long ago is in the log
_MOST_VERSIONS: Final = 5


def lay_out_plan(view: PlanView) -> PageView:
    """Lay out a plan: what is chosen, every scenario, and who wrote it when."""
    return PageView(
        title=Text("plan_of_action.title", {"code": view.case.code}),
        intro=None if view.plan else Text("plan_of_action.none_yet"),
        shown=_show(view, view.plan) if view.plan else (),
        buttons=_buttons(view),
        reopen=Press(verb=READ_PLAN, subject=view.case.id),
    )


def _show(view: PlanView, plan: PlanOfAction) -> tuple[ShownView, ...]:
    versions = view.versions[:_MOST_VERSIONS]
    return (
        ShownView(label=Text("plan_of_action.choice"), lines=_choice(plan)),
        *(_scenario(view, one) for one in plan.text.scenarios),
        ShownView(
            label=Text("plan_of_action.versions"),
            lines=tuple(_version(view, one) for one in versions),
        ),
    )


def show_chosen(plan: PlanOfAction) -> tuple[ShownView, ...]:
    """Show what is chosen in a plan, with the text of that scenario; the rest is in the plan."""
    chosen = [one for one in plan.text.scenarios if one.kind is plan.text.chosen]
    lines: tuple[Text | str, ...] = (*_choice(plan), *(one.what for one in chosen))
    return (ShownView(label=Text("plan_of_action.dialog"), lines=lines),)


def _choice(plan: PlanOfAction) -> tuple[Text, ...]:
    if plan.text.chosen is None:
        return (Text("plan_of_action.not_chosen"),)
    chosen = Text("plan_of_action.chosen", {"scenario": name_scenario(plan.text.chosen)})
    if plan.text.fallback is None:
        return (chosen,)
    fallback = {"scenario": name_scenario(plan.text.fallback)}
    return (chosen, Text("plan_of_action.fallback", {**fallback}))


def name_scenario(kind: ScenarioKind) -> Text:
    """Name a kind of scenario."""
    return Text(f"plan_of_action.kind_{kind}")


def _scenario(view: PlanView, scenario: Scenario) -> ShownView:
    names = join_names([view.organisations.get(one, one) for one in scenario.who])
    who = (Text("plan_of_action.by", {"names": names}),) if names else ()
    why_not = (
        (Text("plan_of_action.not_possible"), scenario.impossible_because)
        if not scenario.is_possible
        else ()
    )
    return ShownView(label=name_scenario(scenario.kind), lines=(scenario.what, *who, *why_not))


def _version(view: PlanView, version: PlanVersion) -> Text:
    return Text(
        "plan_of_action.version",
        {
            "number": version.number,
            "name": view.writers[version.written_by],
            "at": version.written_at,
        },
    )


def _buttons(view: PlanView) -> tuple[ButtonView, ...]:
    case_id = view.case.id
    number = view.plan.version.number if view.plan else 0
    write = Press(verb=WRITE_PLAN, subject=case_id, version=number)
    offered = (
        (Action.WRITE_PLAN, ButtonView(key="plan_of_action.write_button", press=write)),
        (
            Action.AGREE_ACTION,
            ButtonView(
                key="agreed_action.agree_button", press=Press(verb=AGREE_ACTION, subject=case_id)
            ),
        ),
    )
    read = Press(verb=READ_ACTIONS, subject=f"{case_id}:open:1")
    in_writing = ButtonView(
        key="written_round.case_button", press=Press(verb=READ_CASE_ROUND, subject=case_id)
    )
    return (
        ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=case_id)),
        ButtonView(key="agreed_action.all_button", press=read),
        *([in_writing] if is_written(view.case.colour) else []),
        *(button for action, button in offered if action in view.may),
    )
