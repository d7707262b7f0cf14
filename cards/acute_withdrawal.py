"""An acute report that was withdrawn, and a session that is called off: a code, never why."""

from collections.abc import Sequence

from cards.acute_report import CALL_OFF_SESSION, RECEIPT, SHOW_SESSION, say_state
from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text
from domain.identifiers import CaseCode
from domain.press import Press
from services.acute.views import SessionView
from services.acute.withdrawal import WithdrawnView


def draw_report_withdrawn(kit: Kit, view: WithdrawnView) -> PrivateMessage:
    """Tell a process director that a report was withdrawn; with a session that runs, that it is
    theirs to decide.
    """
    body = [kit.title("acute_withdrawal.title", code=view.code)]
    if view.withdrawn_at is not None:
        body.append(kit.text("acute_withdrawal.withdrawn_on", at=view.withdrawn_at))
    show = kit.button("acute.show_button", Press(verb=SHOW_SESSION, subject=view.session))
    if not view.may_call_off:
        return kit.private(Preview.ACUTE, [*body, kit.text("acute_withdrawal.is_over")], [show])
    end = Press(verb=CALL_OFF_SESSION, subject=view.session)
    body.append(kit.text("acute_withdrawal.you_decide"))
    buttons = [show, kit.dialog_button("acute_withdrawal.call_off_button", end)]
    return kit.private(Preview.ACUTE, body, buttons)


def draw_session_called_off(kit: Kit, code: CaseCode) -> PrivateMessage:
    """Tell who was invited that the session is called off."""
    body = [
        kit.title("acute_withdrawal.called_off_title", code=code),
        kit.text("acute_withdrawal.called_off"),
    ]
    return kit.private(Preview.SESSION, body)


def list_own_reports(kit: Kit, sessions: Sequence[SessionView]) -> Sequence[OverviewPart]:
    """A member's own reports and where they are, as a part of *mijn*."""
    rows = tuple(
        OverviewRow(
            text=Text(
                "acute.open_line",
                {
                    "code": one.reported_code,
                    "at": kit.short_moment(one.reported_at),
                    "state": say_state(kit, one),
                },
            ),
            button=RowButton(key="acute.show_button", press=Press(verb=RECEIPT, subject=one.id)),
        )
        for one in sessions
    )
    part = OverviewPart(
        heading="acute_withdrawal.own_reports", place=OverviewPlace.ACUTE, rows=rows
    )
    return [part] if rows else []
