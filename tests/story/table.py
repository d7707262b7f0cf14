"""The meeting itself: run at the table, with an agreement that is kept two weeks later."""

from datetime import timedelta

from tests.story.telling import Telling


async def play_meeting(tell: Telling, red: str, orange: str) -> None:
    """From the start of the meeting to an agreement that was kept."""
    await _run(tell, red, orange)
    await _keep_agreement(tell, orange)


async def _run(tell: Telling, red: str, orange: str) -> None:
    tell.says("Cora typt: overleg, en begint. Het kanaal leest wat er nu aan de beurt is.")
    table = await tell.stage.says("cora", "overleg")
    table = await tell.stage.presses("cora", table, "Start", {})
    tell.on_screen("cora", table, "Nu", red)
    await tell.channel_shows("Nu", red, orange)
    table = await tell.stage.presses("cora", table, "Volgende", {})
    await tell.channel_shows("Nu", orange)
    tell.says("Bij de tweede casus neemt Piet iets op zich.")
    due_on = (await tell.stage.now() + timedelta(days=14)).date().isoformat()
    page = await tell.stage.presses("cora", table, "Casus bespreken", {})
    saved = await tell.fills_in(
        "cora",
        page,
        {"Besluit: wat gaan wij doen?": "Huisbezoek.", "Zijn er afspraken": "Ja"},
        {
            "Wat": "Langsgaan met de wijkverpleegkundige.",
            "Door wie": "Piet Politie",
            "Wanneer klaar": due_on,
            "Is er nog een": "Nee",
        },
        finish="Opslaan",
    )
    table = await tell.stage.presses("cora", saved, "Overleg afsluiten", {})
    tell.on_screen("cora", table, orange)


async def _keep_agreement(tell: Telling, orange: str) -> None:
    morning = (await tell.stage.now() + timedelta(days=14)).replace(minute=0) - timedelta(hours=1)
    await tell.stage.move_to(morning + timedelta(minutes=27))
    await tell.scene("Twee weken later: de afspraak", morning + timedelta(minutes=32))
    digest = await tell.hears("piet", "Vandaag voor u", orange)
    opened = await tell.stage.presses("piet", digest, "Openen", {})
    page = await tell.stage.presses("piet", opened, "Gedaan", {})
    done = await tell.fills_in("piet", page, {}, finish="Vastleggen")
    tell.on_screen("piet", done, orange, "gedaan")
