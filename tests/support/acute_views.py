"""What is shown of an acute session, for tests of its cards."""

from dataclasses import replace

from cards.messages import Card, PrivateMessage
from domain.acute_circle import InviteReason
from domain.acute_invitation import InvitationAnswer, InvitationState, ListedInvitation, Quorum
from domain.acute_report import NeededBy
from domain.acute_session import Gathering, Place, SessionState
from domain.house import CrisisNumber
from domain.identifiers import CaseCode, CaseId, InvitationId, MemberId, OrganisationId, SessionId
from domain.member import Member
from services.acute.board import BoardView, Seated
from services.acute.views import (
    AcuteReceiptView,
    DutyView,
    InvitationView,
    ReportSummary,
    SessionView,
)
from tests.support import acute
from tests.support.acute import NOW, TEAMS_LINK
from tests.support.cards import check_card, texts

CODE = CaseCode("ZP2-H55")
SESSION = SessionId("session-1")
HOUSE = Gathering(starts_at=NOW, place=Place.AT_THE_HOUSE)
ONLINE = Gathering(starts_at=NOW, place=Place.ONLINE, link=TEAMS_LINK)
NUMBERS = (CrisisNumber(name="Veilig Thuis", telephone="0800-2000"),)


def a_member(name: str, telephone: str = "000-1") -> Member:
    return Member(
        id=MemberId(name.lower()),
        tenant_id="tenant",
        object_id=name,
        name=name,
        organisation=OrganisationId("police"),
        appointments=(),
        telephone=telephone,
    )


CORA, WIM = a_member("Cora"), a_member("Wim", "000-2")


def a_session(state: SessionState = SessionState.REPORTED, **changes: object) -> SessionView:
    view = SessionView(
        id=SESSION,
        case=CaseId("case-1"),
        code=CODE,
        state=state,
        version=3,
        reported_at=NOW,
        due_at=NOW,
        reporter=WIM,
        reporting_organisation="Gemeente",
        director=None if state is SessionState.REPORTED else CORA,
        gathering=None,
        named=None,
    )
    return replace(view, **changes)


def a_summary(session: SessionView) -> ReportSummary:
    return ReportSummary(session=session, signals=2, needed_by=NeededBy.NOW)


def a_listed_invitation(answer: InvitationAnswer | None = None) -> ListedInvitation:
    return ListedInvitation(
        invitation=acute.an_invitation(answer=answer),
        code=CODE,
        starts_at=HOUSE.starts_at,
    )


def an_invitation(**changes: object) -> InvitationView:
    view = InvitationView(
        id=InvitationId("i1"),
        code=CODE,
        version=4,
        reason=InviteReason.RULE,
        state=InvitationState.QUEUED,
        session_state=SessionState.CONVENED,
        answer=None,
        gathering=HOUSE,
        director=CORA,
        stands_in_for="",
        shows_subject=True,
    )
    return replace(view, **changes)


def a_board(state: SessionState = SessionState.CONVENED, **changes: object) -> BoardView:
    seat = Seated(
        organisation="Politie",
        organisation_telephone="000-10",
        member="Piet",
        telephone="000-11",
        state=InvitationState.ANSWERED,
        answer=InvitationAnswer.COMES,
    )
    called = replace(seat, organisation="School", member="", telephone="", state=None, answer=None)
    silent = replace(seat, member="Olga", telephone="", state=InvitationState.QUEUED, answer=None)
    board = BoardView(
        session=a_session(state, gathering=HOUSE),
        seats=(seat, silent, called),
        quorum=Quorum(coming=1, needed=2, silent=1),
        may_set_colour=True,
    )
    return replace(board, **changes)


def a_duty(**changes: object) -> DutyView:
    view = DutyView(
        director=CORA,
        is_duty_time=True,
        opens_at=NOW,
        crisis_numbers=NUMBERS,
        emergency_text="Direct gevaar? Bel 112.",
    )
    return replace(view, **changes)


def a_receipt(session: SessionView) -> AcuteReceiptView:
    return AcuteReceiptView(
        session=session,
        told=CORA,
        crisis_numbers=NUMBERS,
        emergency_text="Direct gevaar? Bel 112.",
    )


def card_of(message: PrivateMessage) -> Card:
    assert message.card is not None
    return check_card(message.card)


def read(message: PrivateMessage) -> str:
    return texts(card_of(message))
