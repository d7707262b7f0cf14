"""What a referrer of the pretend house says of what became of a case."""

from datetime import datetime

from domain.identifiers import CaseId, MemberId, OrganisationId, ReactionId
from domain.reaction import Reaction, ReactionKind


def a_reaction(case: CaseId, asked_at: datetime, **changes: object) -> Reaction:
    given: dict[str, object] = {
        "id": ReactionId("8" * 32),
        "kind": ReactionKind.WITHDRAWAL,
        "asked_by": MemberId("piet"),
        "organisation": OrganisationId("politie"),
    }
    return Reaction(case=case, asked_at=asked_at, **(given | changes))  # type: ignore[arg-type]
