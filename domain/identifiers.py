"""Names for things: ids that cannot be swapped by mistake, and the meaningless code of a case."""

import re
from collections.abc import Sequence
from typing import Final, NewType

MemberId = NewType("MemberId", str)
OrganisationId = NewType("OrganisationId", str)
CaseId = NewType("CaseId", str)
CaseCode = NewType("CaseCode", str)
ChannelId = NewType("ChannelId", str)
ScheduleId = NewType("ScheduleId", str)
MeetingKindId = NewType("MeetingKindId", str)
# the only words of a house that its channels may read
ChannelTitle = NewType("ChannelTitle", str)
MeetingId = NewType("MeetingId", str)
DraftId = NewType("DraftId", str)
SessionId = NewType("SessionId", str)
InvitationId = NewType("InvitationId", str)
AbsenceId = NewType("AbsenceId", str)
StandInId = NewType("StandInId", str)
AttendanceRequestId = NewType("AttendanceRequestId", str)
ActionId = NewType("ActionId", str)
RoundId = NewType("RoundId", str)
MinutesId = NewType("MinutesId", str)
LinkId = NewType("LinkId", str)
PriorityCriterionId = NewType("PriorityCriterionId", str)
MarkId = NewType("MarkId", str)
EnquiryId = NewType("EnquiryId", str)
ConfirmationId = NewType("ConfirmationId", str)
ReactionId = NewType("ReactionId", str)
ContributionId = NewType("ContributionId", str)
NamingId = NewType("NamingId", str)
KnownCheckId = NewType("KnownCheckId", str)
OutsidePartnerId = NewType("OutsidePartnerId", str)

CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTVWXYZ"
CODE_DIGITS: Final = "0123456789"
_CODE_SHAPE: Final = (
    CODE_LETTERS, CODE_LETTERS, CODE_DIGITS, CODE_LETTERS, CODE_DIGITS, CODE_DIGITS
)  # fmt: skip
# telephones and Teams put other dashes in the place of a hyphen
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_CODE: Final = re.compile(
    rf"([{CODE_LETTERS}]{{2}}\d)\s?[{_DASHES}]?\s?([{CODE_LETTERS}]\d{{2}})", re.ASCII
)

_MOST_TITLE_SIGNS: Final = 24
_TITLE: Final = re.compile(rf"(?=.{{2,{_MOST_TITLE_SIGNS}}}\Z)[^\W\d_]+([ -][^\W\d_]+){{0,2}}")


def form_case_code(random_bytes: Sequence[int]) -> CaseCode:
    """Form a code such as ``KX7-Q42`` from six random bytes.

    It carries no meaning: no initials, year or sequence (``domain.md`` §4.3).
    """
    signs = [
        choices[byte % len(choices)]
        for choices, byte in zip(_CODE_SHAPE, random_bytes, strict=True)
    ]
    return CaseCode("".join(signs[:3]) + "-" + "".join(signs[3:]))


def read_channel_title(text: str) -> ChannelTitle | None:
    """Read what a channel may read of a kind of meeting: one to three words without a figure; None
    when it is more than that.
    """
    return ChannelTitle(text) if _TITLE.fullmatch(text) else None


def read_case_code(text: str) -> CaseCode | None:
    """Read a code as people and telephones type it (``kx7 q42``, ``KX7Q42``, with any dash);
    None when it is not one.
    """
    found = _CODE.fullmatch(text.strip().upper())
    return CaseCode(f"{found[1]}-{found[2]}") if found else None
