"""What is exported of the full intake, as open JSON."""

from typing import Any

from domain.intake import CloseContact, Intake
from services.case_leaves import CasePageView, IntakeLeaf


def spread_intake(page: CasePageView, leaf: IntakeLeaf) -> dict[str, Any]:
    """Spread the intake as it was told last; who is close and how the subject is reached safely
    only for who may read that.
    """
    intake, version, asked = leaf.intake, leaf.versions.items[0], leaf.confirmation
    told: dict[str, Any] = {
        "domains": [
            {"domain": one.domain, "playing": one.playing, "said": one.words}
            for one in intake.domains
        ],
        "tried": intake.tried,
        "stuck": intake.stuck,
        "minors": {"answer": intake.minors, "said": intake.minors_told},
        "municipality": intake.municipality,
        "urgency": {"answer": intake.urgency, "said": intake.urgency_told},
        "supplied": {"by": page.names.get(version.written_by, ""), "at": version.written_at},
        "confirmed": None if asked is None else asked.confirmed_at is not None,
    }
    return told | (_spread_circle(intake) if leaf.shows_circle else {})


def _spread_circle(intake: Intake) -> dict[str, Any]:
    contact = intake.safe_contact
    return {
        "contacts": {
            "answer": intake.has_contacts,
            "listed": [_spread_contact(one) for one in intake.contacts],
        },
        "safe_contact": {
            "how": contact.how,
            "through": contact.through,
            "warning": contact.warning,
        },
    }


def _spread_contact(contact: CloseContact) -> dict[str, Any]:
    return {
        "name": contact.name,
        "relation": contact.relation,
        "relevance": contact.relevance,
    }
