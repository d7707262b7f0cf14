"""A referral as somebody fills it in. Every word about the subject is a canary."""

from datetime import date

from domain.referral import Aim, Criterion, ExplainedCriterion, Fulfilment, Identity, Referral
from tests.support.agenda_house import CARE, HOUSING
from tests.support.canaries import CANARY

WHO = {"name": f"Jan {CANARY}", "born_on": "1990-05-01", "address": f"Kade {CANARY}"}
WHY_NOW = {"why_now": f"{CANARY} bedreigt sinds maandag de buren."}
AIM = {"aim": "other_question", "question": f"Wie kent {CANARY}?"}
CRITERIA = {
    "problems": "yes",
    "problems_explanation": f"{CANARY}: schulden",
    "life_domains": "partly",
    "life_domains_explanation": f"{CANARY}: wonen en geld",
    "harm": "yes",
    "harm_explanation": f"{CANARY}: dreiging",
    "cooperation": "no",
    "cooperation_explanation": f"{CANARY}: nog onbekend",
}
PARTNERS = {"partners": "mental-health,housing"}
PAGES = (WHO, WHY_NOW, AIM, CRITERIA, PARTNERS)

FULFILMENTS = (Fulfilment.YES, Fulfilment.PARTLY, Fulfilment.YES, Fulfilment.NO)
REFERRAL = Referral(
    identity=Identity(name=f"Jan {CANARY}", born_on=date(1990, 5, 1), address=f"Kade {CANARY}"),
    why_now=f"{CANARY} bedreigt sinds maandag de buren.",
    aim=Aim.OTHER_QUESTION,
    question=f"Wie kent {CANARY}?",
    criteria=tuple(
        ExplainedCriterion(
            criterion=criterion,
            fulfilment=fulfilment,
            explanation=CRITERIA[f"{criterion}_explanation"],
        )
        for criterion, fulfilment in zip(Criterion, FULFILMENTS, strict=True)
    ),
    partners=(CARE, HOUSING),
)
