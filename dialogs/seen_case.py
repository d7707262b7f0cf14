"""A case as its judge saw it, in the subject of a draft."""

from typing import Final

from domain.case import Case
from domain.identifiers import CaseId
from services.seen_case import SeenCase

_BETWEEN: Final = ":"


def write_subject(case: Case) -> str:
    """Name a case as it is now: who finishes later must have seen this version."""
    return name_seen(SeenCase(id=case.id, version=case.version))


def name_seen(seen: SeenCase) -> str:
    """Name a case as it was seen."""
    return seen.id if seen.version is None else f"{seen.id}{_BETWEEN}{seen.version}"


def read_subject(subject: str) -> SeenCase:
    """Read a case as it was seen; without a version it is looked at for the first time."""
    case_id, _, version = subject.partition(_BETWEEN)
    return SeenCase(id=CaseId(case_id), version=int(version) if version.isdecimal() else None)
