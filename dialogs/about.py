"""What a dialog is about: a frozen value of ids and choices, kept in the draft as answers are kept,
and read back in the shape that the dialog names.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from domain.draft import Answers
from domain.errors import AlreadyDoneError, NotFoundError
from domain.identifiers import CaseId, InvitationId, MemberId, SessionId


class Keepable(Protocol):
    """A dataclass whose values are of the kinds that answers are, or None."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


About = TypeVar("About", bound=Keepable)


class OutdatedDraftError(NotFoundError):
    """What this draft is about was kept in a shape that nobody reads any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutCase:
    """A dialog about one case, or about a case to come."""

    case: CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSession:
    """A dialog about one acute report or session."""

    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutInvitation:
    """A dialog about one invitation."""

    invitation: InvitationId


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOf:
    """A dialog about whose work is handed over."""

    giver: MemberId


@contextmanager
def gone_since(over: type[AlreadyDoneError], *, is_read: bool) -> Iterator[None]:
    """Tell who read something that it is over by now; to anybody else it does not exist."""
    try:
        yield
    except NotFoundError:
        if is_read:
            raise over from None
        raise


def write_about(about: Keepable) -> Answers:
    """Write what a dialog is about, value by value; what is None is left out."""
    values = {part.name: getattr(about, part.name) for part in fields(about)}
    return {name: value for name, value in values.items() if value is not None}


def name_subject(about: Keepable) -> str:
    """Name what a dialog is about, to tell it from other subjects; never read back."""
    return ":".join(str(value) for value in write_about(about).values())


def read_about(shape: type[About], kept: Answers) -> About:
    """Read what a dialog is about; OutdatedDraftError when it was kept in another shape."""
    if not kept.keys() <= {part.name for part in fields(shape)}:
        raise OutdatedDraftError
    try:
        about: About = _reader(shape).validate_json(to_json(kept), strict=True)
    except ValidationError:
        # the problem pydantic found quotes what was kept
        raise OutdatedDraftError from None
    return about


@cache
def _reader(shape: type[Keepable]) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
