"""That a case may be about the same person as others: their codes and phases, for who judges."""

from collections.abc import Sequence

from cards.case_page import press_leaf
from cards.merging import press_merge
from cards.page import ButtonView, ShownView
from cards.words import Text
from domain.case_page import CaseLeaf
from domain.identifiers import CaseId
from services.same_person import AlikeCase


def offer_alike(case: CaseId, alike: Sequence[AlikeCase]) -> tuple[ShownView, ...]:
    """Show the same to who screens a case, with what they may do with each."""
    if not alike:
        return ()
    hints = (Text("same_person.compare"), Text("same_person.act_here"))
    heading = ShownView(label=Text("same_person.title"), lines=hints)
    return (heading, *(_offer(case, one) for one in alike))


def _offer(case: CaseId, one: AlikeCase) -> ShownView:
    offered = {
        ButtonView(key="same_person.view_button", press=press_leaf(one.id, CaseLeaf.WHY)): (
            one.may_view
        ),
        ButtonView(key="merging.button", press=press_merge(case, one.id)): one.may_merge,
    }
    buttons = tuple(button for button, may in offered.items() if may)
    return ShownView(label=_tell(one), lines=(), buttons=buttons)


def _tell(one: AlikeCase) -> Text:
    phase = Text(f"case_state.{one.state}")
    return Text("same_person.alike", {"code": one.code, "phase": phase})


def show_alike(alike: Sequence[AlikeCase]) -> tuple[ShownView, ...]:
    """Show which other cases may be about the same person; nothing when there is none."""
    lines = tuple(_tell(one) for one in alike)
    hint = Text("same_person.compare")
    act = Text("same_person.what_then")
    return (ShownView(label=Text("same_person.title"), lines=(*lines, hint, act)),) if lines else ()
