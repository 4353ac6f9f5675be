"""Calls: who may do what and when, what is held until all is told, and what stays on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed, Refused
from intersession.access.waiting import LISTS
from intersession.accounts.queries import everything_of
from intersession.audit.models import Event
from intersession.calls import actions, queries
from intersession.calls.clock import tick
from intersession.calls.documents import call_documents, idea_documents
from intersession.calls.models import Call, Idea, Rating, State
from intersession.surveys.actions import Asking, NotAnswers
from tests.calls.making import (
    ENTRY,
    OTHER,
    appoint,
    close,
    make_call,
    make_idea,
    make_survey,
    make_told,
    terms,
)
from tests.surveys.making import FULL, make_questionnaire
from tests.world import World, make_organisation

DAY = timedelta(days=1)


@pytest.fixture
def knock(world: World) -> Callable[[str, str], HttpResponse]:
    """Open an address, each with a browser of their own."""
    browsers: dict[str, Client] = {}

    def knocked(name: str, path: str) -> HttpResponse:
        if name not in browsers:
            browsers[name] = Client(headers={"host": "localhost", "sec-fetch-site": "same-origin"})
            if name != "visitor":
                browsers[name].force_login(world.people[name])
            if name == "ada":
                session = browsers[name].session
                session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
                session.save()
        return browsers[name].get(path)  # type: ignore[return-value]

    return knocked


def page_of(knock: Any, name: str, path: str) -> str:
    """What somebody reads at an address."""
    return str(knock(name, path).content.decode())


# ── running ─────────────────────────────────────────────────────────────────────────────────────


def test_only_the_secretariat_runs_calls(world: World) -> None:
    call = make_call(world, announced=False)
    announced = make_call(world)
    reviewer = appoint(world, announced)
    for name in ("ben", "vic", "eve", "visitor"):
        who = world.actor(name)
        for attempt in (
            partial(actions.make_call, who, terms()),
            partial(actions.change_call, who, call, terms()),
            partial(actions.announce_call, who, call),
            partial(actions.extend_call, who, announced, timezone.now() + 60 * DAY),
            partial(actions.follow_clock, who, announced),
            partial(actions.appoint_reviewer, who, announced, world.people["lou"]),
            partial(actions.end_reviewer, who, reviewer),
            partial(actions.release_fates, who, announced),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_what_a_call_says_holds_once_it_is_announced(world: World) -> None:
    ada, now = world.actor("ada"), timezone.now()
    with pytest.raises(Refused, match="end of this call has passed"):
        actions.announce_call(
            ada, make_call(world, announced=False, opens_at=now - 2 * DAY, closes_at=now - DAY)
        )
    with pytest.raises(Refused, match="criterion"):
        actions.announce_call(ada, make_call(world, announced=False, criteria=()))
    call = make_call(world)
    with pytest.raises(Refused, match="holds"):
        actions.change_call(ada, call, terms(title="Other"))
    with pytest.raises(Refused, match="already"):
        actions.announce_call(ada, call)
    with pytest.raises(Refused, match="later"):
        actions.extend_call(ada, call, call.closes_at - DAY)
    assert actions.extend_call(ada, call, call.closes_at + DAY).closes_at == call.closes_at + DAY
    with pytest.raises(Refused, match="not over"):
        actions.extend_call(ada, close(call), now + 9 * DAY)


def test_ideas_have_authors_so_their_questions_are_not_anonymous(world: World) -> None:
    secret = make_questionnaire(world, is_anonymous=True)
    with pytest.raises(Refused, match="authors"):
        make_call(world, questionnaire=secret)


def test_a_call_closes_at_its_minute_whatever_the_clock_has_written(world: World) -> None:
    call = make_call(world)
    draft = make_idea(world, call, submitted=False)
    # Not a tick between.
    Call.objects.filter(pk=call.pk).update(opens_at=timezone.now() - DAY, closes_at=timezone.now())
    ben = world.actor("ben")
    for attempt in (
        partial(actions.submit_idea, ben, draft),
        partial(actions.edit_idea, ben, draft, OTHER),
        partial(actions.draft_idea, ben, call, OTHER),
    ):
        with pytest.raises(Refused, match="has closed"):
            attempt()
    later = make_call(world, opens_at=timezone.now() + DAY)
    with pytest.raises(Refused, match="not opened"):
        actions.draft_idea(ben, later, ENTRY)


def test_missed_ticks_are_caught_up_once(world: World) -> None:
    call = make_survey(world)
    ideas = make_call(world)
    make_idea(world, ideas, submitted=False)
    make_idea(world, ideas, "lou")
    Call.objects.filter(pk=ideas.pk).update(closes_at=timezone.now() + DAY)
    now = timezone.now()
    # The worker slept through all of the survey.
    Call.objects.filter(pk=call.pk).update(opens_at=now - 3 * DAY, closes_at=now - DAY)
    assert tick(SYSTEM) == 4
    assert tick(SYSTEM) == 0
    call.refresh_from_db()
    assert call.closing_noted_at is not None
    assert call.questionnaire is not None
    call.questionnaire.refresh_from_db()
    assert call.questionnaire.closed_at is not None


def test_who_has_a_draft_gets_a_letter_two_days_before(
    world: World, mailbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    call = make_call(world)
    make_idea(world, call, submitted=False)
    make_idea(world, call, "lou")
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + DAY)
    with django_capture_on_commit_callbacks(execute=True):
        tick(SYSTEM)
    assert [letter.to for letter in mailbox] == [["ben@cast.example"]]
    assert "still a draft" in mailbox[0].body


# ── answering ───────────────────────────────────────────────────────────────────────────────────


def test_members_answer_where_members_are_asked_and_everybody_where_everybody_is(world: World) -> None:
    call = make_call(world)
    assert actions.draft_idea(world.actor("obi"), call, ENTRY).organisation == world.other
    for name in ("eve", "visitor", "ada"):
        with pytest.raises(NotAllowed):
            actions.draft_idea(world.actor(name), call, ENTRY)
    wide = make_call(world, open_to="people", is_one_each=True)
    assert actions.draft_idea(world.actor("eve"), wide, ENTRY).organisation is None
    with pytest.raises(Refused, match="one from each"):
        actions.draft_idea(world.actor("eve"), wide, OTHER)
    with pytest.raises(NotAllowed):
        actions.draft_idea(world.actor("visitor"), wide, ENTRY)
    with pytest.raises(NotAllowed):
        actions.draft_idea(world.actor("ben"), make_call(world, announced=False), ENTRY)


def test_an_idea_belongs_to_its_organisation_until_closing(world: World) -> None:
    call = make_call(world)
    idea = make_idea(world, call, submitted=False)
    for name in ("lou", "eve", "ada", "visitor"):
        who = world.actor(name)
        for attempt in (
            partial(actions.edit_idea, who, idea, OTHER),
            partial(actions.submit_idea, who, idea),
            partial(actions.withdraw_idea, who, idea),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    chi = world.actor("chi")
    actions.edit_idea(chi, idea, replace(OTHER, summary=""))
    with pytest.raises(Refused, match="few sentences"):
        actions.submit_idea(chi, idea)
    actions.edit_idea(chi, idea, OTHER)
    assert actions.submit_idea(chi, idea).state == State.SUBMITTED
    with pytest.raises(Refused, match="already"):
        actions.submit_idea(chi, idea)
    assert actions.withdraw_idea(chi, idea).state == State.WITHDRAWN
    with pytest.raises(Refused, match="withdrawn"):
        actions.edit_idea(chi, idea, ENTRY)


def test_the_questions_of_a_call_may_wait_in_a_draft_and_not_in_what_is_submitted(world: World) -> None:
    asks = make_questionnaire(world, Asking("one", "Ready?", is_required=True, options=("Yes", "No")))
    call = make_call(world, questionnaire=asks)
    idea = make_idea(world, call, submitted=False)
    ben = world.actor("ben")
    with pytest.raises(NotAnswers):
        actions.submit_idea(ben, idea)
    with pytest.raises(NotAnswers):
        actions.edit_idea(ben, idea, replace(ENTRY, answers={"q1": 7}))
    actions.edit_idea(ben, idea, replace(ENTRY, answers={"q1": 0}))
    assert actions.submit_idea(ben, idea).answers == {"q1": 0}


def test_the_form_keeps_what_was_typed_and_has_two_buttons(world: World, sign_in: Any) -> None:
    asks = make_questionnaire(world, Asking("one", "Ready?", is_required=True, options=("Yes", "No")))
    call = make_call(world, questionnaire=asks)
    ben: Client = sign_in("ben")
    address = f"/en/calls/{call.slug}/ideas/new/"
    typed = {"title": "Nights", "summary": "Shared.", "language": "en", "places": "Kenya"}
    answered = ben.post(address, {**typed, "submit": "1"})
    assert answered.status_code == 400
    assert 'value="Nights"' in answered.content.decode()
    assert "needs an answer" in answered.content.decode()
    assert not Idea.objects.exists()
    assert ben.post(address, typed).status_code == 302
    idea = Idea.objects.get()
    assert (idea.state, [line.place_id for line in idea.place_lines.all()]) == (State.DRAFT, ["KE"])
    assert (
        ben.post(f"/en/calls/{call.slug}/ideas/1/edit/", {**typed, "q1": "1", "submit": "1"}).status_code
        == 302
    )
    idea.refresh_from_db()
    assert (idea.state, idea.answers) == (State.SUBMITTED, {"q1": 1})
    assert "No" in ben.get(idea.get_absolute_url()).content.decode()


# ── surveys ─────────────────────────────────────────────────────────────────────────────────────


def test_a_survey_is_answered_on_its_page_and_its_results_show_after_closing(
    world: World, sign_in: Any
) -> None:
    call = make_survey(world)
    ben: Client = sign_in("ben")
    address = f"/en/calls/{call.slug}/answer/"
    shown = ben.get(address).content.decode()
    assert "Only if you answered “Yes” to question 1." in shown
    wrong = ben.post(address, {"q1": "1", "q2": "0", "q7": "Kept"})
    assert wrong.status_code == 400
    assert "only asked after another answer" in wrong.content.decode()
    assert "Kept" in wrong.content.decode()
    sent = {"q1": "0", "q2": "1", "q3": ["0"], "q4": "4", "q5-0": "1", "q6": "12", "q7": "Time."}
    assert ben.post(address, sent).status_code == 302
    assert "Time." in ben.get(address).content.decode(), "it can be changed"
    assert ben.get(f"/en/calls/{call.slug}/results/").status_code == 404
    close(call)
    results = ben.get(f"/en/calls/{call.slug}/results/").content.decode()
    assert "Do you run a helpline?" in results
    assert "Time." not in results
    table = ben.get(f"/en/calls/{call.slug}/results.csv").content.decode()
    assert "1,Do you run a helpline?,,Yes,1,count" in table
    assert "It takes no answers now." in page_text(ben, address)


def page_text(browser: Client, address: str) -> str:
    return str(browser.get(address).content.decode())


def test_an_anonymous_survey_is_answered_once_and_hides_small_numbers(world: World, sign_in: Any) -> None:
    call = make_survey(world, is_anonymous=True, open_to="people")
    eve: Client = sign_in("eve")
    address = f"/en/calls/{call.slug}/answer/"
    assert eve.post(address, {"q1": "1", "q7": "Mine alone."}).status_code == 302
    assert eve.get(address)["Location"] == f"/en/calls/{call.slug}/answered/"
    with pytest.raises(Refused, match="already"):
        actions.answer_call(world.actor("eve"), call, FULL)
    lines = Event.objects.filter(verb="answer.dropped-in")
    assert [(line.person_id, line.organisation_id) for line in lines] == [(None, None)]
    close(call)
    for path in ("results/", "results.csv"):
        shown = page_text(eve, f"/en/calls/{call.slug}/{path}")
        assert "Mine alone." not in shown
        assert ",count" not in shown
    assert "Fewer than 5 answered" in page_text(eve, f"/en/calls/{call.slug}/results/")


def test_who_is_not_asked_cannot_answer(world: World) -> None:
    survey, ideas = make_survey(world), make_call(world)
    for name in ("eve", "visitor"):
        with pytest.raises(NotAllowed):
            actions.answer_call(world.actor(name), survey, FULL)
    with pytest.raises(Refused, match="Hand one in"):
        actions.answer_call(world.actor("ben"), ideas, {})
    with pytest.raises(Refused, match="not for ideas"):
        actions.draft_idea(world.actor("ben"), survey, ENTRY)
    with pytest.raises(Refused, match="not reviewed"):
        appoint(world, survey)


# ── reviewing ───────────────────────────────────────────────────────────────────────────────────


def test_reviewers_score_after_closing_and_never_their_own(world: World) -> None:
    call = make_call(world)
    bens, lous = make_idea(world, call), make_idea(world, call, "lou", OTHER)
    lea, reviewer = world.actor("lea"), appoint(world, call)
    with pytest.raises(Refused, match="until the call closes"):
        actions.rate_idea(lea, bens, [5, 5], "Good.")
    call = close(call)
    assert len(queries.due_reviews(lea)) == 1
    with pytest.raises(Refused, match="own organisation"):
        actions.rate_idea(lea, lous, [5, 5], "Ours!")
    for name in ("ben", "eve", "ada", "visitor"):
        with pytest.raises(NotAllowed):
            actions.rate_idea(world.actor(name), bens, [5, 5], "Good.")
        with pytest.raises(NotAllowed):
            actions.declare_conflict(world.actor(name), bens, "Mine.")
    for scores in ([5], [0, 5], [5, 6]):
        with pytest.raises(Refused, match="from 1 to 5"):
            actions.rate_idea(lea, bens, scores, "Good.")
    with pytest.raises(Refused, match="why"):
        actions.rate_idea(lea, bens, [5, 5], " ")
    actions.rate_idea(lea, bens, [5, 4], "Good.")
    assert actions.rate_idea(lea, bens, [3, 4], "Better thought.").mean == 3.5
    assert not queries.due_reviews(lea)
    actions.declare_conflict(lea, bens, "I helped to write it.")
    assert not Rating.objects.exists()
    with pytest.raises(Refused, match="conflict"):
        actions.rate_idea(lea, bens, [5, 5], "Good.")
    actions.end_reviewer(world.actor("ada"), reviewer)
    with pytest.raises(NotAllowed):
        actions.rate_idea(lea, bens, [5, 5], "Good.")


def test_reviewing_without_names_names_no_author_anywhere(world: World, knock: Any) -> None:
    call = make_call(world, is_review_anonymous=True)
    make_idea(world, call)
    appoint(world, call)
    with pytest.raises(Refused, match="secretariat sees"):
        appoint(world, call, "ada")
    call = close(call)
    names = ("Harbour Lights", "Ben", "harbour-lights")
    base = f"/en/calls/{call.slug}/"
    for path in ("", "reviews/", "ideas/1/", "ideas/1/review/", "ideas.csv"):
        shown = page_of(knock, "lea", base + path).split("<footer")[0]
        assert not [name for name in names if name in shown], path
    assert "Night shifts shared" in page_of(knock, "lea", f"{base}reviews/")
    assert "Night shifts shared" not in page_of(knock, "obi", base)
    assert knock("obi", f"{base}ideas/1/").status_code == 404
    assert knock("obi", f"{base}reviews/").status_code == 404
    # The author does not see who reviewed, neither before nor after.
    idea = Idea.objects.get()
    actions.rate_idea(world.actor("lea"), idea, [4, 5], "Needs a budget.")
    assert "budget" not in page_of(knock, "ben", f"{base}ideas/1/")
    actions.decide_idea(world.actor("ada"), idea, "accepted")
    actions.release_fates(world.actor("ada"), call)
    told = page_of(knock, "ben", f"{base}ideas/1/")
    assert "Needs a budget." in told
    assert "Lea" not in told
    assert "Harbour Lights" in page_of(knock, "lea", f"{base}ideas/1/")


def test_ideas_stand_by_their_mean_with_how_far_reviewers_are_apart(world: World) -> None:
    call = make_call(world, open_to="people")
    first, second = make_idea(world, call), make_idea(world, call, "lou", OTHER)
    for name in ("lea", "eve"):
        appoint(world, call, name)
    call = close(call)
    for name, idea, scores in (
        ("lea", first, [2, 2]), ("eve", first, [4, 4]), ("lea", second, [5, 5]), ("eve", second, [4, 5]),
    ):  # fmt: skip
        actions.rate_idea(world.actor(name), idea, scores, "So.")
    found = queries.candidates_of(world.actor("ada"), call)
    assert [(each.line.idea.pk, each.mean, each.spread) for each in found] == [
        (second.pk, 4.75, 0.5), (first.pk, 3.0, 2.0),
    ]  # fmt: skip


# ── deciding and telling ────────────────────────────────────────────────────────────────────────


def what_others_see(world: World, knock: Any, call: Call) -> list[object]:
    """Everything everybody but the secretariat gets to see of a call."""
    base = f"/en/calls/{call.slug}/"
    seen: list[object] = []
    for name in ("visitor", "eve", "ben", "lou", "lea", "vic"):
        for path in ("", "ideas.csv", "ideas/1/", "ideas/2/", "reviews/", "ideas/1/review/"):
            response = knock(name, base + path)
            text = response.content.decode() if response.status_code == 200 else ""
            seen.append((name, path, response.status_code, without_tokens(text)))
        if name != "visitor":
            seen.append((name, everything_of(world.people[name])))
        seen.append((name, [str(each.idea) + each.state for each in queries.own_of(world.actor(name), call)]))
        for waiting in LISTS.values():
            if world.actor(name).holds(waiting.permission) and waiting.name in (
                "reviews-of-ideas",
                "ideas-to-decide",
            ):
                seen.append((name, waiting.name, waiting.count(world.actor(name))))
    seen.append([*call_documents(None), *idea_documents(None)])
    seen.append(list(Event.objects.filter(is_public=True).values_list("verb", "subject_id", "facts")))
    return seen


def without_tokens(text: str) -> str:
    """A page without what changes at every look."""
    return "\n".join(line for line in text.split("\n") if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("is_private", [True, False])
def test_what_is_held_shows_to_nobody_else_before_all_is_told(
    world: World, knock: Any, is_private: bool
) -> None:
    call = make_call(world, is_private=is_private)
    first, second = make_idea(world, call), make_idea(world, call, "lou", OTHER)
    appoint(world, call)
    call = close(call)
    before = what_others_see(world, knock, call)
    ada = world.actor("ada")
    # The other way round than their numbers: their order must not tell either.
    actions.decide_idea(ada, second, "accepted", "Well done.")
    actions.decide_idea(ada, first, "merged", "Together.", second)
    assert what_others_see(world, knock, call) == before
    assert "held" in page_of(knock, "ada", f"/en/desk/calls/{call.slug}/")
    actions.release_fates(ada, call)
    assert what_others_see(world, knock, call) != before


def test_a_merged_idea_leads_to_the_one_that_stays_which_credits_both(
    world: World, knock: Any, mailbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call = make_told(world)
    base = f"/en/calls/{call.slug}/"
    assert knock("visitor", f"{base}ideas/2/").url == f"{base}ideas/1/"
    # Whose it was reads there what became of it.
    own = page_of(knock, "lou", f"{base}ideas/2/")
    assert "Merged into:" in own
    assert "Together." in own
    for path in ("", "ideas/1/"):
        shown = page_of(knock, "visitor", base + path)
        assert "Harbour Lights" in shown
        assert "Lake Signal" in shown
        assert "Together." not in shown
    table = page_of(knock, "visitor", f"{base}ideas.csv")
    assert "Harbour Lights (fictional) · Lake Signal (fictional)" in table
    assert ",merged,1," in table
    (found,) = idea_documents(None)
    assert found.names == ("Harbour Lights (fictional)", "Lake Signal (fictional)")
    letters = {letter.to[0]: letter for letter in mailbox}
    assert "accepted" in letters["ben@cast.example"].body
    assert "Both are credited" in letters["lou@cast.example"].body
    assert "Well done." in page_of(knock, "ben", f"{base}ideas/1/")


@pytest.mark.parametrize(("shows_others", "is_seen"), [("named", True), ("counted", False)])
def test_declined_and_withdrawn_ones_stay_on_record_as_was_said(
    world: World, knock: Any, shows_others: str, is_seen: bool
) -> None:
    call = make_call(world, shows_others=shows_others)
    declined, withdrawn = make_idea(world, call), make_idea(world, call, "lou", OTHER)
    actions.withdraw_idea(world.actor("lou"), withdrawn)
    call = close(call)
    actions.decide_idea(world.actor("ada"), declined, "declined")
    actions.release_fates(world.actor("ada"), call)
    base = f"/en/calls/{call.slug}/"
    shown = page_of(knock, "visitor", base)
    for idea in (declined, withdrawn):
        assert (idea.title in shown) == is_seen
        assert (idea.title in page_of(knock, "visitor", f"{base}ideas.csv")) == is_seen
        assert (knock("visitor", f"{base}ideas/{idea.number}/").status_code == 200) == is_seen
    assert "Declined: 1 · Withdrawn: 1" in " ".join(shown.split())
    assert {each.key for each in idea_documents(None)} == (
        {str(declined.pk), str(withdrawn.pk)} if is_seen else set()
    )
    assert knock("ben", f"{base}ideas/1/").status_code == 200, "the author always sees it"


def test_deciding_has_its_time_and_its_order(world: World) -> None:
    call = make_call(world)
    first, second = make_idea(world, call), make_idea(world, call, "lou", OTHER)
    third = make_idea(world, call, "chi", replace(ENTRY, title="Third"))
    draft = make_idea(world, call, "chi", submitted=False)
    elsewhere = make_idea(world, make_call(world))
    ada = world.actor("ada")
    for name in ("ben", "lea", "visitor"):
        with pytest.raises(NotAllowed):
            actions.decide_idea(world.actor(name), first, "accepted")
    with pytest.raises(Refused, match="before the call has closed"):
        actions.decide_idea(ada, first, "accepted")
    call = close(call)
    with pytest.raises(Refused, match="not been decided"):
        actions.release_fates(ada, call)
    with pytest.raises(Refused, match="submitted and stands"):
        actions.decide_idea(ada, draft, "declined")
    for into in (None, first, elsewhere):
        with pytest.raises(Refused, match="which other idea"):
            actions.decide_idea(ada, first, "merged", into=into)
    actions.decide_idea(ada, first, "merged", into=second)
    with pytest.raises(Refused, match="stands"):
        actions.decide_idea(ada, third, "merged", into=first)
    with pytest.raises(Refused, match="stands"):
        actions.decide_idea(ada, second, "merged", into=first)
    # What was merged into the second goes on with it.
    actions.decide_idea(ada, second, "merged", into=third)
    first.refresh_from_db()
    assert first.merged_into == third
    actions.decide_idea(ada, third, "declined")
    with pytest.raises(Refused, match="must be accepted"):
        actions.release_fates(ada, call)
    # The author of the target withdraws, knowing nothing: what was merged into it is open again.
    actions.withdraw_idea(world.actor("chi"), third)
    assert queries.undecided_of(call) == 2
    for idea in (first, second):
        actions.decide_idea(ada, idea, "declined")
    call = actions.release_fates(ada, call)
    for attempt in (
        partial(actions.release_fates, ada, call),
        partial(actions.decide_idea, ada, first, "accepted"),
        partial(actions.withdraw_idea, world.actor("ben"), first),
        partial(actions.appoint_reviewer, ada, call, world.people["lea"]),
    ):
        with pytest.raises(Refused, match="told"):
            attempt()


def test_the_desk_does_all_of_it(world: World, sign_in: Any) -> None:
    ada: Client = sign_in("ada")
    now = timezone.now()
    sent = {
        "title": "Ideas for next year (invented)", "kind": "ideas", "text": "What?", "language": "en", "year": now.year,
        "opens_at": f"{now - DAY:%Y-%m-%dT%H:%M}", "closes_at": f"{now - 2 * DAY:%Y-%m-%dT%H:%M}",
        "open_to": "organisations", "shows_others": "named", "criteria": "Useful\nNew", "is_private": "on",
    }  # fmt: skip
    answered = ada.post("/en/desk/calls/new/", sent)
    assert (answered.status_code, "must close after it opens" in answered.content.decode()) == (400, True)
    sent["closes_at"] = f"{now + DAY:%Y-%m-%dT%H:%M}"
    address = ada.post("/en/desk/calls/new/", sent)["Location"]
    assert ada.post(f"{address}announce/").status_code == 302
    call = Call.objects.get()
    make_idea(world, call)
    answered = ada.post(f"{address}reviewers/", {"email": "nobody@cast.example"})
    assert (answered.status_code, "Nobody here has this address" in answered.content.decode()) == (400, True)
    assert ada.post(f"{address}reviewers/", {"email": "lea@cast.example"}).status_code == 302
    close(call)
    assert ada.post(f"{address}release/").status_code == 409
    answered = ada.post(f"{address}ideas/1/decide/", {"fate": "merged"})
    assert (answered.status_code, "which other idea" in answered.content.decode()) == (400, True)
    assert ada.post(f"{address}ideas/1/decide/", {"fate": "accepted", "told": "Yes."}).status_code == 302
    assert ada.post(f"{address}release/").status_code == 302
    assert Idea.objects.get().state == State.ACCEPTED


def test_lists_ask_the_same_for_one_and_for_many(world: World, knock: Any) -> None:
    def asked(name: str, path: str) -> int:
        knock(name, path)
        with CaptureQueriesContext(connection) as found:
            assert knock(name, path).status_code == 200
        return len(found)

    call = make_call(world, is_private=False)
    make_idea(world, call)
    for name in ("lea", "eve"):
        appoint(world, call, name)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now())
    actions.rate_idea(world.actor("eve"), Idea.objects.get(), [1, 2], "So.")
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + DAY)
    base, desk = f"/en/calls/{call.slug}/", f"/en/desk/calls/{call.slug}/"
    paths: list[tuple[str, str]] = [
        ("visitor", "/en/calls/"), ("visitor", base), ("lea", f"{base}reviews/"), ("ada", desk),
        ("ada", "/en/desk/calls/"),
    ]  # fmt: skip
    before = {path: asked(name, path) for name, path in paths}
    make_call(world)
    for number in range(3):
        body = make_organisation(f"more-{number}")
        idea = make_idea(world, call, entry=replace(ENTRY, title=f"More {number}", places=("KE", "UG")))
        Idea.objects.filter(pk=idea.pk).update(organisation=body)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now())
    for idea in Idea.objects.filter(number__gt=1):
        actions.rate_idea(world.actor("eve"), idea, [1, 2], "So.")
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + DAY)
    assert {path: asked(name, path) for name, path in paths} == before


def test_calls_of_a_year_are_those_that_were_announced(world: World) -> None:
    call = make_call(world)
    make_call(world, announced=False)
    assert queries.calls_of_year(world.actor("visitor"), call.year) == [call]
    assert queries.calls_of_year(world.actor("ada"), call.year) == [call]
    assert queries.calls_of_year(world.actor("ada"), call.year - 1) == []
