"""The outcome of a weighing: a message with code and outcome, and the content in a dialog only."""

from typing import Final

from cards.involved_answer import show_involved, tell_when_answered
from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.page import ButtonView, PageView, ShownView
from cards.words import Text
from domain.identifiers import CaseId
from domain.press import Press
from domain.referral import Criterion
from services.weighing import OutcomeView, ToldOutcome

WEIGH: Final = "weighing.open"
READ_OUTCOME: Final = "weighing.read"
BACK_TO_OUTCOME: Final = "weighing.back"


def draw_how_to_weigh(kit: Kit) -> PrivateMessage:
    """Tell how to ask for a weighing."""
    return kit.short("weighing.how_to")


def draw_weighed(kit: Kit, told: ToldOutcome, case_id: CaseId) -> PrivateMessage:
    """Tell a referrer what the house decided, and whether their question is answered."""
    involved = (tell_when_answered(told.involved),) if told.involved else ()
    body = [
        kit.title("weighing.told", code=told.code),
        kit.text("weighing.told_outcome", outcome=Text(f"weighing.outcome_{told.outcome}")),
        kit.text(f"weighing.meaning_{told.outcome}"),
        *(kit.text(one.key, **one.parameters) for one in involved),
    ]
    read = kit.dialog_button("weighing.read_button", Press(verb=READ_OUTCOME, subject=case_id))
    return kit.private(Preview.WEIGHING, body, [read])


def lay_out_outcome(view: OutcomeView) -> PageView:
    """Lay out what the house judged and what the referrer can go on with."""
    return PageView(
        title=Text("weighing.told", {"code": view.code}),
        intro=Text("weighing.told_outcome", {"outcome": Text(f"weighing.outcome_{view.outcome}")}),
        shown=(
            *_follow_up(view),
            *show_involved(view.involved, view.name_organisation),
            *_criteria(view),
        ),
        buttons=(
            ButtonView(
                key="case.hide_button", press=Press(verb=BACK_TO_OUTCOME, subject=view.case)
            ),
        ),
        reopen=Press(verb=READ_OUTCOME, subject=view.case),
    )


def _follow_up(view: OutcomeView) -> list[ShownView]:
    said = view.said_yes
    yes = (Text("weighing.said_yes", {"by": said.by, "on": said.on}),) if said else ()
    told: dict[str, tuple[str | Text, ...]] = {
        "weighing.no_fit_reason": (view.reason,),
        "weighing.taken_on_by": (view.taken_on_by, *yes),
        "weighing.advice": (view.advice,),
    }
    return [ShownView(label=Text(key), lines=lines) for key, lines in told.items() if lines[0]]


def _criteria(view: OutcomeView) -> list[ShownView]:
    if view.criteria_met is None:
        return []
    return [
        ShownView(
            label=Text(f"criterion.{criterion}"),
            lines=(Text("weighing.met" if criterion in view.criteria_met else "weighing.not_met"),),
        )
        for criterion in Criterion
    ]
