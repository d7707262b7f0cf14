"""The list of prioritised cases on cards: why a case is on it, in a window, and of which cases it
is asked anew, by their codes.
"""

from collections.abc import Sequence
from typing import Final

from cards.agreement import tell_agreement
from cards.overview import OverviewPart, asked_part, opening_row
from cards.page import ButtonView, PageView, ShownView
from cards.referral import HIDE
from cards.words import PublicAddress, Text, Value
from domain.house import PrioritisedList
from domain.identifiers import CaseId
from domain.press import Press
from domain.priority import PriorityDecision
from services.paging import Pages
from services.priority import FullList, PriorityRow, PriorityView

READ_PRIORITY: Final = "priority.read"
PRIORITISE: Final = "priority.open"
END_PRIORITY: Final = "priority.end"
_PUT_AWAY: Final = Press(verb=HIDE)


def lay_out_priority(view: PriorityView, back: Press = _PUT_AWAY) -> PageView:
    """Lay out why a case is on the list, and every step before; ``back`` gives back where it was
    opened from.
    """
    is_on_list, pages = view.case.prioritised_on is not None, view.decisions
    return PageView(
        title=Text("priority.why_title", {"code": view.case.code}),
        intro=None if is_on_list else Text("priority.not_on_list"),
        notes=(Text("priority.outdated"),) if view.is_outdated else (),
        step=_tell_place(pages),
        shown=tuple(_show(view, one) for one in pages.items),
        buttons=(
            *(_offer_decisions(view) if view.may_decide else ()),
            *_turn(view.case.id, pages),
            ButtonView(key="case.hide_button", press=back),
        ),
        reopen=_press_to_read(view.case.id, pages.number),
    )


def read_steps(press: Press) -> tuple[CaseId, int]:
    """Read of which case the steps are asked for, and which page of them."""
    case_id, _, number = press.subject.partition(":")
    return CaseId(case_id), int(number or 1)


def _press_to_read(case_id: CaseId, number: int) -> Press:
    return Press(verb=READ_PRIORITY, subject=f"{case_id}:{number}")


def _tell_place(pages: Pages[PriorityDecision]) -> Text | None:
    if pages.total == 1:
        return None
    return Text("case_page.place", {"number": pages.number, "total": pages.total})


def _turn(case_id: CaseId, pages: Pages[PriorityDecision]) -> tuple[ButtonView, ...]:
    """The next page, and round; nothing where there is one."""
    if pages.total == 1:
        return ()
    press = _press_to_read(case_id, pages.number % pages.total + 1)
    return (ButtonView(key="case_page.turn", press=press),)


def _offer_decisions(view: PriorityView) -> tuple[ButtonView, ...]:
    case = view.case.id
    keep = Press(verb=PRIORITISE, subject=case)
    if view.case.prioritised_on is None:
        return (ButtonView(key="priority.button", press=keep),)
    end = Press(verb=END_PRIORITY, subject=case)
    return (
        ButtonView(key="priority.confirm_button", press=keep),
        ButtonView(key="priority.end_button", press=end),
    )


def _show(view: PriorityView, decision: PriorityDecision) -> ShownView:
    signed = decision.signed
    said: dict[str, Value] = {"name": view.names[signed.by], "at": signed.at}
    agreed = tell_agreement(decision.agreement, view.organisations) if decision.agreement else ()
    return ShownView(
        label=Text(f"priority.step_{decision.step}", said),
        lines=(*_show_grounds(decision), *agreed) or (Text("priority.with_the_case"),),
    )


def _show_grounds(decision: PriorityDecision) -> tuple[Text | str, ...]:
    """Why, which criteria are met, and in which version everybody can read them."""
    published = (_tell_published(decision.criteria_version, decision.criteria_address),)
    met = tuple(Text("priority.met", {"criterion": one.text}) for one in decision.met)
    return (*filter(None, (decision.reason,)), *met, *(published if met else ()))


def _tell_published(version: str, address: str) -> Text:
    return Text("priority.published", {"version": version, "address": PublicAddress(address)})


def show_published(published: PrioritisedList, full: FullList | None) -> tuple[ShownView, ...]:
    """Show which criteria hold and where they are read; who is longest on a list that is full."""
    where = _tell_published(published.criteria_version, published.criteria_address)
    criteria = ShownView(label=Text("priority.criteria"), lines=(where,))
    if full is None:
        return (criteria,)
    said: dict[str, Value] = {
        "cases": full.cases,
        "size": full.size,
        "code": full.longest,
        "since": full.since,
    }
    room = ShownView(label=Text("priority.full"), lines=(Text("priority.longest", said),))
    return (room, criteria)


def show_last_priority(decision: PriorityDecision | None) -> tuple[ShownView, ...]:
    """Show why a case is on the list now."""
    if decision is None:
        return ()
    return (ShownView(label=Text("priority.now"), lines=_show_grounds(decision)),)


def list_to_confirm_again(rows: Sequence[PriorityRow]) -> OverviewPart:
    """The cases on the list of which it is asked whether they meet the criteria of today."""
    return asked_part(
        "priority.unconfirmed",
        (
            opening_row(
                Text("priority.row", {"code": one.code, "since": one.since}),
                "priority.decide_button",
                Press(verb=READ_PRIORITY, subject=one.case),
            )
            for one in rows
        ),
    )
