"""What is exported of a case beside its page: how its story was told before, the minutes that were
shared, its acute reports and sessions.
"""

from collections.abc import Iterator

from cards.acute_pages import show_report
from cards.case_page import show_leaf
from cards.minutes import show_minutes, title_minutes
from cards.page import ShownView
from cards.words import Text, Value
from domain.acute_invitation import Invitation
from domain.acute_session import AcuteTest
from services.acute.session_record import SessionRecord
from services.case_export import WholeCase

ExportedSection = tuple[Text, tuple[ShownView, ...]]


def list_beside(whole: WholeCase) -> Iterator[ExportedSection]:
    """List what stands beside the page, each with its heading."""
    for page in whole.earlier:
        yield Text("case_export.earlier_title"), tuple(show_leaf(page))
    for view in whole.minutes:
        yield title_minutes(view), tuple(show_minutes(view))
    for record in whole.sessions:
        title = Text("case_export.session_title", {"at": record.session.reported_at})
        yield title, tuple(_show_session(whole, record))


def _show_session(whole: WholeCase, record: SessionRecord) -> Iterator[ShownView]:
    session, gathering = record.session, record.session.gathering
    yield ShownView(
        label=Text("case_export.reported_by", {"name": whole.names[session.reported_by]}),
        lines=(Text(f"acute.state_{session.state}"),),
    )
    if gathering:
        place = Text(f"acute.place_{gathering.place}")
        held = Text("case_export.gathering", {"at": gathering.starts_at})
        yield ShownView(label=held, lines=(place,))
    if record.report:
        yield from show_report(record.report, None, record.marks)
    if record.test:
        yield _show_test(record.test)
    if record.invitations:
        lines = tuple(_tell_invitation(whole, one) for one in record.invitations)
        yield ShownView(label=Text("case_export.invited"), lines=lines)


def _show_test(test: AcuteTest) -> ShownView:
    label = Text("case_export.acute" if test.is_acute else "case_export.not_acute")
    return ShownView(label=label, lines=(test.reason,))


def _tell_invitation(whole: WholeCase, invitation: Invitation) -> Text:
    said: dict[str, Value] = {
        "name": whole.names[invitation.member],
        "organisation": whole.name_organisation(invitation.organisation),
        "answer": Text(f"acute.answer_{invitation.answer or 'none'}"),
    }
    return Text("case_export.invitation", said)
