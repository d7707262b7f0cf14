"""What is told of a group, for who screens it: the story once, then each person."""

from cards.page import ShownView
from cards.referral import tell_birth
from cards.words import Text, Value
from domain.referral import Criterion
from services.group_screening import GroupStory, ToldPerson


def show_group_story(story: GroupStory) -> tuple[ShownView, ...]:
    """Show what is told of all, of each, and who has to be looked at alone."""
    codes = ", ".join(story.apart)
    apart = Text("group_referral.apart", {"codes": codes})
    later = Text("group_referral.later", {"number": story.later})
    return (
        *([ShownView(label=apart, lines=())] if codes else []),
        *([ShownView(label=later, lines=())] if story.later else []),
        *_show_shared(story),
        *(_show_person(one) for one in story.people),
    )


def _show_shared(story: GroupStory) -> tuple[ShownView, ...]:
    view = story.shared
    told = view.referral
    sender: dict[str, Value] = {"name": view.referrer, "organisation": view.organisation}
    return (
        ShownView(
            label=Text("group_referral.shared"),
            lines=(Text("judging.referred_by", sender), told.why_now),
        ),
        ShownView(label=Text("referral.aim"), lines=(Text(f"aim.{told.aim}"), told.question)),
        *(_show_criterion(story, criterion) for criterion in Criterion),
        ShownView(
            label=Text("referral.partners"), lines=view.partners or (Text("judging.no_partners"),)
        ),
    )


def _show_criterion(story: GroupStory, criterion: Criterion) -> ShownView:
    given = story.shared.referral.explained(criterion)
    said = (Text(f"fulfilment.{given.fulfilment}"), given.explanation) if given else ()
    return ShownView(label=Text(f"criterion.{criterion}"), lines=said)


def _show_person(person: ToldPerson) -> ShownView:
    alike = Text("group_referral.alike", {"codes": ", ".join(person.alike)})
    return ShownView(
        label=Text(
            "group_referral.person", {"code": person.case.code, "name": person.identity.name}
        ),
        lines=(
            *tell_birth(person.identity.born_on),
            *([person.own_words] if person.own_words else []),
            *([Text("group_referral.has_intake")] if person.has_intake else []),
            *([alike] if person.alike else []),
        ),
    )
