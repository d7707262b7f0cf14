"""A signal: a finding over one or more cases, without persons, for a named addressee. Each supplier
of those cases may object first; the addressee gets no access (WGS art. 1.7(1)-(3)).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Final, NewType

from domain.contribution import Contribution, DataCategory
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.retention import add_months

SignalId = NewType("SignalId", str)

FINDING_SIGNS: Final = 1500
_KEPT_MONTHS: Final = 3
# goes to a third party only when its supplier agrees (WGS art. 1.7(3))
_SENSITIVE: Final = frozenset({DataCategory.HEALTH, DataCategory.POLICE, DataCategory.JUDICIAL})


class NoCaseOfSignalError(InvalidInputError):
    """A signal is about at least one case."""

    text_key: ClassVar[str] = "signal.no_case"


class NoFindingError(InvalidInputError):
    """A signal says what was found, to whom it goes and in which function."""

    text_key: ClassVar[str] = "signal.no_finding"


class NoLawfulnessError(InvalidInputError):
    """To a third party a signal goes on a basis, and after the lawfulness committee tested it."""

    text_key: ClassVar[str] = "signal.no_lawfulness"


class SignalOverError(AlreadyDoneError):
    """This signal was handed over, or withdrawn."""

    text_key: ClassVar[str] = "signal.over"


class SignalRewrittenError(AlreadyDoneError):
    """This signal was written otherwise since it was read."""

    text_key: ClassVar[str] = "signal.rewritten"


class AddresseeLeftError(RuleBrokenError):
    """Its addressee takes part no more, so that the law asks more of it now."""

    text_key: ClassVar[str] = "signal.addressee_left"


class NotReadyToHandOverError(RuleBrokenError):
    """A supplier objects, may still object, or has to agree first."""

    text_key: ClassVar[str] = "signal.not_ready"


class NotOnThatDayError(InvalidInputError):
    """A signal is handed over on a day since its suppliers were asked, and not on one to come."""

    text_key: ClassVar[str] = "signal.other_day"


class NobodyTookItError(InvalidInputError):
    """Write down to whom it was handed over, by function."""

    text_key: ClassVar[str] = "signal.nobody_took_it"


class SignalWay(StrEnum):
    """How a signal goes to its addressee; the bot itself sends nothing."""

    LETTER = "letter"
    MAIL = "mail"
    TELEPHONE = "telephone"


class SignalSays(StrEnum):
    """What a supplier says of a signal."""

    NO_OBJECTION = "no_objection"
    OBJECTION = "objection"


class SignalStep(StrEnum):
    """Where a signal is. UNAGREED: the window is over, and who must agree is silent."""

    ASKING = "asking"
    STOPPED = "stopped"
    UNAGREED = "unagreed"
    READY = "ready"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalAddressee:
    """For whom a signal is: an ``organisation`` of the house or one that was typed, who there by
    ``function``, and their address. A third party takes no part in the house.
    """

    name: str
    function: str
    address: str = ""
    organisation: OrganisationId | None = None
    is_third_party: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LawfulnessTest:
    """On what a signal may go to a third party, and when the lawfulness committee tested that
    (WGS art. 1.7(2)).
    """

    basis: str
    tested_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalText:
    """What is found and for whom."""

    finding: str = field(repr=False)
    addressee: SignalAddressee
    way: SignalWay
    lawfulness: LawfulnessTest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSupplier:
    """An organisation that supplied something of the cases, and what it ``says``; None while it is
    silent. ``must_agree`` when its silence is no consent. The reason is for coordinators.
    """

    organisation: OrganisationId
    must_agree: bool = False
    says: SignalSays | None = None
    said_by: MemberId | None = None
    said_at: datetime | None = None
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalHandedOver:
    """That a signal was handed over: how, on which day, to whom by function, and by whom."""

    way: SignalWay
    on: date
    to: str
    by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A finding that ``writer`` wrote. ``suppliers`` were asked at ``asked_at`` and answer until
    ``until_on``; ``is_reminded`` once who is silent was asked again. Which cases it came from is
    kept beside it, and goes with them.
    """

    id: SignalId
    writer: MemberId
    asked_at: datetime
    until_on: date
    ends_on: date
    text: SignalText
    suppliers: tuple[SignalSupplier, ...]
    handed_over: SignalHandedOver | None = None
    is_reminded: bool = False
    version: int = 1

    @property
    def asked(self) -> frozenset[OrganisationId]:
        """Who is asked whether they object."""
        return frozenset(one.organisation for one in self.suppliers)

    @property
    def silent(self) -> frozenset[OrganisationId]:
        """Who did not answer yet."""
        return frozenset(one.organisation for one in self.suppliers if one.says is None)

    def supplier(self, organisation: OrganisationId) -> SignalSupplier | None:
        """What an organisation was asked and said; None when it was not asked."""
        return next((one for one in self.suppliers if one.organisation == organisation), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSource:
    """A case that a signal came from, and who supplied something of it."""

    case: CaseId
    suppliers: frozenset[OrganisationId]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliersBefore:
    """Who was asked of a signal before it was rewritten: those of cases that are gone since, and
    those whose silence was no consent.
    """

    of_gone: frozenset[OrganisationId] = frozenset()
    must_agree: frozenset[OrganisationId] = frozenset()


NOBODY_BEFORE: Final = SuppliersBefore()


def find_suppliers_before(signal: Signal, sources: Collection[SignalSource]) -> SuppliersBefore:
    """Find who was asked of a signal that comes from these cases still; what was supplied of a case
    that is gone may have been of health, police or justice.
    """
    of_gone = signal.asked.difference(*(one.suppliers for one in sources))
    must_agree = {one.organisation for one in signal.suppliers if one.must_agree}
    return SuppliersBefore(of_gone=of_gone, must_agree=of_gone | must_agree)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalToWrite:
    """A case that was weighed as a signal: whoever referred it was told so, and somebody has to
    write it.
    """

    case: CaseId
    weighed_by: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSaid:
    """What a supplier says, who took it down, and when."""

    says: SignalSays
    by: MemberId
    at: datetime
    reason: str = field(default="", repr=False)


def check_signal_text(text: SignalText, today: date) -> SignalText:
    """The text as it is kept. Raises NoFindingError, and NoLawfulnessError for a third party
    without a basis and a test that was done; a participant needs none.
    """
    addressee = text.addressee
    if not all(one.strip() for one in (text.finding, addressee.name, addressee.function)):
        raise NoFindingError
    if not addressee.is_third_party:
        return replace(text, lawfulness=None)
    tested = text.lawfulness
    if tested is None or not (tested.basis.strip() and tested.reference.strip()):
        raise NoLawfulnessError
    if tested.tested_on > today:
        raise NoLawfulnessError
    return text


def choose_signal_suppliers(
    sources: Collection[SignalSource],
    contributed: Iterable[Contribution],
    addressee: SignalAddressee,
    before: SuppliersBefore = NOBODY_BEFORE,
) -> tuple[SignalSupplier, ...]:
    """Choose who is asked: each supplier of the cases but the addressee itself. Whose data of
    health, police or justice would go to a third party has to agree. Rewriting ends neither that
    nor asking who supplied a case that is gone. NoCaseOfSignalError without cases.
    """
    if not sources:
        raise NoCaseOfSignalError
    named = before.of_gone.union(*(one.suppliers for one in sources))
    sensitive = before.must_agree.union(
        one.organisation for one in contributed if one.text and one.text.category in _SENSITIVE
    )
    return tuple(
        SignalSupplier(organisation=one, must_agree=addressee.is_third_party and one in sensitive)
        for one in sorted(named - {addressee.organisation})
    )


def have_unreached_agree(signal: Signal, unreached: Collection[OrganisationId]) -> Signal:
    """Have who could not be asked agree: the silence of somebody who was not asked says nothing."""
    suppliers = tuple(
        replace(one, must_agree=one.must_agree or one.organisation in unreached)
        for one in signal.suppliers
    )
    return replace(signal, suppliers=suppliers)


def find_signal_step(signal: Signal, today: date) -> SignalStep:
    """Where a signal is today: silence is no objection once the window is over, except of who has
    to agree.
    """
    if signal.handed_over:
        return SignalStep.HANDED_OVER
    says = [one.says for one in signal.suppliers]
    if SignalSays.OBJECTION in says:
        return SignalStep.STOPPED
    if None in says and today <= signal.until_on:
        return SignalStep.ASKING
    lacks = any(one.must_agree and one.says is None for one in signal.suppliers)
    return SignalStep.UNAGREED if lacks else SignalStep.READY


def say_of_signal(signal: Signal, organisation: OrganisationId, said: SignalSaid) -> Signal:
    """Say for a supplier whether it objects; until it is handed over it may say otherwise.
    SignalOverError after that, or when it is not asked.
    """
    if signal.handed_over or signal.supplier(organisation) is None:
        raise SignalOverError
    objects = said.says is SignalSays.OBJECTION
    suppliers = tuple(
        replace(
            one,
            says=said.says,
            said_by=said.by,
            said_at=said.at,
            reason=said.reason.strip() if objects else "",
        )
        if one.organisation == organisation
        else one
        for one in signal.suppliers
    )
    return replace(signal, suppliers=suppliers)


def hand_over_signal(
    signal: Signal, handed: SignalHandedOver, asked_on: date, today: date
) -> Signal:
    """Put on record that a signal was handed over; it is kept three months from then. Raises
    SignalOverError, NotReadyToHandOverError, NotOnThatDayError and NobodyTookItError.
    """
    step = find_signal_step(signal, today)
    if step is SignalStep.HANDED_OVER:
        raise SignalOverError
    if step is not SignalStep.READY:
        raise NotReadyToHandOverError
    if not asked_on <= handed.on <= today:
        raise NotOnThatDayError
    if not handed.to.strip():
        raise NobodyTookItError
    return replace(signal, handed_over=handed, ends_on=end_signal_on(today))


def end_signal_on(today: date) -> date:
    """Until when a signal is kept that is asked about, or handed over, today."""
    return add_months(today, _KEPT_MONTHS)
