"""What is read about an acute case in a dialog only: the report with who it is about, and one's
own agreements.
"""

from collections.abc import Sequence

from cards.acute_left_out import show_circle
from cards.acute_notes import HIDE_NOTED_REPORT, NOTED_REPORT
from cards.acute_report import HIDE_REPORT, READ, name_code, warn_of_number
from cards.acute_session import ACTIONS, HIDE_ACTIONS, HIDE_SUBJECT, TOLD, WHO
from cards.incorrect import MARK_REPORT, MARK_TOLD, offer_marking, tell_report_marks
from cards.page import ButtonView, PageView, ShownView
from cards.referral import tell_birth, write_name
from cards.words import Text
from domain.acute_report import AcuteReport
from domain.acute_session import NamedCode
from domain.identifiers import SessionId
from domain.press import Press
from domain.referral import Identity
from services.acute.notes import NotedReportView
from services.acute.report import ReportView
from services.acute.told import ToldView
from services.acute.views import OwnActionsView, SubjectView
from services.incorrect_reading import ReportMarks


def lay_out_report(view: ReportView) -> PageView:
    """Lay out a report: who, which signals, what is happening."""
    return PageView(
        title=Text("acute.report_title", {"code": view.session.code}),
        shown=(
            *warn_of_number(view.report.unsafe_number),
            _who(view.identity),
            *show_report(view.report, view.session.named, view.marks),
            *(show_circle(view.circle, view.organisations) if view.circle else ()),
        ),
        buttons=(
            *_done(HIDE_REPORT, view.session.id),
            *_offer(view.marks, MARK_REPORT, view.session.id),
        ),
        reopen=Press(verb=READ, subject=view.session.id),
    )


def lay_out_subject(view: SubjectView) -> PageView:
    """Lay out who a session is about, for an invited partner."""
    born = tell_birth(view.born_on)
    return PageView(
        title=Text("acute.report_title", {"code": view.code}),
        intro=Text("acute.who_intro"),
        shown=(ShownView(label=Text("acute.who"), lines=(write_name(view.name), *born)),),
        buttons=_done(HIDE_SUBJECT, view.invitation),
        reopen=Press(verb=WHO, subject=view.invitation),
    )


def lay_out_told(view: ToldView) -> PageView:
    """Lay out what was reported, for who comes; or that its reporter tells it in the session."""
    return PageView(
        title=Text("acute.report_title", {"code": view.code}),
        intro=Text("acute.told_intro" if view.report else "acute.told_orally"),
        shown=(
            *warn_of_number(view.unsafe_number),
            *(_show_happening(view.report, view.marks) if view.report else ()),
        ),
        buttons=(
            *_done(HIDE_SUBJECT, view.invitation),
            *_offer(view.marks, MARK_TOLD, view.invitation),
        ),
        reopen=Press(verb=TOLD, subject=view.invitation),
    )


def lay_out_noted_report(view: NotedReportView) -> PageView:
    """Lay out who a session is about and what was reported, for who takes notes."""
    return PageView(
        title=Text("acute.report_title", {"code": view.code}),
        shown=(
            *warn_of_number(view.report.unsafe_number),
            _who(view.identity),
            *_show_happening(view.report, view.marks),
        ),
        buttons=(
            *_done(HIDE_NOTED_REPORT, view.session),
            *_offer(view.marks, MARK_REPORT, view.session),
        ),
        reopen=Press(verb=NOTED_REPORT, subject=view.session),
    )


def lay_out_own_actions(session: SessionId, view: OwnActionsView) -> PageView:
    """Lay out what a member promised."""
    shown = [
        ShownView(label=Text("acute.action_due", {"on": action.due_on}), lines=(action.what,))
        for action in view.actions
    ]
    return PageView(
        title=Text("acute.closed_title", {"code": view.code}),
        shown=tuple(shown),
        buttons=_done(HIDE_ACTIONS, session),
        reopen=Press(verb=ACTIONS, subject=session),
    )


def show_report(
    report: AcuteReport, named: NamedCode | None, marks: ReportMarks
) -> tuple[ShownView, ...]:
    """Show what was reported, without who it is about, to a process director."""
    code = [ShownView(label=Text("acute.named"), lines=(name_code(named),))] if named else []
    shared = Text("acute.share_read" if report.may_share else "acute.share_orally")
    sharing = ShownView(label=Text("acute.sharing"), lines=(shared,))
    return (*code, *_show_happening(report, marks), sharing, *_show_withdrawal(report))


def _show_withdrawal(report: AcuteReport) -> list[ShownView]:
    why = {
        "acute_withdrawal.why_withdrawn": report.why_withdrawn,
        "acute_withdrawal.why_called_off": report.why_called_off,
    }
    return [ShownView(label=Text(key), lines=(said,)) for key, said in why.items() if said]


def _show_happening(report: AcuteReport, marks: ReportMarks) -> tuple[ShownView, ...]:
    signals: Sequence[Text] = [Text(f"signal.{one}") for one in sorted(report.signals)]
    return (
        ShownView(label=Text("acute.signals"), lines=tuple(signals) or (Text("acute.no_signals"),)),
        ShownView(
            label=Text("acute.happening"), lines=(report.happening, *tell_report_marks(marks))
        ),
        ShownView(
            label=Text("acute.needed_by"), lines=(Text(f"acute.needed_by_{report.needed_by}"),)
        ),
        *(
            ShownView(label=Text("acute.added_at", {"at": one.added_at}), lines=(one.text,))
            for one in report.added
        ),
    )


def _who(identity: Identity) -> ShownView:
    born = tell_birth(identity.born_on)
    address = (identity.address,) if identity.address else ()
    return ShownView(label=Text("acute.who"), lines=(write_name(identity.name), *born, *address))


def _offer(marks: ReportMarks, verb: str, subject: str) -> tuple[ButtonView, ...]:
    return (offer_marking(verb, subject),) if marks.may_mark else ()


def _done(verb: str, subject: str = "") -> tuple[ButtonView, ...]:
    return (ButtonView(key="case.hide_button", press=Press(verb=verb, subject=subject)),)
