"""An acute report on cards: whom to call, what waits, where it is. Never what is reported: the
signals are health and crime details too, so a card only counts them (principle 1).
"""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.page import ShownView
from cards.words import Telephone, Text, Value
from domain.acute_session import NamedCode, SessionState
from domain.house import CrisisNumber
from domain.identifiers import CaseCode
from domain.press import Press
from domain.unsafe_number import NOT_TO_BE_CALLED
from services.acute.views import AcuteReceiptView, DutyView, ReportSummary, SessionView

READ: Final = "acute.read"
TAKE: Final = "acute.take"
JUDGE: Final = "acute.judge"
BOARD: Final = "acute.board"
SHOW_SESSION: Final = "acute.show"
HIDE_REPORT: Final = "acute.hide_report"
COMPLETE: Final = "acute.complete"
RECEIPT: Final = "acute.receipt"
WITHDRAW_REPORT: Final = "acute_withdrawal.withdraw"
CALL_OFF_SESSION: Final = "acute_withdrawal.call_off"
# each has a button of its own; the rest is counted
_MOST_LISTED: Final = 5


def draw_duty(kit: Kit, view: DutyView) -> PrivateMessage:
    """Say whom to call first: 112, then the process director of duty or the crisis numbers."""
    body = [kit.title("acute.emergency", text=view.emergency_text), _director(kit, view)]
    if not view.is_duty_time:
        body += [kit.text("acute.closed_now"), *_numbers(kit, view.crisis_numbers)]
    return kit.private(Preview.ACUTE, body)


def draw_report(kit: Kit, view: ReportSummary) -> PrivateMessage:
    """Draw a report for a process director: code, urgency and how to reach the reporter."""
    session = view.session
    facts: list[tuple[str, Value]] = [
        ("acute.reported_by", f"{session.reporter.name}, {session.reporting_organisation}"),
        ("acute.telephone", call(session.reporter.telephone)),
        ("acute.reported_at", session.reported_at),
        ("acute.needed_by", kit.words(f"acute.needed_by_{view.needed_by}")),
        ("acute.signals", kit.words.count("acute.signal_count", view.signals)),
    ]
    if view.added:
        facts.append(("acute.added_to", kit.words.count("acute.added_count", view.added)))
    body = [
        _report_title(kit, session),
        *say_number_to_avoid(kit, session),
        kit.facts(*facts, *_named(session)),
        _where(kit, session),
        *say_withdrawn(kit, session),
    ]
    preview = Preview.ACUTE_REPORT if session.is_waiting else Preview.ACUTE
    return kit.private(preview, body, _report_buttons(kit, session))


def _report_title(kit: Kit, view: SessionView) -> Part:
    """What nobody took yet stands out, in words as well as in its look."""
    if not view.is_waiting:
        return kit.title("acute.report_title", code=view.code)
    urgent = kit.title("acute.report_urgent", code=view.code)
    return kit.group([{**urgent, "size": "Large"}], style="attention")


def draw_acute_receipt(kit: Kit, view: AcuteReceiptView) -> PrivateMessage:
    """Tell the reporter where the report is; while it waits, the crisis numbers stay in sight."""
    session = view.session
    body = [kit.title("acute.receipt_title", code=session.reported_code)]
    if session.state is SessionState.WITHDRAWN:
        body += _after_withdrawal(kit, view)
    elif view.is_waiting:
        body += [kit.text("acute.waits_until", at=session.due_at, name=view.told.name)]
        body += [kit.text("acute.emergency", text=view.emergency_text)]
        body += _numbers(kit, view.crisis_numbers)
    elif view.is_unanswered:
        body += _whom_to_call(kit, view)
    else:
        body += [_progress(kit, view), *_also_told(kit, view)]
    return kit.private(Preview.ACUTE, body, _receipt_buttons(kit, session))


def _receipt_buttons(kit: Kit, view: SessionView) -> list[Part]:
    # who started a drill stops it, and has nothing to add
    if not view.is_open or kit.is_drill:
        return []
    complete = Press(verb=COMPLETE, subject=view.id)
    withdraw = Press(verb=WITHDRAW_REPORT, subject=view.id)
    may_withdraw = view.withdrawn_at is None
    return [
        kit.dialog_button("acute.more_button", complete),
        *([kit.dialog_button("acute_withdrawal.button", withdraw)] if may_withdraw else []),
    ]


