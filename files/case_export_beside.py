"""What is exported of a case beside its page, as open JSON: how its story was told before, the
minutes that were shared, and its acute reports and sessions.
"""

from collections.abc import Callable, Mapping
from typing import Any

from domain.acute_invitation import Invitation
from domain.acute_report import AcuteReport
from domain.acute_session import AcuteTest
from domain.contribution import PoliceSource
from domain.contribution_access import ContributionShown
from domain.discussion import read_facts
from domain.identifiers import OrganisationId
from domain.incorrect import ToldMark
from domain.referral import Criterion
from services.acute.session_record import SessionRecord
from services.case_export import WholeCase
from services.case_leaves import CasePageView, WhyLeaf
from services.contribution_reading import ContributionView
from services.incorrect_reading import ReportMarks
from services.minutes_views import MinutesView

ExportPart = Mapping[str, Any]
_NameOf = Callable[[OrganisationId], str]


def spread_beside(whole: WholeCase) -> ExportPart:
    """Spread what stands beside the page; what this reader may read nothing of is an empty list."""
    told = [(one, one.leaf) for one in whole.earlier]
    return {
        "earlier": [spread_version(page, leaf) for page, leaf in told if isinstance(leaf, WhyLeaf)],
        "minutes": [_spread_minutes(one) for one in whole.minutes],
        "sessions": [_spread_session(whole, one) for one in whole.sessions],
    }


def spread_version(page: CasePageView, leaf: WhyLeaf) -> dict[str, Any]:
    """Spread the story as it was told in one version, and about whom for who may read that."""
    referral, version = leaf.referral, leaf.versions.items[0]
    case = page.case
    supplied = {
        "by": page.names.get(version.written_by, ""),
        # a case that was merged was told by others
        "organisation": None
        if version.is_merged
        else page.name_organisation(case.referring_organisation),
        "at": version.written_at,
        "of_merged_case": version.is_merged,
    }
    told: dict[str, Any] = {
        "story": {
            "why_now": referral.why_now,
            "aim": referral.aim,
            "question": referral.question,
            "criteria": [_spread_criterion(leaf, one) for one in Criterion],
            "partners": [page.name_organisation(one) for one in referral.partners],
            "supplied": supplied,
        }
    }
    if leaf.identity:
        identity = leaf.identity
        told["identity"] = {"name": identity.name, "born_on": identity.born_on}
        told["identity"]["supplied"] = supplied
    return told


def _spread_criterion(leaf: WhyLeaf, criterion: Criterion) -> ExportPart:
    given = leaf.referral.explained(criterion)
    return {
        "criterion": criterion,
        "fulfilment": given.fulfilment if given else None,
        "explanation": given.explanation if given else "",
        "judged_met": None if leaf.met is None else criterion in leaf.met,
    }


def spread_mark(name: _NameOf, told: ToldMark) -> ExportPart:
    """Spread that somebody calls a statement incorrect, and what its supplier answered."""
    return {
        "part": told.mark.part,
        "organisation": name(told.mark.organisation),
        "at": told.mark.marked_at,
        "what": told.words.what,
        "state": told.mark.state,
        "answer": told.words.answer,
        "answered_at": told.mark.answered_at,
    }


def spread_contribution(view: ContributionView) -> ExportPart:
    """Spread what a partner contributed; only its supplier, for who may read no more."""
    told = view.told
    supplied = {"organisation": view.name(told.organisation), "at": told.written_at}
    if view.how is not ContributionShown.TEXT or told.text is None:
        return {"supplied": supplied}
    conditions = told.text.conditions
    return {
        "supplied": supplied,
        "kind": told.text.kind,
        "category": told.text.category,
        "police": _spread_police(told.text.police),
        "criterion": told.text.criterion,
        "said": told.text.said,
        "ground": told.text.ground,
        "meant_for": conditions.meant_for,
        "organisations": sorted(view.name(one) for one in conditions.organisations),
        "until_on": conditions.until_on,
        "incorrect": [spread_mark(view.name, one) for one in view.marks],
    }


def _spread_police(police: PoliceSource | None) -> ExportPart | None:
    return {"article": police.article, "source": police.source} if police else None


def _spread_minutes(view: MinutesView) -> ExportPart:
    content, edition, minutes = view.content, view.edition, view.minutes
    text = content.text

    def name(organisation: OrganisationId) -> str:
        return view.names.get(organisation, organisation)

    return {
        "of": minutes.source,
        "held_on": minutes.held_on,
        "edition": edition.number if edition else None,
        "approved_by": view.members.get(edition.approved_by, "") if edition else "",
        "approved_at": edition.approved_at if edition else None,
        "objections": view.noted,
        "facts": [{"what": one.what, "source": one.source} for one in read_facts(text.facts)],
        "picture": text.picture,
        "judgement": text.judgement,
        "decision": text.decision,
        "colour": content.colour,
        "review_on": content.review_on,
        "agreed": [
            {
                "what": one.what,
                "owner": view.members.get(one.owner, ""),
                "organisation": name(one.organisation),
                "due_on": one.due_on,
            }
            for one in content.agreed
        ],
        "present": [name(one) for one in content.present],
        "incorrect": [spread_mark(name, one) for one in view.marks],
    }


def _spread_session(whole: WholeCase, record: SessionRecord) -> ExportPart:
    session, gathering = record.session, record.session.gathering
    return {
        "state": session.state,
        "reported_by": whole.names.get(session.reported_by, ""),
        "reported_at": session.reported_at,
        "starts_at": gathering.starts_at if gathering else None,
        "place": gathering.place if gathering else None,
        "report": _spread_report(record.report, record.marks) if record.report else None,
        "test": _spread_test(record.test) if record.test else None,
        "invitations": [_spread_invitation(whole, one) for one in record.invitations],
    }


def _spread_report(report: AcuteReport, marks: ReportMarks) -> ExportPart:
    return {
        "signals": sorted(report.signals),
        "happening": report.happening,
        "needed_by": report.needed_by,
        "region": report.region,
        "added": [{"text": one.text, "at": one.added_at} for one in report.added],
        "why_withdrawn": report.why_withdrawn,
        "why_called_off": report.why_called_off,
        "incorrect": [spread_mark(marks.name_organisation, one) for one in marks.told],
    }


def _spread_test(test: AcuteTest) -> ExportPart:
    return {"is_acute": test.is_acute, "criteria_met": sorted(test.met), "reason": test.reason}


def _spread_invitation(whole: WholeCase, invitation: Invitation) -> ExportPart:
    return {
        "member": whole.names.get(invitation.member, ""),
        "organisation": whole.name_organisation(invitation.organisation),
        "reason": invitation.reason,
        "invited_at": invitation.invited_at,
        "answer": invitation.answer,
        "answered_at": invitation.answered_at,
    }
