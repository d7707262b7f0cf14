"""Agreed actions on a card: code, date and who, never what was agreed; that is read in a window."""

from collections.abc import Sequence
from typing import Final

from cards.acute_report import call
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import (
    SHOW_OVERVIEW,
    OverviewPart,
    OverviewPlace,
    OverviewRow,
    RowButton,
)
from cards.page import ButtonView, PageView, PartView, ReceiptView, ShownView
from cards.plain import join_names
from cards.referral import HIDE
from cards.words import Text, Value
from domain.access import Action
from domain.agreed_action import ACTION_ANSWERS, AgreedAction
from domain.identifiers import CaseId
from domain.press import Press
from services.action_reminders import ActionLine, ActionsView, EscalatedView
from services.agreed_action import ActionText, ActionView, CaseActionsView
from services.paging import Pages, turn_to

SHOW_ACTION: Final = "action.show"
READ_ACTION: Final = "action.read"
HIDE_ACTION: Final = "action.hide"
ANSWER_ACTION: Final = "action.answer"
TELEPHONE_ACTION: Final = "action.telephone"
POSTPONE_ACTION: Final = "action.postpone"
ESCALATE_ACTION: Final = "action.escalate"
ESCALATE_READ: Final = "action.escalate_read"
REASSIGN_ACTION: Final = "action.reassign"
READ_ACTIONS: Final = "action.read_all"
AGREE_ACTION: Final = "action.agree"
# a window must stay small, with the longest texts too
ACTIONS_ON_A_PAGE: Final = 8


def list_actions(view: ActionsView) -> Sequence[OverviewPart]:
    """A member's own open actions, and those that wait for their decision, as parts of *mijn*."""
    own = tuple(_row("agreed_action.own_row", line) for line in view.own)
    asked = tuple(_row(_asked_key(line), line) for line in view.asked)
    place = OverviewPlace.ACTIONS
    return (
        OverviewPart(heading="agreed_action.asked_heading", place=place, rows=asked),
        OverviewPart(heading="agreed_action.own_heading", place=place, rows=own),
    )


def draw_escalated(kit: Kit, view: EscalatedView) -> PrivateMessage:
    """Tell a manager that an action stays open: its code and date, and no more."""
    body = [
        kit.title("agreed_action.escalated_title"),
        kit.text("agreed_action.escalated", code=view.code, on=view.due_on),
    ]
    return kit.private(Preview.ACTIONS, body)


def form_escalated_receipt() -> ReceiptView:
    """What is left in a window after an action was escalated."""
    return ReceiptView(title=Text("agreed_action.manager_knows"))


def draw_action(kit: Kit, view: ActionView) -> PrivateMessage:
    """Draw an action as this reader may see it, with what they can do about it."""
    action = view.action
    body = [
        kit.title("agreed_action.title", code=view.code),
        kit.facts(("agreed_action.due_on", action.due_on), *_whose(view)),
        *([] if action.is_open else [_answered(kit, view)]),
        *([] if view.has_owner else [kit.text("agreed_action.no_owner", name=view.owner.name)]),
        *([kit.text("agreed_action.manager_knows")] if action.told_to else []),
    ]
    back = kit.button("case.back_button", Press(verb=SHOW_OVERVIEW, subject="1"))
    return kit.private(Preview.ACTIONS, body, [*_buttons(kit, view), back])


def lay_out_action(view: ActionText) -> PageView:
    """Lay out what was agreed and what was answered."""
    known_as = view.action.id
    return PageView(
        title=Text("agreed_action.title", {"code": view.code}),
        shown=show_action(view.action, view.owner),
        buttons=(
            ButtonView(key="case.hide_button", press=Press(verb=HIDE_ACTION, subject=known_as)),
            *_decide(view),
        ),
        reopen=Press(verb=READ_ACTION, subject=known_as),
    )


def _decide(view: ActionText) -> list[ButtonView]:
    """What a coordinator does about an action, in the window in which it is read."""
    action = view.action
    can_escalate = not (view.is_own or action.told_to)
    shown = (
        ("telephone", TELEPHONE_ACTION, Action.ANSWER_FOR_OWNER in view.may),
        ("postpone", POSTPONE_ACTION, Action.GUARD_ACTION in view.may),
        ("reassign", REASSIGN_ACTION, Action.GUARD_ACTION in view.may),
        ("escalate", ESCALATE_READ, Action.GUARD_ACTION in view.may and can_escalate),
    )
    return [
        ButtonView(
            key=f"agreed_action.{name}_button",
            press=Press(verb=verb, subject=action.id, version=action.version),
        )
        for name, verb, is_shown in shown
        if is_shown
    ]


def lay_out_case_actions(view: CaseActionsView, *, are_open: bool, number: int) -> PageView:
    """Lay out a page of what was agreed about a case: what is open, or what was answered."""
    chosen = [one for one in view.actions if one.is_open is are_open]
    page = turn_to(chosen, number, ACTIONS_ON_A_PAGE)
    may_answer = are_open and Action.ANSWER_FOR_OWNER in view.may
    shown = [part for one in page.items for part in show_action(one, view.owners[one.owner])]
    return PageView(
        title=Text("agreed_action.case_title", {"code": view.case.code}),
        intro=None if page.length else Text("agreed_action.none_here"),
        step=Text("agreed_action.place", {"number": page.number, "total": page.total}),
        shown=() if may_answer else tuple(shown),
        parts=tuple(_open_part(one, view) for one in page.items) if may_answer else (),
        buttons=_list_buttons(view, page, are_open=are_open),
        reopen=_press_page(view, are_open=are_open, number=page.number),
    )


