"""Who may vote, when, and what counts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.audit.models import Event
from intersession.ballots.tally import Result
from intersession.decisions.actions import (
    announce_decision,
    conclude_decision,
    count_young_voices,
    declare_affiliation,
    edit_decision,
    extend_decision,
    hide_tally,
    propose_decision,
    remind_voters,
    review_decision,
    withdraw_decision,
    word_decision,
)
from intersession.decisions.clock import tick
from intersession.decisions.counting import may_see_tally, replayed, tally_of, young_counts
from intersession.decisions.due import ballots_waiting_for, outcomes_to_write, reviews_due
from intersession.decisions.models import Decision, State, Visibility, Vote, Voter
from intersession.decisions.queries import dissent_of
from intersession.decisions.roll import voices_on
from intersession.decisions.voices import (
    Concern,
    Said,
    add_remark,
    answer_objection,
    cast_vote,
    raise_objection,
    recuse_voter,
    settle_objection,
)
from intersession.people.models import Mandate, Organisation, Proxy
from tests.decisions.making import (
    CONCERN,
    a_question,
    acting,
    close,
    fresh,
    make_decision,
    make_member,
    make_members,
    vote,
)
from tests.world import World, make_person

pytestmark = pytest.mark.django_db


def the_voter(decision: Decision, actor: Actor) -> Voter:
    found: Voter = Voter.objects.get(decision=decision, organisation=actor.organisation)
    return found


def test_one_organisation_has_one_voice_and_the_latest_vote_counts(world: World) -> None:
    actors = make_members(3)
    decision = make_decision()
    for position in ("yes", "no", "abstain", "no"):
        vote(actors[0], decision, position)
    assert tally_of(decision).total.positions == {"yes": 0, "no": 1, "abstain": 0}
    assert Vote.objects.filter(voter=the_voter(decision, actors[0])).count() == 4


def test_the_same_vote_sent_twice_is_one(world: World) -> None:
    (actor,) = make_members(1)
    decision = make_decision()
    assert vote(actor, decision, "yes", reason="Good.") == vote(actor, decision, "yes", reason="Good.")
    assert Vote.objects.filter(voter__decision=decision).count() == 1


def test_who_holds_no_mandate_has_no_vote(world: World) -> None:
    actor, other = make_members(2)
    decision = make_decision()
    assert actor.organisation
    with pytest.raises(NotAllowed):
        cast_vote(other, decision, actor.organisation, Said("yes"))
    observer = Actor(actor.person, actor.organisation, frozenset({Role.VISITOR, Role.PERSON, Role.OBSERVER}))
    with pytest.raises(NotAllowed):
        cast_vote(observer, decision, actor.organisation, Said("yes"))
    with pytest.raises(NotAllowed):
        cast_vote(world.actor("visitor"), decision, actor.organisation, Said("yes"))


def test_a_vote_by_proxy_counts_and_is_marked(world: World) -> None:
    giver, holder = make_members(2)
    decision = make_decision()
    assert giver.organisation
    Proxy.objects.create(
        organisation=giver.organisation,
        holder_organisation=holder.organisation,
        ends_at=timezone.now() + timedelta(days=30),
    )
    cast_vote(holder, decision, giver.organisation, Said("yes"))
    vote(holder, decision, "no")
    found = Vote.objects.get(voter=the_voter(decision, giver))
    assert (found.by, found.cast_by) == ("proxy", holder.person)
    assert tally_of(decision).total.positions == {"yes": 1, "no": 1, "abstain": 0}
    assert [voice.by for voice in voices_on(decision, holder)] == ["mandate", "proxy"]


def test_a_proxy_that_has_ended_gives_no_vote(world: World) -> None:
    giver, holder = make_members(2)
    decision = make_decision()
    assert giver.organisation
    Proxy.objects.create(
        organisation=giver.organisation,
        holder_person=holder.person,
        starts_at=timezone.now() - timedelta(days=3),
        ends_at=timezone.now() - timedelta(days=1),
    )
    with pytest.raises(NotAllowed):
        cast_vote(holder, decision, giver.organisation, Said("yes"))


def test_an_organisation_that_joined_after_the_opening_is_not_on_the_roll(world: World) -> None:
    decision = make_decision()
    late = make_member("late-comer")
    assert late.organisation
    with pytest.raises(Refused, match="not among those"):
        cast_vote(late, decision, late.organisation, Said("yes"))


def test_only_the_groups_that_were_named_may_vote(world: World) -> None:
    civil, government = make_members(2)
    decision = make_decision(groups=("government",))
    vote(government, decision, "yes")
    with pytest.raises(Refused):
        vote(civil, decision, "yes")


def test_organisations_that_belong_together_have_one_voice(world: World) -> None:
    head, arm, other = make_members(3)
    assert head.organisation
    assert arm.organisation
    declare_affiliation(world.actor("ada"), arm.organisation, head.organisation, "https://example.org/about")
    decision = make_decision()
    roll = tally_of(decision).total.roll
    vote(head, decision, "yes")
    vote(arm, decision, "no")
    vote(other, decision, "yes")
    counted = tally_of(decision).total
    assert counted.positions == {"yes": 1, "no": 1, "abstain": 0}
    assert roll == Organisation.objects.members().count() - 1


def test_merged_organisations_count_once_and_the_later_vote_stays(world: World) -> None:
    one, two = make_members(2)
    decision = make_decision()
    vote(one, decision, "yes")
    vote(two, decision, "no")
    Organisation.objects.filter(pk=one.organisation.pk).update(merged_into=two.organisation)  # type: ignore[union-attr]
    tick(SYSTEM)
    decision = close(decision)
    counted = tally_of(decision).total
    assert counted.positions == {"yes": 0, "no": 1, "abstain": 0}
    assert the_voter(decision, one).counts_with == the_voter(decision, two)
    assert sorted(replayed(decision).values()) == ["no"]


def test_a_recused_organisation_leaves_the_count_and_may_come_back(world: World) -> None:
    actors = make_members(2)
    decision = make_decision()
    vote(actors[0], decision, "yes")
    assert actors[0].organisation
    recuse_voter(actors[0], decision, actors[0].organisation)
    counted = tally_of(decision).total
    assert (counted.recused, counted.in_favour, counted.entitled) == (1, 0, counted.roll - 1)
    vote(actors[0], decision, "no")
    assert tally_of(decision).total.recused == 0


def test_voting_opens_and_closes_by_the_clock_though_nobody_was_running(world: World) -> None:
    (actor,) = make_members(1)
    opens_at, closes_at = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    decision = announce_decision(
        SYSTEM, propose_decision(SYSTEM, a_question(opens_at=opens_at, closes_at=closes_at))
    )
    assert decision.state == State.ANNOUNCED
    with pytest.raises(Refused, match="not opened"):
        vote(actor, decision, "yes")
    # Both minutes pass while no process looks.
    Decision.objects.filter(pk=decision.pk).update(
        opens_at=timezone.now() - timedelta(hours=2), closes_at=timezone.now() - timedelta(hours=1)
    )
    with pytest.raises(Refused, match="closed"):
        vote(actor, fresh(decision), "yes")
    assert tick(SYSTEM) == 2
    decision = fresh(decision)
    assert decision.opened_at == decision.opens_at
    assert decision.closed_at == decision.closes_at
    assert decision.result == Result.NOT_PASSED
    event = Event.objects.get(verb="decision.closed", subject_id=str(decision.pk))
    assert decision.closes_at
    assert event.facts["effective_at"] == decision.closes_at.isoformat(timespec="microseconds")
    assert tick(SYSTEM) == 0


def test_a_first_vote_opens_what_the_clock_has_opened(world: World) -> None:
    (actor,) = make_members(1)
    decision = announce_decision(
        SYSTEM, propose_decision(SYSTEM, a_question(opens_at=timezone.now() + timedelta(hours=1)))
    )
    Decision.objects.filter(pk=decision.pk).update(opens_at=timezone.now() - timedelta(seconds=1))
    vote(actor, decision, "yes")
    assert fresh(decision).opened_at is not None


def test_what_was_announced_does_not_change(world: World) -> None:
    decision = make_decision()
    with pytest.raises(Refused):
        edit_decision(world.actor("ada"), decision, a_question(title="Another question"))
    with pytest.raises(Refused):
        word_decision(world.actor("ada"), decision, "fr", "Publier ?", "Le guide.")
    with pytest.raises(Refused):
        announce_decision(world.actor("ada"), decision)


def test_wordings_are_part_of_the_hash(world: World) -> None:
    one = propose_decision(SYSTEM, a_question())
    two = propose_decision(SYSTEM, a_question())
    word_decision(SYSTEM, two, "fr", "Publier le guide ?", "Le guide paraît en juin.")
    assert announce_decision(SYSTEM, one).text_hash != announce_decision(SYSTEM, two).text_hash


def test_an_extension_is_later_public_and_says_why(world: World) -> None:
    ada = world.actor("ada")
    decision = make_decision()
    assert decision.closes_at
    with pytest.raises(Refused, match="never earlier"):
        extend_decision(ada, decision, decision.closes_at - timedelta(hours=1), "Sooner.")
    with pytest.raises(Refused, match="Say why"):
        extend_decision(ada, decision, decision.closes_at + timedelta(days=1), " ")
    with pytest.raises(NotAllowed):
        extend_decision(world.actor("ben"), decision, decision.closes_at + timedelta(days=1), "Holiday.")
    later = extend_decision(
        ada, decision, decision.closes_at + timedelta(days=1), "A holiday in two regions."
    )
    assert later.closes_at == decision.closes_at + timedelta(days=1)
    close(decision)
    with pytest.raises(Refused):
        extend_decision(ada, decision, timezone.now() + timedelta(days=9), "Too late.")


def test_the_count_is_never_shown_earlier_than_promised(world: World) -> None:
    ada = world.actor("ada")
    (actor,) = make_members(1)
    decision = make_decision(visibility=Visibility.AFTER_VOTING)
    voices = voices_on(decision, actor)
    assert not may_see_tally(decision, voices)
    vote(actor, decision, "yes")
    assert may_see_tally(decision, voices_on(decision, actor))
    assert not may_see_tally(decision, [])
    with pytest.raises(Refused, match="loosened"):
        hide_tally(ada, decision, Visibility.ALWAYS)
    assert hide_tally(ada, decision, Visibility.AFTER_CLOSING).visibility == Visibility.AFTER_CLOSING
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(visibility=Visibility.ALWAYS)


def test_reasons_may_be_required(world: World) -> None:
    (actor,) = make_members(1)
    decision = make_decision(reasons="required")
    with pytest.raises(ValidationError):
        vote(actor, decision, "yes")
    assert vote(actor, decision, "yes", reason="It helps.")


def test_whoever_objects_says_why_and_what_would_resolve_it(world: World) -> None:
    (actor,) = make_members(1)
    decision = make_decision(method="consent")
    for concern in (None, Concern("It is wrong.", " "), Concern("", "Change it.")):
        with pytest.raises(ValidationError):
            vote(actor, decision, "object", concern=concern)
    assert Vote.objects.filter(voter__decision=decision).count() == 0
    vote(actor, decision, "object", concern=CONCERN)
    vote(actor, decision, "object", concern=CONCERN)
    assert decision.objections.count() == 1
    with pytest.raises(ValidationError, match="carries no objection"):
        vote(actor, decision, "consent", concern=CONCERN)


def test_an_objection_is_answered_settled_and_blocks_until_resolved(world: World) -> None:
    ada = world.actor("ada")
    actors = make_members(4, groups=("academia",))  # type: ignore[arg-type]
    decision = make_decision(method="consent", groups=("academia",))
    for actor in actors[1:]:
        vote(actor, decision, "consent")
    vote(actors[0], decision, "object", concern=CONCERN)
    objection = decision.objections.get()
    assert tally_of(decision).result == Result.NOT_PASSED
    with pytest.raises(Refused, match="still to come"):
        settle_objection(actors[0], objection, is_resolved=False)
    with pytest.raises(NotAllowed):
        answer_objection(actors[1], objection, "No.")
    with pytest.raises(Refused):
        answer_objection(ada, objection, "  ")
    answer_objection(ada, objection, "The proof is deleted after the check, see block 4.")
    with pytest.raises(Refused, match="answered this already"):
        answer_objection(ada, objection, "Once more.")
    with pytest.raises(NotAllowed):
        settle_objection(actors[1], objection, is_resolved=True)
    settle_objection(actors[0], objection, is_resolved=False)
    assert [each.is_sustained for each in dissent_of(decision)] == [True]
    settle_objection(actors[0], objection, is_resolved=True)
    assert dissent_of(decision) == []
    assert tally_of(decision).result == Result.PASSED
    assert verify().is_whole


def test_an_outcome_needs_every_answer_and_comes_back_on_its_day(world: World) -> None:
    ada = world.actor("ada")
    (actor,) = make_members(1)
    decision = make_decision()
    vote(actor, decision, "no", concern=CONCERN)
    with pytest.raises(Refused, match="after voting has closed"):
        conclude_decision(ada, decision, "Adopted.")
    decision = close(decision)
    assert list(outcomes_to_write(ada, timezone.now())) == [decision]
    with pytest.raises(Refused, match="answered first"):
        conclude_decision(ada, decision, "Adopted.")
    answer_objection(ada, decision.objections.get(), "We keep it, because the law asks for it.")
    settle_objection(actor, decision.objections.get(), is_resolved=False)
    with pytest.raises(Refused):
        conclude_decision(ada, decision, " ")
    tomorrow = timezone.now().date() + timedelta(days=1)
    conclude_decision(ada, decision, "Adopted with one objection.", tomorrow)
    assert not reviews_due(ada, timezone.now()).exists()
    assert list(reviews_due(ada, timezone.now() + timedelta(days=1))) == [decision]
    review_decision(ada, decision, "Still right.")
    assert not reviews_due(ada, timezone.now() + timedelta(days=1)).exists()


def test_a_withdrawn_question_says_why_and_takes_no_votes(world: World) -> None:
    (actor,) = make_members(1)
    decision = make_decision()
    with pytest.raises(Refused):
        withdraw_decision(world.actor("ada"), decision, "")
    withdraw_decision(world.actor("ada"), decision, "The text had a mistake.")
    with pytest.raises(Refused):
        vote(actor, decision, "yes")
    assert tick(SYSTEM) == 0


def test_observers_and_others_speak_and_do_not_count(world: World) -> None:
    decision = make_decision()
    before = tally_of(decision)
    add_remark(world.actor("obi"), decision, "The helpline would need two more weeks.", "no")
    add_remark(world.actor("eve"), decision, "Good.")
    with pytest.raises(NotAllowed):
        add_remark(world.actor("visitor"), decision, "Hello.")
    with pytest.raises(ValidationError):
        add_remark(world.actor("eve"), decision, "Good.", "perhaps")
    assert tally_of(decision) == before


def test_young_people_are_counted_beside_never_in_the_tally(world: World) -> None:
    decision = make_decision()
    before = tally_of(decision)
    count_young_voices(SYSTEM, decision, {"yes": 12, "no": 3, "abstain": 0})
    assert tally_of(decision) == before
    found = {each.position: each.count for each in young_counts(fresh(decision))}
    assert found == {"yes": 12, "no": None, "abstain": 0}
    with pytest.raises(NotAllowed):
        count_young_voices(world.actor("ada"), decision, {"yes": 1})


def test_who_may_propose_and_announce(world: World) -> None:
    ben = world.actor("ben")
    draft = propose_decision(ben, a_question())
    assert (draft.facilitator, draft.organisation) == (ben.person, ben.organisation)
    with pytest.raises(NotAllowed):
        propose_decision(world.actor("eve"), a_question())
    with pytest.raises(NotAllowed):
        edit_decision(world.actor("lou"), draft, a_question())
    with pytest.raises(NotAllowed):
        announce_decision(ben, draft)
    edit_decision(ben, draft, a_question(title="Shall we print the guide?"))
    assert announce_decision(world.actor("ada"), draft).state == State.OPEN


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "dice"},
        {"title": " "},
        {"text": ""},
        {"method": "consent", "is_secret": True},
        {"visibility": 7},
        {"quorum": "most"},
    ],
)
def test_a_question_that_makes_no_sense_is_not_kept(world: World, changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        propose_decision(SYSTEM, a_question(**changes))
    assert not Decision.objects.exists()


def test_a_question_that_would_close_in_the_past_is_not_announced(world: World) -> None:
    draft = propose_decision(SYSTEM, a_question(closes_at=timezone.now() - timedelta(minutes=1)))
    with pytest.raises(Refused):
        announce_decision(SYSTEM, draft)
    with pytest.raises(Refused, match="when voting closes"):
        announce_decision(SYSTEM, propose_decision(SYSTEM, a_question(closes_at=None)))


def test_ballots_wait_for_those_who_may_cast_them(world: World) -> None:
    actor, other = make_members(2)
    decision = make_decision()
    now = timezone.now()
    assert [each.decision for each in ballots_waiting_for(actor, now)] == [decision]
    vote(actor, decision, "yes")
    assert not ballots_waiting_for(actor, now).exists()
    assert ballots_waiting_for(other, now).exists()
    assert not ballots_waiting_for(world.actor("eve"), now).exists()


def test_reminders_go_once_and_only_to_who_has_not_spoken(
    world: World, mailoutbox: list[object], django_capture_on_commit_callbacks: object, settings: object
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}  # type: ignore[attr-defined]
    spoke, silent = make_members(2, groups=("academia",))  # type: ignore[arg-type]
    decision = make_decision(groups=("academia",))
    vote(spoke, decision, "yes")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert tick(SYSTEM) == 1
    assert [mail.to for mail in mailoutbox] == [[silent.person.email]]  # type: ignore[attr-defined, union-attr]
    assert decision.get_absolute_url() in mailoutbox[0].body  # type: ignore[attr-defined]
    assert tick(SYSTEM) == 0
    assert remind_voters(SYSTEM, decision, "opened", decision.opens_at) is None  # type: ignore[arg-type]


def test_somebody_whose_mandate_ended_is_not_reminded(world: World) -> None:
    (actor,) = make_members(1, groups=("academia",))  # type: ignore[arg-type]
    decision = make_decision(groups=("academia",))
    Mandate.objects.filter(person=actor.person).update(ends_at=timezone.now())
    tick(SYSTEM)
    assert decision.notices.get().people == 0


def test_members_are_those_of_the_day_of_opening(world: World) -> None:
    gone = make_member("gone", "academia")
    Organisation.objects.filter(pk=gone.organisation.pk).update(member_until=date(2024, 1, 1))  # type: ignore[union-attr]
    make_member("here", "academia")
    decision = make_decision(groups=("academia",))
    assert [voter.organisation.slug for voter in decision.voters.select_related("organisation")] == ["here"]


def test_an_objection_may_be_raised_beside_the_vote(world: World) -> None:
    (actor,) = make_members(1)
    decision = make_decision()
    assert actor.organisation
    with pytest.raises(ValidationError):
        raise_objection(actor, decision, actor.organisation, Concern(" ", "x"))
    raise_objection(actor, decision, actor.organisation, CONCERN)
    close(decision)
    with pytest.raises(Refused):
        raise_objection(actor, decision, actor.organisation, CONCERN)


def test_an_alternate_of_nobody_acts_for_nobody(world: World) -> None:
    decision = make_decision()
    stranger = acting(make_person("stranger"), None)
    with pytest.raises(NotAllowed):
        cast_vote(stranger, decision, world.organisation, Said("yes"))


def test_what_is_said_is_dated_when_it_was_let_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    decision, ben = make_decision(), world.actor("ben")
    begin = timezone.now()
    Decision.objects.filter(pk=decision.pk).update(closes_at=begin + timedelta(hours=1))
    hours = count()
    # Every look at the clock finds an hour gone: a process that was held up between two steps.
    monkeypatch.setattr(timezone, "now", lambda: begin + timedelta(hours=next(hours)))
    cast_vote(ben, decision, world.organisation, Said("yes"))
    assert Vote.objects.get(voter__decision=decision).at < begin + timedelta(hours=1)