def _after_withdrawal(kit: Kit, view: AcuteReceiptView) -> list[Part]:
    """What is left; where a code was named nothing is said of what that stands for."""
    session = view.session
    whom = session.director or view.told
    is_new = session.named is None and session.director != session.reporter
    return [
        kit.text("acute_withdrawal.you_withdrew"),
        *([kit.text("acute_withdrawal.no_session")] if session.gathering else []),
        *([kit.text("acute_withdrawal.case_goes_on", code=session.code)] if is_new else []),
        kit.text("acute_withdrawal.questions", name=whom.name, telephone=call(whom.telephone)),
    ]


def say_number_to_avoid(kit: Kit, view: SessionView) -> list[Part]:
    """Warn a process director that there is a number that nobody may call, without that number."""
    return [kit.text("acute.number_on_board")] if view.has_unsafe_number else []


def say_withdrawn(kit: Kit, view: SessionView) -> list[Part]:
    """Say that the reporter withdrew a report of which the session still runs."""
    if not view.is_open or view.withdrawn_at is None:
        return []
    return [kit.text("acute_withdrawal.withdrawn_on", at=view.withdrawn_at)]


def _also_told(kit: Kit, view: AcuteReceiptView) -> list[Part]:
    return [
        kit.text("acute.also_told", name=one.name, telephone=call(one.telephone))
        for one in view.also_told
    ]


def _whom_to_call(kit: Kit, view: AcuteReceiptView) -> list[Part]:
    """Nobody took the report: 112 and the crisis numbers first, then everybody who was told. In a
    drill nobody is called outside it.
    """
    told = (view.told, *view.also_told)
    first = [
        kit.text("acute.emergency", text=view.emergency_text),
        *_numbers(kit, view.crisis_numbers),
    ]
    return [
        kit.text("acute.nobody_answers"),
        *([] if kit.is_drill else first),
        *(_numbers(kit, [CrisisNumber(name=m.name, telephone=m.telephone) for m in told])),
    ]


def draw_out_of_treatment(kit: Kit, code: CaseCode) -> PrivateMessage:
    """Say that no session can be opened on a case any more, and what to do."""
    return kit.short("acute.out_of_treatment", code=code)


def draw_open_sessions(kit: Kit, sessions: Sequence[SessionView]) -> PrivateMessage:
    """List the reports and sessions that wait for a process director."""
    if not sessions:
        return kit.short("acute.nothing_open")
    lines = [
        kit.group(
            [
                kit.text(
                    "acute.open_line", code=one.code, at=one.reported_at, state=say_state(kit, one)
                ),
                kit.row_of(
                    [kit.button("acute.show_button", Press(verb=SHOW_SESSION, subject=one.id))]
                ),
            ]
        )
        for one in sessions[:_MOST_LISTED]
    ]
    rest = len(sessions) - _MOST_LISTED
    more = [kit.counted("acute.more_open", rest)] if rest > 0 else []
    return kit.private(Preview.ACUTE, [kit.title("acute.open_title"), *lines, *more])


def list_in_charge(kit: Kit, sessions: Sequence[SessionView]) -> Sequence[OverviewPart]:
    """The reports and sessions that a process director answers for, as a part of *mijn*."""
    rows = tuple(
        OverviewRow(
            text=Text(
                "acute.open_line",
                {
                    "code": one.code,
                    "at": kit.short_moment(one.reported_at),
                    "state": say_state(kit, one),
                },
            ),
            button=RowButton(
                key="acute.show_button", press=Press(verb=SHOW_SESSION, subject=one.id)
            ),
        )
        for one in sessions
    )
    part = OverviewPart(heading="acute.open_title", place=OverviewPlace.ACUTE, rows=rows)
    return [part] if rows else []


def _director(kit: Kit, view: DutyView) -> Part:
    key = "acute.duty_director" if view.is_duty_time else "acute.next_duty"
    number = call(view.director.telephone)
    return kit.text(key, name=view.director.name, telephone=number, at=view.opens_at)


