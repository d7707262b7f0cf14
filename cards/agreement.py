"""Who stood behind a judgement, in words: the public participants that agreed, or a mandate."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cards.page import ChoiceView
from cards.plain import join_names
from cards.words import Text, Value
from domain.agreement import Agreement
from domain.confirmation import Confirmation
from domain.identifiers import OrganisationId
from domain.mandate import MandateOffer
from services.confirmation_reading import AgreementSaid


def tell_agreement(
    agreement: Agreement, names: Mapping[OrganisationId, str]
) -> tuple[Text | str, ...]:
    """Tell who agreed, when and how they were asked, and which mandate was used."""
    agreed = join_names(sorted(names.get(one, one) for one in agreement.organisations))
    asked, mandate = agreement.asked, agreement.mandate
    told: list[Text] = []
    if agreed and asked:
        how = Text(f"judging.how_{asked.how}")
        told = [Text("case_page.agreed", {"names": agreed, "on": asked.on, "how": how})]
    if mandate:
        used: dict[str, Value] = {"number": mandate.number, "on": mandate.given_on}
        told.append(Text("case_page.mandate", used))
    return tuple(told)


def tell_agreements_said(
    said: Sequence[AgreementSaid], decided_at: datetime, names: Mapping[OrganisationId, str]
) -> tuple[Text | str, ...]:
    """Tell what organisations say of a decision of this moment, and what came instead."""
    told: list[Text | str] = []
    for one in said:
        if one.confirmation.named_at == decided_at:
            told.append(_tell_said(one.confirmation, names))
            told += tell_agreement(one.instead, names) if one.instead else ()
    return tuple(told)


def _tell_said(one: Confirmation, names: Mapping[OrganisationId, str]) -> Text:
    name: dict[str, Value] = {"name": names.get(one.organisation, one.organisation)}
    if one.answer is None or one.said_on is None:
        return Text("confirmation.state_waiting", name)
    answered = name | {"on": one.said_on}
    if one.settled_at is not None:
        return Text("confirmation.state_settled", answered | {"settled_at": one.settled_at})
    return Text(f"confirmation.state_{one.answer}", answered)


def choose_mandate(none: str, offers: Sequence[MandateOffer]) -> tuple[ChoiceView, ...]:
    """Choose one of the mandates that hold today, or none of them."""
    without = Text("judging.no_mandate" if offers else "judging.no_mandate_holds")
    return (
        ChoiceView(value=none, title=without),
        *(ChoiceView(value=one.mandate.number, title=_name_mandate(one)) for one in offers),
    )


def _name_mandate(offer: MandateOffer) -> Text:
    mandate = offer.mandate
    said: dict[str, Value] = {"number": mandate.number, "giver": offer.giver.name}
    if mandate.until_on is None:
        return Text("judging.mandate_open", said)
    return Text("judging.mandate_until", said | {"on": mandate.until_on})
