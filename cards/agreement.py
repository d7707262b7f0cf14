"""Who stood behind a judgement, in words: the public participants that agreed, or a mandate."""

from collections.abc import Mapping

from cards.plain import join_names
from cards.words import Text, Value
from domain.agreement import Agreement
from domain.identifiers import OrganisationId


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