def call(number: str) -> Value:
    """A number to tap, or that there is none; of one that nobody may call only that."""
    if number == NOT_TO_BE_CALLED:
        return Text("acute.not_to_be_called")
    return Telephone(number) if number else Text("acute.no_number")


def _numbers(kit: Kit, numbers: Sequence[CrisisNumber]) -> list[Part]:
    return [
        kit.text("acute.crisis_number", name=one.name, telephone=call(one.telephone))
        for one in numbers
    ]


def say_state(kit: Kit, view: SessionView) -> str:
    """Say in a few words where a report or session is."""
    if view.state is SessionState.REPORTED and view.director is None:
        return kit.words("acute.state_waiting")
    return kit.words(f"acute.state_{view.state}")


def _where(kit: Kit, view: SessionView) -> Part:
    if view.state is SessionState.WITHDRAWN:
        return kit.text(
            "acute_withdrawal.was_called_off"
            if view.gathering
            else "acute_withdrawal.was_withdrawn"
        )
    if view.state is SessionState.DRILL_OVER:
        return kit.text("acute.is_drill_over")
    if view.director is None:
        return kit.text("acute.not_taken")
    key = "acute.taken_by" if view.state is SessionState.REPORTED else f"acute.is_{view.state}"
    if kit.is_drill and view.state is SessionState.NOT_ACUTE:
        key = "drill.is_not_acute"
    return kit.text(key, name=view.director.name)


def _progress(kit: Kit, view: AcuteReceiptView) -> Part:
    session = view.session
    if session.director is None:
        number = call(view.told.telephone)
        is_over = session.state is SessionState.DRILL_OVER
        key = "acute.receipt_drill_over" if is_over else "acute.handed_to"
        return kit.text(key, name=view.told.name, telephone=number)
    number = call(session.director.telephone)
    if session.is_open and session.withdrawn_at is not None:
        key = "acute_withdrawal.decides"
        return kit.text(key, name=session.director.name, telephone=number)
    if kit.is_drill and session.state is SessionState.NOT_ACUTE:
        return kit.text("drill.is_not_acute", name=session.director.name)
    return kit.text(f"acute.receipt_{session.state}", name=session.director.name, telephone=number)


def _named(view: SessionView) -> list[tuple[str, Value]]:
    return [("acute.named", name_code(view.named))] if view.named else []


def warn_of_number(unsafe_number: str) -> tuple[ShownView, ...]:
    """Say which number nobody may call; in a window only, before all else."""
    if not unsafe_number:
        return ()
    return (ShownView(label=Text("acute.never_call"), lines=tuple(unsafe_number.splitlines())),)


def name_code(named: NamedCode) -> Text:
    """Say which code was named, and what it matched when it was reported."""
    return Text(f"acute.match_{named.match}", {"code": named.code})


def _report_buttons(kit: Kit, view: SessionView) -> list[Part]:
    board = kit.button("acute.board_button", Press(verb=BOARD, subject=view.id))
    if view.state in {SessionState.CONVENED, SessionState.CLOSED}:
        return [board, *_offer_to_call_off(kit, view)]
    if view.state is SessionState.WITHDRAWN:
        read = kit.dialog_button("acute.read_button", Press(verb=READ, subject=view.id))
        return [*([board] if view.gathering else []), read]
    if view.state is not SessionState.REPORTED:
        return []
    take = Press(verb=TAKE, subject=view.id, version=view.version)
    return [
        *([kit.button("acute.take_button", take)] if view.director is None else []),
        kit.dialog_button("acute.read_button", Press(verb=READ, subject=view.id)),
        kit.dialog_button("acute.judge_button", Press(verb=JUDGE, subject=view.id)),
    ]


def _offer_to_call_off(kit: Kit, view: SessionView) -> list[Part]:
    if not view.is_open or view.withdrawn_at is None:
        return []
    end = Press(verb=CALL_OFF_SESSION, subject=view.id)
    return [kit.dialog_button("acute_withdrawal.call_off_button", end)]


def offer_to_end_withdrawn(kit: Kit, view: SessionView) -> list[Part]:
    """On the board: that the report was withdrawn, and the button beside it."""
    buttons = _offer_to_call_off(kit, view)
    return [*say_withdrawn(kit, view), *([kit.row_of(buttons)] if buttons else [])]
