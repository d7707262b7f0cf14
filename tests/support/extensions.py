"""A case that is kept longer."""

from datetime import date
from typing import Final

from domain.agreement import Signature
from domain.extension import Extension, ExtensionForm, ExtensionGround
from domain.identifiers import MemberId
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.cases import AGREEMENT, CASE_ID, NOW

AN_EXTENSION: Final = Extension(
    case=CASE_ID,
    form=ExtensionForm(
        ground=ExtensionGround.STILL_OPEN,
        reason=f"{CANARY} valt steeds terug.",
        goes_on=date(2033, 2, 1),
        suppliers=frozenset({POLICE, CARE}),
    ),
    agreement=AGREEMENT,
    signed=Signature(by=MemberId("sanne"), organisation=CITY, at=NOW, on=NOW.date()),
)
