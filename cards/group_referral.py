"""A group on cards: its mark and how many people, and in a window a row for each case by its code.
Never who they are.
"""

from collections.abc import Sequence
from typing import Final

from cards.case_page import press_leaf
from cards.enquiry import press_enquiries
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import BACK_TO_OVERVIEW, OverviewPart, OverviewPlace, OverviewRow, opening_row
from cards.page import ButtonView, PageView, ReceiptView, ShownView
from cards.referral import EDIT, GROUPS
from cards.screening import SCREEN
from cards.weighing import READ_OUTCOME, WEIGH
from cards.words import Text, Value
from domain.access import Action
from domain.case import Case
from domain.case_page import CaseLeaf
from domain.group_referral import GroupMark
from domain.press import Press
from domain.weighing import Outcome
from services.group_referral_views import ArrivedGroup, GroupNews, GroupRow, GroupView
from services.referral_views import OwnCase

BEGIN_GROUP: Final = "group_referral.begin"
SHOW_GROUP: Final = "group_referral.show"
BACK_TO_INBOX: Final = "group_referral.to_inbox"
ASK_WITHDRAW_GROUP: Final = "group_referral.ask_withdraw"
WITHDRAW_GROUP: Final = "group_referral.withdraw"
SCREEN_GROUP: Final = "group_referral.screen"
ENQUIRE_GROUP: Final = "group_referral.enquire"
_OUTCOMES: Final = frozenset(one.state for one in Outcome)


def press_group(mark: GroupMark, number: int = 1) -> Press:
    """Show a page of a group."""
    return Press(verb=SHOW_GROUP, subject=f"{mark}:{number}")


def read_group_press(press: Press) -> tuple[GroupMark, int]:
    """Read which group is asked for, and which page of it."""
    mark, _, number = press.subject.partition(":")
    return GroupMark(mark), int(number or 1)


def offer_group() -> ShownView:
    """Offer who begins a referral to refer several people at once."""
    button = ButtonView(key="group_referral.begin_button", press=Press(verb=BEGIN_GROUP))
    return ShownView(label=Text("group_referral.several"), lines=(), buttons=(button,))


def draw_group_arrived(kit: Kit, arrived: ArrivedGroup) -> PrivateMessage:
    """Tell a coordinator that a group waits."""
    body = [
        kit.title("group_referral.arrived", mark=arrived.mark),
        kit.facts(
            ("group_referral.people_fact", arrived.people),
            ("case.referred_by", arrived.referred_by),
            ("case.promised_on", arrived.promised_on),
        ),
    ]
    return kit.private(Preview.SCREENING, body, [_show_button(kit, arrived.mark)])


def draw_group_news(kit: Kit, news: GroupNews) -> PrivateMessage:
    """Tell a referrer where their group stands: that it came in, what is known in time, or all."""
    waiting = news.people - news.answered
    said = {"number": news.people, "waiting": waiting}
    body = [kit.title(f"group_referral.news_{_name_step(news)}", mark=news.mark, **said)]
    if waiting and news.is_over:
        body.append(kit.text("group_referral.news_some", **said))
    elif waiting:
        body.append(kit.text("referral.receipt_term", promised_on=news.promised_on))
    else:
        body.append(kit.text("group_referral.news_each"))
    preview = Preview.REFERRAL if waiting else Preview.WEIGHING
    return kit.private(preview, body, [_show_button(kit, news.mark)])


def _name_step(news: GroupNews) -> str:
    if news.answered == news.people:
        return "answered"
    return "promised" if news.is_over else "received"


def _show_button(kit: Kit, mark: GroupMark) -> Part:
    return kit.dialog_button("group_referral.show_button", press_group(mark))


def list_own_groups(cases: Sequence[OwnCase]) -> OverviewPart:
    """List the groups that a member referred, a row for each."""
    groups = dict[GroupMark, list[OwnCase]]()
    for one in cases:
        if one.group:
            groups.setdefault(one.group, []).append(one)
    rows = tuple(_own_row(mark, own) for mark, own in groups.items())
    return OverviewPart(heading=GROUPS, place=OverviewPlace.CASES, rows=rows)


def _own_row(mark: GroupMark, own: Sequence[OwnCase]) -> OverviewRow:
    waiting = sum(one.awaits_answer for one in own)
    said: dict[str, Value] = {"mark": mark, "number": len(own), "waiting": waiting}
    return opening_row(Text("group_referral.own_row", said), "overview.show", press_group(mark))


