"""The outcome of a weighing: a message with code and outcome, and the content in a dialog only."""

from collections.abc import Iterator
from typing import Final

from cards.involved_answer import show_involved, tell_when_answered
from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.page import ButtonView, PageView, ReceiptView, ShownView
from cards.signal import press_to_signal
from cards.words import Text, Value
from domain.case import Case
from domain.identifiers import CaseId
from domain.press import Press
from domain.referral import Criterion
from domain.weighing import Outcome, ShortEffort
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


def name_outcome(outcome: Outcome, effort: ShortEffort) -> Text:
    """Name an outcome; of B what the house does."""
    if outcome is Outcome.ADVICE_OR_SIGNAL:
        return Text(f"weighing.effort_{effort}")
    return Text(f"weighing.outcome_{outcome}")


def show_words(words: str, effort: ShortEffort) -> Iterator[ShownView]:
    """Show what the referrer is told in words, if anything."""
    is_signal = effort is ShortEffort.SIGNAL
    label = Text("weighing.explanation" if is_signal else "weighing.advice")
    if words:
        yield ShownView(label=label, lines=(words,))


def tell_weighed(case: Case, outcome: Outcome, effort: ShortEffort) -> ReceiptView:
    """Tell who weighed a case, or confirmed that, what happens now: of a signal it is written."""
    said: dict[str, Value] = {"code": case.code, "outcome": name_outcome(outcome, effort)}
    is_signal = outcome is Outcome.ADVICE_OR_SIGNAL and effort is ShortEffort.SIGNAL
    next_one = ButtonView(key="signal.case_button", press=press_to_signal(case.id))
    return ReceiptView(
        title=Text("weighing.done", said),
        lines=(
            Text("weighing.referrer_told"),
            *((Text("weighing.signal_next"),) if is_signal else ()),
        ),
        buttons=(next_one,) if is_signal else (),
    )


def lay_out_outcome(view: OutcomeView) -> PageView:
    """Lay out what the house judged and what the referrer can go on with."""
    return PageView(
        title=Text("weighing.told", {"code": view.code}),
        intro=Text("weighing.told_outcome", {"outcome": name_outcome(view.outcome, view.effort)}),
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
    }
    shown = [ShownView(label=Text(key), lines=lines) for key, lines in told.items() if lines[0]]
    return [*shown, *show_words(view.advice, view.effort)]


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
