"""What the use cases need from the floors above and beside them."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

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
from services.ports.weighings import Weighings
from services.ports.written_rounds import WrittenRounds


class UnitOfWork(Protocol):
    """One transaction over everything the house keeps. Services receive it and open no other."""

    absences: Absences
    address_shares: AddressShares

    agenda_pictures: AgendaPictures
    agenda_proposals: AgendaProposals
    agenda_wishes: AgendaWishes
    agreed_actions: AgreedActions
    attendance_requests: AttendanceRequests
    audit: Audit
    calendar_entries: CalendarEntries
    cases: Cases
    case_imports: CaseImports
    caselist: CaseList
    case_steps: CaseSteps
    channels: Channels
    colours: Colours
    contributions: Contributions
    deliveries: Deliveries
    destructions: Destructions
    discussion_wishes: DiscussionWishes
    discussions: Discussions
    drafts: Drafts
    drills: Drills
    enquiries: Enquiries
    duty_gaps: DutyGaps
    acute_checks: AcuteChecks
    criteria_requests: CriteriaRequests
    intake_confirmations: IntakeConfirmations
    director_requests: DirectorRequests
    referrer_news: AllReferrerNews
    departures: DepartureRequests
    deputies: Deputies
    same_persons: SamePersons
    second_members: SecondMembers
    takeovers: Takeovers
    involved_answers: InvolvedAnswers
    known_checks: KnownChecks
    secret_addresses: SecretAddresses
    duty_swaps: DutySwaps
    duty_changes: DutyChanges
    figures: Figures
    group_referrals: GroupReferrals
    hand_overs: HandOvers
    consults: Consults
    confirmations: Confirmations
    signals: Signals
    incorrect_marks: IncorrectMarks
    reactions: Reactions
    informings: Informings
    escalations: Escalations
    linked_cases: LinkedCases
    merges: Merges
    meeting_runs: MeetingRuns
    meetings: Meetings
    minutes: MinutesOfCases
    notices: Notices
    orphans: Orphans
    own_parts: OwnParts
    people: People
    plans_of_action: PlansOfAction
    reopenings: Reopenings
    retention_holds: RetentionHolds
    extensions: Extensions
    extension_outcomes: ExtensionOutcomes
    supplied_parts: SuppliedParts
    priorities: Priorities
    retention_warnings: RetentionWarnings
    retention_reviews: RetentionReviews
    rooms: Rooms
    rota: Rota
    schedules: Schedules
    sessions: Sessions
    timers: Timers
    weighings: Weighings
    written_rounds: WrittenRounds

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """What is inside comes undone when it raises; what was before stays."""