def lay_out_group(view: GroupView) -> PageView:
    """Lay out a page of a group: a row for each case, with what can be done with it."""
    said: dict[str, Value] = {
        "number": view.rows.length,
        "waiting": view.waiting,
        "on": view.promised_on,
    }
    return PageView(
        title=Text("group_referral.title", {"mark": view.mark}),
        intro=Text("group_referral.standing", said),
        shown=tuple(_lay_out_row(one) for one in view.rows.items),
        buttons=_buttons(view),
        reopen=press_group(view.mark, view.rows.number),
    )


def _lay_out_row(row: GroupRow) -> ShownView:
    phase = Text(
        "group_referral.waits_yes" if row.waits_for_yes else f"case_state.{row.case.state}"
    )
    asked = {"know": row.know, "asked": row.asked}
    return ShownView(
        label=Text("overview.case", {"code": row.case.code, "state": phase}),
        lines=(Text("group_referral.who_know", asked),) if row.asked else (),
        buttons=(*_find_step(row), *_see_answers(row), _open_case(row.case)),
    )


def _find_step(row: GroupRow) -> tuple[ButtonView, ...]:
    case = row.case
    judging = {
        Action.SCREEN: ("inbox.screening_button", SCREEN),
        Action.WEIGH: ("inbox.weighing_button", WEIGH),
    }
    for action, (key, verb) in judging.items():
        if action in row.may:
            press = Press(verb=verb, subject=case.id, version=case.version)
            return (ButtonView(key=key, press=press),)
    if Action.EDIT_REFERRAL in row.may:
        press = Press(verb=EDIT, subject=case.id)
        return (ButtonView(key="group_referral.edit_button", press=press),)
    if row.reads_outcome and case.state in _OUTCOMES:
        press = Press(verb=READ_OUTCOME, subject=case.id)
        return (ButtonView(key="weighing.read_button", press=press),)
    return ()


def _see_answers(row: GroupRow) -> tuple[ButtonView, ...]:
    if not row.asked or Action.ENQUIRE not in row.may:
        return ()
    return (ButtonView(key="enquiry.case_button", press=press_enquiries(row.case.id)),)


def _open_case(case: Case) -> ButtonView:
    return ButtonView(key="same_person.view_button", press=press_leaf(case.id, CaseLeaf.WHY))


def _buttons(view: GroupView) -> tuple[ButtonView, ...]:
    rows = view.rows
    back = Press(verb=BACK_TO_INBOX) if view.is_coordinated else _TO_OVERVIEW
    turning = {"paging.previous": rows.number - 1, "paging.next": rows.number + 1}
    offered = [
        ButtonView(key=key, press=Press(verb=verb, subject=view.mark))
        for action, (key, verb) in _FOR_ALL.items()
        if action in view.may
    ]
    return (
        *offered,
        *(
            ButtonView(key=key, press=press_group(view.mark, number))
            for key, number in turning.items()
            if 1 <= number <= rows.total
        ),
        ButtonView(key="case.hide_button", press=back),
    )


_FOR_ALL: Final = {
    Action.SCREEN: ("group_referral.screen_button", SCREEN_GROUP),
    Action.ENQUIRE: ("group_referral.enquire_button", ENQUIRE_GROUP),
    Action.WITHDRAW_REFERRAL: ("group_referral.withdraw_button", ASK_WITHDRAW_GROUP),
}
_TO_OVERVIEW: Final = Press(verb=BACK_TO_OVERVIEW, subject="1")


def lay_out_group_withdrawal(mark: GroupMark, number: int) -> PageView:
    """Ask before all that is left of a group is withdrawn."""
    return PageView(
        title=Text("group_referral.withdraw_title", {"mark": mark}),
        intro=Text("group_referral.withdraw_meaning", {"number": number}),
        buttons=(
            ButtonView(
                key="referral.withdraw_sure", press=Press(verb=WITHDRAW_GROUP, subject=mark)
            ),
            ButtonView(key="referral.keep", press=press_group(mark)),
        ),
        reopen=press_group(mark),
    )


def tell_group_withdrawn(mark: GroupMark, number: int) -> ReceiptView:
    """Confirm how many referrals of a group were withdrawn."""
    title = Text("group_referral.withdrawn", {"mark": mark, "number": number})
    return ReceiptView(title=title, back=press_group(mark))
