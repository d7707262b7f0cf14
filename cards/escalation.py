"""What waits in the acute lane, for who comes next: a code, times and telephone numbers."""

from collections.abc import Sequence

from cards.acute_check import SHOW_CHECK
from cards.acute_report import BOARD, SHOW_SESSION, call
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from domain.acute_session import SessionState
from domain.member import Member
from domain.press import Press
from services.acute.auditor import StalledView
from services.acute.waiting import SilenceView, WaitingView


def draw_waits(kit: Kit, view: WaitingView) -> PrivateMessage:
    """Tell a manager that nobody takes a report, or judges what they took: code and times only."""
    title = kit.title("escalation.waits_title", code=view.code)
    body = [title, *_state(kit, view), *_told(kit, view)]
    if view.waits:
        body.append(kit.text("escalation.manager_asked"))
    return kit.private(_preview(view), body)


def draw_unjudged(kit: Kit, view: WaitingView) -> PrivateMessage:
    """Ask who took a report, or the next in line, to judge it."""
    title = kit.title("escalation.unjudged_title", code=view.code)
    return kit.private(_preview(view), [title, *_state(kit, view)], _open(kit, view))


def draw_alarm(kit: Kit, view: WaitingView) -> PrivateMessage:
    """Tell every process director that everybody was told and nobody acts."""
    if not view.waits:
        title = kit.title("acute.report_title", code=view.code)
        return kit.private(_preview(view), [title, *_state(kit, view)], _open(kit, view))
    word = "alarm" if view.director is None else "unjudged_alarm"
    title = kit.title(f"escalation.{word}_title", code=view.code)
    body = [
        kit.group([{**title, "size": "Large"}], style="attention"),
        *_state(kit, view),
        *_told(kit, view),
        kit.text(f"escalation.{word}_asked"),
    ]
    return kit.private(_preview(view), body, _open(kit, view))


def draw_silence(kit: Kit, view: SilenceView) -> PrivateMessage:
    """Tell who runs a session that a partner does not answer, and whom to call."""
    body = [
        kit.title("escalation.silence_title", code=view.code),
        kit.text(
            "escalation.silence",
            organisation=view.organisation,
            telephone=call(view.telephone),
            at=view.asked_at,
        ),
        *_numbers(kit, view.asked),
    ]
    board = Press(verb=BOARD, subject=view.session)
    return kit.private(Preview.SESSION, body, [kit.button("acute.board_button", board)])


def draw_stalled(kit: Kit, view: StalledView) -> PrivateMessage:
    """Tell a process director that the house does nothing about a session by itself any more."""
    word = "escalation.stalled_check" if view.check else "escalation.stalled"
    body = [
        kit.title("escalation.stalled_title", code=view.code),
        kit.text("escalation.reported_at", at=view.reported_at),
        kit.text(word),
    ]
    show = Press(verb=SHOW_SESSION, subject=view.session)
    if view.check:
        show = Press(verb=SHOW_CHECK, subject=view.check)
    return kit.private(Preview.ACUTE, body, [kit.button("acute.show_button", show)])


def draw_lag(kit: Kit) -> PrivateMessage:
    """Tell a process director that acute messages leave late: the telephone works."""
    return kit.private(
        Preview.ACUTE, [kit.title("escalation.lag_title"), kit.text("escalation.lag")]
    )


def _preview(view: WaitingView) -> Preview:
    return Preview.ACUTE_WAITS if view.waits else Preview.ACUTE


def _state(kit: Kit, view: WaitingView) -> list[Part]:
    """Where the report is: what was true when it was sent is not what is true now."""
    reported = kit.text("escalation.reported_at", at=view.reported_at)
    if view.state is SessionState.WITHDRAWN:
        return [reported, kit.text("acute_withdrawal.was_withdrawn")]
    if view.state is SessionState.DRILL_OVER:
        return [reported, kit.text("acute.is_drill_over")]
    if view.director is None:
        return [reported, kit.text("acute.not_taken")]
    if view.waits:
        return [reported, kit.text("escalation.not_judged", name=view.director.name)]
    return [reported, kit.text(f"acute.is_{view.state}", name=view.director.name)]


def _told(kit: Kit, view: WaitingView) -> list[Part]:
    if not view.waits or not view.told:
        return []
    return [kit.text("escalation.told"), *_numbers(kit, view.told)]


def _numbers(kit: Kit, members: Sequence[Member]) -> list[Part]:
    return [
        kit.text("acute.crisis_number", name=one.name, telephone=call(one.telephone))
        for one in members
    ]


def _open(kit: Kit, view: WaitingView) -> list[Part]:
    return [kit.button("acute.show_button", Press(verb=SHOW_SESSION, subject=view.session))]