def _open_part(action: AgreedAction, view: CaseActionsView) -> PartView:
    """An open action with the way to decide about it, or to note what was said by telephone."""
    (agreed,) = show_action(action, view.owners[action.owner])
    what = ShownView(label=Text("agreed_action.what"), lines=agreed.lines)
    verb = READ_ACTION if Action.GUARD_ACTION in view.may else TELEPHONE_ACTION
    press = Press(verb=verb, subject=action.id, version=action.version)
    return PartView(title=agreed.label, change=press, shown=(what,))


def _list_buttons(
    view: CaseActionsView, page: Pages[AgreedAction], *, are_open: bool
) -> tuple[ButtonView, ...]:
    put_away = ButtonView(key="case.hide_button", press=Press(verb=HIDE, subject=view.case.id))
    turns = [
        ButtonView(key=key, press=_press_page(view, are_open=are_open, number=to))
        for key, to in (
            ("agreed_action.before", page.number - 1),
            ("agreed_action.after", page.number + 1),
        )
        if 1 <= to <= page.total
    ]
    other = ButtonView(
        key="agreed_action.answered_button" if are_open else "agreed_action.open_button",
        press=_press_page(view, are_open=not are_open, number=1),
    )
    return (put_away, *turns, other)


def _press_page(view: CaseActionsView, *, are_open: bool, number: int) -> Press:
    chosen = "open" if are_open else "answered"
    return Press(verb=READ_ACTIONS, subject=f"{view.case.id}:{chosen}:{number}")


def read_page(press: Press) -> tuple[CaseId, bool, int]:
    """Read which page of what was agreed about which case is asked for."""
    case_id, _, page = press.subject.partition(":")
    chosen, _, number = page.partition(":")
    return CaseId(case_id), chosen != "answered", int(number or 1)


def show_action(action: AgreedAction, owner: str) -> tuple[ShownView, ...]:
    """Show what was agreed with whom, and what was added to the answer."""
    due: dict[str, Value] = {
        "name": owner,
        "on": action.due_on,
        "state": Text(f"agreed_action.state_{action.state}"),
    }
    agreed = ShownView(label=Text("agreed_action.agreed", due), lines=(action.what,))
    noted = ShownView(label=Text("agreed_action.noted"), lines=(action.note,))
    return (agreed, *([noted] if action.note else []))


def _whose(view: ActionView) -> list[tuple[str, Value]]:
    if view.is_own:
        return []
    who: tuple[str, Value] = (
        "agreed_action.owner",
        join_names([view.owner.name, view.organisation.name]),
    )
    if Action.ANSWER_FOR_OWNER not in view.may:
        return [who]
    number = call(view.owner.telephone or view.organisation.telephone)
    return [who, ("agreed_action.telephone", number)]


def _answered(kit: Kit, view: ActionView) -> Part:
    action = view.action
    state = Text(f"agreed_action.state_{action.state}")
    return kit.text(
        "agreed_action.answered", state=state, name=view.changed_by, at=action.changed_at
    )


def _buttons(kit: Kit, view: ActionView) -> list[Part]:
    action = view.action

    def opens(key: str, verb: str) -> Part:
        return kit.dialog_button(key, Press(verb=verb, subject=action.id, version=action.version))

    read = kit.dialog_button(
        "agreed_action.read_button", Press(verb=READ_ACTION, subject=action.id)
    )
    shown = [read]
    if Action.ANSWER_ACTION in view.may:
        shown = [
            *(
                opens(f"agreed_action.{one}_button", f"{ANSWER_ACTION}_{one}")
                for one in ACTION_ANSWERS
            ),
            read,
        ]
    if Action.ANSWER_FOR_OWNER in view.may:
        shown.append(opens("agreed_action.telephone_button", TELEPHONE_ACTION))
    if Action.GUARD_ACTION in view.may:
        shown.append(opens("agreed_action.postpone_button", POSTPONE_ACTION))
        if not view.is_own:
            shown.append(opens("agreed_action.reassign_button", REASSIGN_ACTION))
        if not (view.is_own or action.told_to):
            press = Press(verb=ESCALATE_ACTION, subject=action.id, version=action.version)
            shown.append(kit.button("agreed_action.escalate_button", press))
    return shown


def _asked_key(line: ActionLine) -> str:
    if not line.has_owner:
        return "agreed_action.no_owner_row"
    return f"agreed_action.asked_{line.state}_row"


def _row(key: str, line: ActionLine) -> OverviewRow:
    said: dict[str, Value] = {
        "code": line.code,
        "on": line.due_on,
        "organisation": line.organisation,
    }
    button = RowButton(
        key="agreed_action.show_button", press=Press(verb=SHOW_ACTION, subject=line.id)
    )
    return OverviewRow(text=Text(key, said), button=button)
