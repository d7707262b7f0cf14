"""A case that is kept longer, and what is asked about it."""

from dataclasses import replace
from datetime import date
from typing import Final

from domain.agreement import Signature
from domain.case import Case
from domain.extension import (
    AskedExtension,
    ByTelephone,
    Extension,
    ExtensionForm,
    ExtensionGround,
    SupplierAnswer,
    SupplierSays,
)
from domain.identifiers import MemberId
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.cases import AGREEMENT, CASE_ID, NOW

FORM: Final = ExtensionForm(
    ground=ExtensionGround.STILL_OPEN,
    reason=f"{CANARY} valt steeds terug.",
    goes_on=date(2033, 2, 1),
)
AN_EXTENSION: Final = Extension(
    case=CASE_ID,
    form=FORM,
    agreement=AGREEMENT,
    signed=Signature(by=MemberId("sanne"), organisation=CITY, at=NOW, on=NOW.date()),
    agreed=frozenset({POLICE, CARE}),
    left_out=frozenset({CITY}),
)
TELEPHONE: Final = ByTelephone(by=f"{CANARY} van de balie", on=NOW.date())


def ask_referrer(case: Case, by: str) -> tuple[AskedExtension, Extension]:
    """What is asked of who referred a case, and why."""
    of_referrer = (SupplierAnswer(organisation=case.referring_organisation),)
    asked = replace(an_asking(), case=case.id, asked_by=MemberId(by), answers=of_referrer)
    return asked, replace(AN_EXTENSION, case=case.id)


def an_asking(**says: SupplierSays | None) -> AskedExtension:
    """A question of some organisations, by name, with what each says."""
    names = {"police": POLICE, "care": CARE, "city": CITY}
    return AskedExtension(
        case=CASE_ID,
        ground=FORM.ground,
        goes_on=FORM.goes_on,
        asked_by=MemberId("sanne"),
        asked_on=date(2031, 1, 1),
        answers=tuple(
            SupplierAnswer(organisation=names[name], says=said)
            for name, said in sorted(says.items(), key=lambda one: names[one[0]])
        ),
    )
