"""A full intake as the answers on its pages, and back: the one place that knows both."""

from collections.abc import Iterator

from dialogs.answers import text_of
from domain.draft import Answer, Answers
from domain.intake import (
    MOST_CONTACTS,
    CloseContact,
    HasAny,
    Intake,
    IntakeUrgency,
    LifeDomain,
    LifeDomainSaid,
    Playing,
    Relation,
    SafeContact,
)

CONTACT_NUMBERS = range(1, MOST_CONTACTS + 1)


def name_contact(part: str, number: int) -> str:
    """Name the field that holds a part of what is told of one contact."""
    return f"contact_{number}_{part}"


def name_words(domain: LifeDomain) -> str:
    """Name the field that says what plays in a part of life."""
    return f"{domain}_words"


def form_intake(answers: Answers) -> Intake:
    """Form the intake that the answers so far describe."""
    return Intake(
        has_contacts=_has_any(answers, "has_contacts"),
        contacts=tuple(_form_contacts(answers)),
        domains=tuple(_form_domains(answers)),
        tried=text_of(answers, "tried"),
        stuck=text_of(answers, "stuck"),
        minors=_has_any(answers, "minors"),
        minors_told=text_of(answers, "minors_told"),
        municipality=text_of(answers, "municipality"),
        safe_contact=SafeContact(
            how=text_of(answers, "how"),
            through=text_of(answers, "through"),
            warning=text_of(answers, "warning"),
        ),
        urgency=_urgency(answers),
        urgency_told=text_of(answers, "urgency_told"),
    )


def fill_intake(intake: Intake) -> Answers:
    """Fill the pages with an intake that was told before."""
    contact = intake.safe_contact
    answers: dict[str, Answer] = {
        "has_contacts": intake.has_contacts or "",
        "tried": intake.tried,
        "stuck": intake.stuck,
        "minors": intake.minors or "",
        "minors_told": intake.minors_told,
        "municipality": intake.municipality,
        "how": contact.how,
        "through": contact.through,
        "warning": contact.warning,
        "urgency": intake.urgency or "",
        "urgency_told": intake.urgency_told,
    }
    for number, one in enumerate(intake.contacts, start=1):
        answers[name_contact("name", number)] = one.name
        answers[name_contact("relation", number)] = one.relation.value
        answers[name_contact("relevance", number)] = one.relevance
    for said in intake.domains:
        answers[said.domain.value] = said.playing.value
        answers[name_words(said.domain)] = said.words
    return {name: answer for name, answer in answers.items() if answer}


def _form_contacts(answers: Answers) -> Iterator[CloseContact]:
    for number in CONTACT_NUMBERS:
        relation = text_of(answers, name_contact("relation", number))
        if relation:
            yield CloseContact(
                name=text_of(answers, name_contact("name", number)),
                relation=Relation(relation),
                relevance=text_of(answers, name_contact("relevance", number)),
            )


def _form_domains(answers: Answers) -> Iterator[LifeDomainSaid]:
    for domain in LifeDomain:
        playing = text_of(answers, domain)
        if playing:
            words = text_of(answers, name_words(domain))
            yield LifeDomainSaid(domain=domain, playing=Playing(playing), words=words)


def _has_any(answers: Answers, field: str) -> HasAny | None:
    answer = text_of(answers, field)
    return HasAny(answer) if answer else None


def _urgency(answers: Answers) -> IntakeUrgency | None:
    answer = text_of(answers, "urgency")
    return IntakeUrgency(answer) if answer else None
