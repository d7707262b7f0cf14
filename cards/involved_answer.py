"""Whether an organisation may be named to who referred a case: rows with a code and a day; whom it
is about, and the answer, stand in a window only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part, draw_row_button
from cards.page import ShownView
from cards.plain import join_names
from cards.words import Text, Value
from domain.identifiers import OrganisationId
from domain.press import Press
from domain.weighing import FollowUp, ShortEffort
from services.involved_answer import NamingRow, NamingStep
from services.involved_reading import AnswerDay, InvolvedSeen

ANSWER_NAMING: Final = "involved_answer.answer"
TAKE_BACK_NAMING: Final = "involved_answer.take_back"

_OPENS: Final = {NamingStep.TO_ANSWER, NamingStep.TO_CALL}


def list_naming_parts(rows: Sequence[NamingRow]) -> Sequence[OverviewPart]:
    """What an organisation is asked, and whom who weighed can call."""
    asked = tuple(_row(one) for one in rows if one.step is not NamingStep.TO_CALL)
    to_call = tuple(_row(one) for one in rows if one.step is NamingStep.TO_CALL)
    return (
        asked_part("involved_answer.heading", asked),
        asked_part("involved_answer.call_heading", to_call),
    )


def draw_naming(kit: Kit, row: NamingRow | None) -> PrivateMessage:
    """Draw what is asked after an answer was taken back."""
    asked = [row] if row else []
    body = [
        kit.title("involved_answer.heading" if row else "involved_answer.not_asked"),
        *(kit.text(said.key, **said.parameters) for said in (_row(one).text for one in asked)),
    ]
    buttons = [button for one in asked if (button := _row(one).button)]
    return kit.private(Preview.OVERVIEW, body, [draw_row_button(kit, one) for one in buttons])


def _row(row: NamingRow) -> OverviewRow:
    said: dict[str, Value] = {
        "code": row.code,
        "organisation": row.organisation,
        "on": row.until_on,
    }
    opens = row.step in _OPENS
    verb = ANSWER_NAMING if opens else TAKE_BACK_NAMING
    button = RowButton(
        key=f"involved_answer.button_{row.step}",
        press=Press(verb=verb, subject=row.id, version=row.version),
        opens_dialog=opens,
    )
    return OverviewRow(text=Text(f"involved_answer.row_{row.step}", said), button=button)


def tell_when_answered(day: AnswerDay) -> Text:
    """Tell when an answer is read, or that it can be."""
    if day.is_given:
        return Text("involved_answer.given")
    return Text("involved_answer.grows", {"on": day.due_on})


def show_asking(follow_up: FollowUp, name: Callable[[OrganisationId], str]) -> Iterator[ShownView]:
    """Show who confirms a weighing which organisations will be asked."""
    if follow_up.effort is ShortEffort.INVOLVED_ANSWER:
        names = join_names(sorted(name(one) for one in follow_up.to_be_named))
        lines = (names or Text("involved_answer.nobody_to_ask"),)
        yield ShownView(label=Text("involved_answer.to_be_named"), lines=lines)


def show_involved(
    seen: InvolvedSeen | None, name: Callable[[OrganisationId], str]
) -> Iterator[ShownView]:
    """Show the answer to who may read it, and to coordinators what each organisation said."""
    if seen is None:
        return
    yield ShownView(label=Text("involved_answer.question"), lines=_tell_answer(seen, name))
    if seen.said:
        lines = tuple(
            Text(f"involved_answer.said_{answer or 'nothing'}", {"organisation": name(one)})
            for one, answer in seen.said
        )
        yield ShownView(label=Text("involved_answer.said"), lines=lines)


def _tell_answer(
    seen: InvolvedSeen, name: Callable[[OrganisationId], str]
) -> tuple[str | Text, ...]:
    if not seen.day.is_given:
        return (tell_when_answered(seen.day),)
    if not seen.named:
        return (Text("involved_answer.nothing_to_say"),)
    names = join_names(sorted(name(one) for one in seen.named))
    return (names, Text("involved_answer.no_more_to_say"))
