"""One transaction over everything the house keeps, in the shape services and the edge ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from services.ports.absences import Absences
from services.ports.acute_checks import AcuteChecks
from services.ports.address_shares import AddressShares
from services.ports.agenda_pictures import AgendaPictures
from services.ports.agenda_proposals import AgendaProposals
from services.ports.agenda_wishes import AgendaWishes
from services.ports.agreed_actions import AgreedActions
from services.ports.attendance_requests import AttendanceRequests
from services.ports.audit import Audit
from services.ports.calendar_entries import CalendarEntries
from services.ports.case_imports import CaseImports
from services.ports.case_steps import CaseSteps
from services.ports.caselist import CaseList
from services.ports.cases import Cases
from services.ports.colours import Colours
from services.ports.confirmations import Confirmations
from services.ports.consults import Consults
from services.ports.contributions import Contributions
from services.ports.criteria_requests import CriteriaRequests
from services.ports.deliveries import Deliveries
from services.ports.departures import DepartureRequests
from services.ports.deputies import Deputies
from services.ports.destructions import Destructions
from services.ports.director_requests import DirectorRequests
from services.ports.discussion_wishes import DiscussionWishes
from services.ports.discussions import Discussions
from services.ports.drafts import Drafts
from services.ports.drills import Drills
from services.ports.duty_changes import DutyChanges
from services.ports.duty_gaps import DutyGaps
from services.ports.duty_swaps import DutySwaps
from services.ports.enquiries import Enquiries
from services.ports.escalations import Escalations
from services.ports.extension_outcomes import ExtensionOutcomes
from services.ports.extensions import Extensions
from services.ports.figures import Figures
from services.ports.group_referrals import GroupReferrals
from services.ports.hand_overs import HandOvers
from services.ports.incorrect_marks import IncorrectMarks
from services.ports.informing import Informings
from services.ports.intake_confirmations import IntakeConfirmations
from services.ports.involved_answers import InvolvedAnswers
from services.ports.known_checks import KnownChecks
from services.ports.linked_cases import LinkedCases
from services.ports.meeting_runs import MeetingRuns
from services.ports.meetings import Meetings
from services.ports.merges import Merges
from services.ports.minutes import MinutesOfCases
from services.ports.notices import Notices
from services.ports.orphans import Orphans
from services.ports.own_parts import OwnParts
from services.ports.people import Channels, People, Rota, Schedules
from services.ports.plans_of_action import PlansOfAction
from services.ports.priorities import Priorities
from services.ports.reactions import Reactions
from services.ports.referrer_news import AllReferrerNews
from services.ports.reopenings import Reopenings
from services.ports.retention_holds import RetentionHolds
from services.ports.retention_reviews import RetentionReviews
from services.ports.retention_warnings import RetentionWarnings
from services.ports.rooms import Rooms
from services.ports.same_persons import SamePersons
from services.ports.second_members import SecondMembers
from services.ports.secret_addresses import SecretAddresses
from services.ports.sessions import Sessions
from services.ports.signals import Signals
from services.ports.supplied_parts import SuppliedParts
from services.ports.takeovers import Takeovers
from services.ports.timers import Timers
from services.ports.turns import Addresses, Inbox, Replies
from services.ports.weighings import Weighings
from services.ports.written_rounds import WrittenRounds
from storage.absences import AbsenceRows
from storage.acute_checks import AcuteCheckRows
from storage.acute_sessions import SessionRows
from storage.address_shares import AddressShareRows
from storage.addresses import AddressRows
from storage.agenda_pictures import AgendaPictureRows
from storage.agenda_proposals import AgendaProposalRows
from storage.agenda_wishes import AgendaWishRows
from storage.agreed_actions import AgreedActionRows
from storage.attendance_requests import AttendanceRequestRows
from storage.audit import AuditRows
from storage.audit_gathering import GatheredAudit
from storage.calendar_entries import CalendarEntryRows
from storage.case_imports import CaseImportRows
from storage.case_steps import CaseStepRows
from storage.caselist import CaseListRows
from storage.cases import CaseRows
from storage.channels import ChannelRows
from storage.clock import advance_business_clock, clocks_of
from storage.colours import ColourRows
from storage.confirmations import ConfirmationRows
from storage.consults import ConsultRows
from storage.contributions import ContributionRows
from storage.criteria_requests import CriteriaRequestRows
from storage.deliveries import DeliveryRows
from storage.departures import DepartureRows
from storage.deputies import DeputyRows
from storage.destructions import DestructionRows
from storage.director_requests import DirectorRequestRows
from storage.discussion_wishes import DiscussionWishRows
from storage.discussions import DiscussionRows
from storage.drafts import DraftRows
from storage.drills import DrillRows
from storage.duty_changes import DutyChangeRows
from storage.duty_gaps import DutyGapRows
from storage.duty_swaps import DutySwapRows
from storage.enquiries import EnquiryRows
from storage.escalations import EscalationRows
from storage.extension_outcomes import ExtensionOutcomeRows
from storage.extensions import ExtensionRows
from storage.failures import named_errors
from storage.fields import Fields
from storage.figures import FigureRows
from storage.group_referrals import GroupReferralRows
from storage.hand_overs import HandOverRows
from storage.inbox import InboxRows
from storage.incorrect_marks import IncorrectMarkRows
from storage.informing import InformingRows
from storage.intake_confirmations import IntakeConfirmationRows
from storage.involved_answers import InvolvedAnswerRows
from storage.known_checks import KnownCheckRows
from storage.linked_cases import LinkedCaseRows
from storage.meeting_runs import MeetingRunRows
from storage.meetings import MeetingRows
from storage.merging import MergeRows
from storage.minutes import MinutesRows
from storage.notices import NoticeRows, ReplyRows
from storage.orphans import OrphanRows
from storage.own_parts import OwnPartRows
from storage.people import PeopleRows, RememberedPeople
from storage.plans_of_action import PlanOfActionRows
from storage.priorities import PriorityRows
from storage.reactions import ReactionRows
from storage.referrer_news import ReferrerNewsRows
from storage.reopenings import ReopeningRows
from storage.retention_holds import RetentionHoldRows
from storage.retention_reviews import RetentionReviewRows
from storage.retention_warnings import RetentionWarningRows
from storage.rooms import RoomRows
from storage.rota import RotaRows
from storage.same_persons import SamePersonRows
from storage.schedules import ScheduleRows
from storage.second_members import SecondMemberRows
from storage.secret_addresses import SecretAddressRows
from storage.signals import SignalRows
from storage.supplied_parts import SuppliedPartRows
from storage.takeovers import TakeoverRows
from storage.timers import TimerRows
from storage.transaction import Transaction
from storage.weighings import WeighingRows
from storage.written_rounds import WrittenRoundRows


class UnitOfWork:
    """Everything a turn, a job or a renderer may touch, on one connection."""

    deliveries: Deliveries
    notices: Notices
    replies: Replies

    def __init__(
        self, connection: Transaction, fields: Fields, remembered: RememberedPeople
    ) -> None:
        self._connection = connection
        self.absences: Absences = AbsenceRows(connection)
        self.addresses: Addresses = AddressRows(connection)
        self._open_acute(connection, fields)
        self._open_agendas(connection, fields)
        self._open_statements(connection, fields)
        self._open_cases(connection, fields)
        self._open_asked(connection, fields)
        self._open_retention(connection, fields)
        self.attendance_requests: AttendanceRequests = AttendanceRequestRows(connection)
        self._gathered = GatheredAudit(AuditRows(connection))
        self.audit: Audit = self._gathered
        self.calendar_entries: CalendarEntries = CalendarEntryRows(connection)
        self.channels: Channels = ChannelRows(connection)
        self.contributions: Contributions = ContributionRows(connection, fields)
        self.drafts: Drafts = DraftRows(connection, fields)
        self.figures: Figures = FigureRows(connection)
        self.inbox: Inbox = InboxRows(connection, fields)
        self.meeting_runs: MeetingRuns = MeetingRunRows(connection)
        self.meetings: Meetings = MeetingRows(connection)
        self.minutes: MinutesOfCases = MinutesRows(connection, fields)
        self.own_parts: OwnParts = OwnPartRows(connection)
        self.people: People = PeopleRows(connection, remembered)
        self.referrer_news: AllReferrerNews = ReferrerNewsRows(connection)
        self.schedules: Schedules = ScheduleRows(connection, remembered)
        self._timers = TimerRows(connection)
        self.timers: Timers = self._timers
        self._open_messages(connection, fields)

    def _open_messages(self, connection: Transaction, fields: Fields) -> None:
        self._messages = (
            DeliveryRows(connection),
            NoticeRows(connection),
            ReplyRows(connection, fields),
        )
        self.deliveries, self.notices, self.replies = self._messages

    def _open_acute(self, connection: Transaction, fields: Fields) -> None:
        self.drills: Drills = DrillRows(connection, fields)
        self.acute_checks: AcuteChecks = AcuteCheckRows(connection)
        self.criteria_requests: CriteriaRequests = CriteriaRequestRows(connection)
        self.intake_confirmations: IntakeConfirmations = IntakeConfirmationRows(connection)
        self.duty_gaps: DutyGaps = DutyGapRows(connection)
        self.duty_swaps: DutySwaps = DutySwapRows(connection)
        self.duty_changes: DutyChanges = DutyChangeRows(connection)
        self.escalations: Escalations = EscalationRows(connection)
        self.rooms: Rooms = RoomRows(connection)
        self.rota: Rota = RotaRows(connection)
        self.sessions: Sessions = SessionRows(connection, fields)

    def _open_cases(self, connection: Transaction, fields: Fields) -> None:
        self.agreed_actions: AgreedActions = AgreedActionRows(connection, fields)
        self.cases: Cases = CaseRows(connection, fields)
        self.case_imports: CaseImports = CaseImportRows(connection, fields)
        self.caselist: CaseList = CaseListRows(connection)
        self.case_steps: CaseSteps = CaseStepRows(connection, fields)
        self.reopenings: Reopenings = ReopeningRows(connection, fields)
        self.colours: Colours = ColourRows(connection, fields)
        self.discussion_wishes: DiscussionWishes = DiscussionWishRows(connection, fields)
        self.priorities: Priorities = PriorityRows(connection, fields)
        self.informings: Informings = InformingRows(connection, fields)
        self.discussions: Discussions = DiscussionRows(connection, fields)
        self.plans_of_action: PlansOfAction = PlanOfActionRows(connection, fields)
        self.same_persons: SamePersons = SamePersonRows(connection, fields)
        self.address_shares: AddressShares = AddressShareRows(connection, fields)
        self.secret_addresses: SecretAddresses = SecretAddressRows(connection, fields)
        self.second_members: SecondMembers = SecondMemberRows(connection, fields)
        self.departures: DepartureRequests = DepartureRows(connection, fields)
        self.deputies: Deputies = DeputyRows(connection)
        self.hand_overs: HandOvers = HandOverRows(connection, fields)
        self.orphans: Orphans = OrphanRows(connection)
        self.director_requests: DirectorRequests = DirectorRequestRows(connection, fields)
        self.weighings: Weighings = WeighingRows(connection, fields)
        self.written_rounds: WrittenRounds = WrittenRoundRows(connection, fields)
        self.linked_cases: LinkedCases = LinkedCaseRows(connection, fields)
        self.merges: Merges = MergeRows(connection, fields)

    def _open_asked(self, connection: Transaction, fields: Fields) -> None:
        """What partners are asked before and after a case is weighed, and what is told of it."""
        self.confirmations: Confirmations = ConfirmationRows(connection, fields)
        self.consults: Consults = ConsultRows(connection, fields)
        self.enquiries: Enquiries = EnquiryRows(connection, fields)
        self.group_referrals: GroupReferrals = GroupReferralRows(connection)
        self.involved_answers: InvolvedAnswers = InvolvedAnswerRows(connection)
        self.known_checks: KnownChecks = KnownCheckRows(connection, fields)
        self.signals: Signals = SignalRows(connection, fields)
        self.takeovers: Takeovers = TakeoverRows(connection, fields)

    def _open_retention(self, connection: Transaction, fields: Fields) -> None:
        self.destructions: Destructions = DestructionRows(connection, fields)
        self.extensions: Extensions = ExtensionRows(connection, fields)
        self.extension_outcomes: ExtensionOutcomes = ExtensionOutcomeRows(connection)
        self.retention_holds: RetentionHolds = RetentionHoldRows(connection, fields)
        self.retention_reviews: RetentionReviews = RetentionReviewRows(connection, fields)
        self.retention_warnings: RetentionWarnings = RetentionWarningRows(connection)
        self.supplied_parts: SuppliedParts = SuppliedPartRows(connection, fields)

    def _open_statements(self, connection: Transaction, fields: Fields) -> None:
        self.incorrect_marks: IncorrectMarks = IncorrectMarkRows(connection, fields)
        self.reactions: Reactions = ReactionRows(connection, fields)

    def _open_agendas(self, connection: Transaction, fields: Fields) -> None:
        self.agenda_pictures: AgendaPictures = AgendaPictureRows(connection)
        self.agenda_proposals: AgendaProposals = AgendaProposalRows(connection)
        self.agenda_wishes: AgendaWishes = AgendaWishRows(connection, fields)

    @property
    def has_left_messages(self) -> bool:
        """Tell whether something waits to be sent once this transaction is kept."""
        return any(rows.has_left_messages for rows in self._messages)

    @property
    def is_awaited(self) -> bool:
        """Tell whether somebody waits for what is due once this transaction is kept."""
        return self._timers.is_awaited

    async def now(self) -> datetime:
        """Read business time, aware UTC."""
        return (await clocks_of(self._connection)).business

    async def advance(self, by: timedelta) -> None:
        """Move business time ahead by whole seconds, on top of earlier moves."""
        await advance_business_clock(self._connection, by)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Roll back what is done inside when it raises; what was before stays."""
        async with named_errors(), self._connection.savepoint():
            with self._gathered.undone_with():
                yield

    async def finish(self) -> None:
        """Write what was left until the end; raises ConflictError when somebody was just before."""
        await self._gathered.write()
