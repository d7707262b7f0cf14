"""Who stood behind a judgement, in words: the public participants that agreed, or a mandate."""

from collections.abc import Mapping, Sequence

from cards.page import ChoiceView
from cards.plain import join_names
from cards.words import Text, Value
from domain.agreement import Agreement
from domain.identifiers import OrganisationId
from domain.mandate import MandateOffer


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
