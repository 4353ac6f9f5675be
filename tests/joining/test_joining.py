"""From an application to a member, by every road it may take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intersession.access.actor import VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.access.requests import actor_of
from intersession.access.roles import Role
from intersession.access.waiting import LISTS
from intersession.audit.chain import verify
from intersession.audit.models import Event
from intersession.joining import actions
from intersession.joining.models import Application
from intersession.members.models import OrganisationLanguage, OrganisationPlace
from intersession.members.queries import organisations_like
from intersession.people.models import Mandate, Organisation, Person
from tests.joining.making import make_application, make_said
from tests.world import World


def waiting(name: str, actor: Any) -> list[Any]:
    found = list(LISTS[name].entries(actor, 10))
    assert LISTS[name].count(actor) == len(found)
    return found


def test_a_newcomer_becomes_a_member_with_a_representative(world: World) -> None:
    application = make_application()
    (entry,) = waiting("applications", world.actor("ada"))
    assert (entry.title, entry.due - entry.since) == (application.name, timedelta(days=14))
    done = actions.welcome_application(world.actor("ada"), application)
    organisation = done.organisation
    assert organisation is not None
    assert (organisation.slug, organisation.is_member, organisation.domain) == (
        "port-signal-fictional",
        True,
        "port-signal.example",
    )
    assert set(
        OrganisationLanguage.objects.filter(organisation=organisation).values_list("language", flat=True)
    ) == {"ar", "fr"}
    assert OrganisationPlace.objects.filter(organisation=organisation).count() == 2
    assert done.person is not None
    actor = actor_of(done.person, two_step=False)
    assert (actor.organisation, {Role.MEMBER, Role.REPRESENTATIVE} <= actor.roles) == (organisation, True)
    assert waiting("applications", world.actor("ada")) == []
    assert verify().is_whole


def test_an_address_that_has_an_account_already_gets_the_mandate_there(world: World) -> None:
    done = actions.welcome_application(world.actor("ada"), make_application("eve@cast.example"))
    assert done.person == world.people["eve"]
    assert world.people["eve"].name == "Eve"


def test_the_log_knows_neither_address_nor_reason(world: World) -> None:
    application = make_application()
    actions.ask_applicant(world.actor("ada"), application, "Who are you?")
    actions.decline_application(world.actor("ada"), application, "Not this year.")
    facts = " ".join(str(event.facts) for event in Event.objects.filter(verb__startswith="application."))
    assert "example" not in facts
    assert "Who are you" not in facts


def test_nothing_counts_before_the_address_is_confirmed(world: World) -> None:
    application = actions.send_application(VISITOR, "nia@port-signal.example", make_said())
    assert waiting("applications", world.actor("ada")) == []
    with pytest.raises(Refused):
        actions.welcome_application(world.actor("ada"), application)
    with pytest.raises(Refused):
        actions.reply_to_secretariat(VISITOR, application, "Hello?")


def test_what_nobody_confirms_is_forgotten_after_a_month(world: World) -> None:
    old = actions.send_application(VISITOR, "old@port-signal.example", make_said())
    Application.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    actions.send_application(VISITOR, "new@port-signal.example", make_said())
    assert list(Application.objects.values_list("email", flat=True)) == ["new@port-signal.example"]


def test_a_question_turns_whose_move_it_is_and_the_answer_turns_it_back(world: World) -> None:
    application = make_application("eve@cast.example")
    actions.ask_applicant(world.actor("ada"), application, "Since when do you exist?")
    assert waiting("applications", world.actor("ada")) == []
    (entry,) = waiting("own-applications", world.actor("eve"))
    assert entry.url.endswith(f"{application.key}/")
    assert waiting("own-applications", world.actor("ben")) == []
    actions.reply_to_secretariat(VISITOR, application, "Since 2011.")
    assert len(waiting("applications", world.actor("ada"))) == 1
    assert waiting("own-applications", world.actor("eve")) == []


def test_declining_says_why_and_keeps_its_day(world: World) -> None:
    application = make_application()
    with pytest.raises(Refused):
        actions.decline_application(world.actor("ada"), application, "  ")
    done = actions.decline_application(world.actor("ada"), application, "It sells a product only.")
    assert done.declined_at is not None
    assert not Organisation.objects.filter(name=application.name).exists()
    with pytest.raises(Refused):
        actions.welcome_application(world.actor("ada"), application)
    with pytest.raises(Refused):
        actions.withdraw_application(VISITOR, application)


def test_an_application_taken_back_is_answered_no_more(world: World) -> None:
    application = make_application()
    actions.withdraw_application(VISITOR, application)
    with pytest.raises(Refused):
        actions.welcome_application(world.actor("ada"), application)


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "chi", "vic", "vera"])
def test_only_the_secretariat_answers(world: World, name: str) -> None:
    application = make_application()
    for act in (
        lambda: actions.welcome_application(world.actor(name), application),
        lambda: actions.ask_applicant(world.actor(name), application, "Why?"),
        lambda: actions.decline_application(world.actor(name), application, "No."),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_individual_speaks_for_no_organisation(world: World) -> None:
    application = make_application("solo@cast.example", is_individual=True, name="")
    done = actions.welcome_application(world.actor("ada"), application)
    assert done.organisation is None
    assert done.person is not None
    actor = actor_of(done.person, two_step=False)
    assert actor.organisation is None
    assert actor.roles == {Role.VISITOR, Role.PERSON, Role.INDIVIDUAL}


def test_where_only_organisations_join_an_individual_is_refused(world: World, settings: Any) -> None:
    settings.INDIVIDUALS_MAY_JOIN = False
    with pytest.raises(Refused):
        make_application(is_individual=True, name="")


def thorn() -> Organisation:
    Organisation.objects.filter(slug="thorn").update(domain="thorn.org")
    found: Organisation = Organisation.objects.get(slug="thorn")
    return found


def test_a_claim_from_the_organisations_own_domain_needs_no_other_proof(
    world: World, mailbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        done = make_application("jo@thorn.org", claims=thorn(), name="Thorn", name_en="", url="", acronym="")
    assert done.welcomed_at is not None
    assert done.organisation == thorn()
    assert thorn().is_member
    assert [(letter.to, "own domain" in letter.subject) for letter in mailbox] == [
        (["jo@thorn.org"], False),
        (["ada@cast.example"], True),
        (["jo@thorn.org"], False),
    ]


@pytest.mark.parametrize("email", ["jo@thorn.org.evil.example", "jo@mail.thorn.org", "thorn.org@gmail.com"])
def test_a_claim_from_elsewhere_waits_for_the_secretariat(world: World, email: str) -> None:
    application = make_application(email, claims=thorn())
    assert application.welcomed_at is None
    assert not thorn().is_member
    done = actions.welcome_application(world.actor("ada"), application, thorn())
    assert done.organisation == thorn()
    assert thorn().name == "Thorn"


def test_a_mailbox_anybody_can_have_proves_nothing(world: World) -> None:
    Organisation.objects.filter(slug="thorn").update(domain="gmail.com")
    claimed = Organisation.objects.get(slug="thorn")
    assert make_application("jo@gmail.com", claims=claimed).welcomed_at is None


def test_a_member_is_not_claimed(world: World) -> None:
    with pytest.raises(Refused):
        make_application("jo@else.example", claims=world.organisation)
    application = make_application()
    with pytest.raises(Refused):
        actions.welcome_application(world.actor("ada"), application, world.other)
    assert not Mandate.objects.filter(person__email="nia@port-signal.example").exists()
    assert not Person.objects.filter(email="nia@port-signal.example").exists()


def test_a_former_member_comes_back_by_the_secretariat_only(world: World) -> None:
    Organisation.objects.filter(slug="thorn").update(
        domain="thorn.org", member_since="2020-01-01", member_until="2021-01-01"
    )
    application = make_application("jo@thorn.org", claims=Organisation.objects.get(slug="thorn"))
    assert application.welcomed_at is None
    done = actions.welcome_application(world.actor("ada"), application, application.claims)
    assert done.organisation is not None
    assert done.organisation.is_member


@pytest.mark.parametrize(
    ("names", "acronym", "url", "reason"),
    [
        (["Thorn"], "", "", "name"),
        (["THÖRN!"], "", "", "name"),
        (["Something Else"], "", "https://www.thorn.org/about", "domain"),
        (["Internet Wach Foundation"], "", "", "name"),
        (["An Unknown"], "IWF", "", "acronym"),
    ],
)
def test_the_same_organisation_is_found_under_another_spelling(
    world: World, names: list[str], acronym: str, url: str, reason: str
) -> None:
    thorn()
    found = organisations_like(names, acronym, url)
    assert found
    assert found[0].reason == reason


def test_the_same_name_in_another_script_is_found(world: World) -> None:
    actions.welcome_application(
        world.actor("ada"), make_application(name="Сигнал Порта", name_en="", acronym="")
    )
    assert organisations_like(["Signal Porta"])[0].organisation.name == "Сигнал Порта"


@pytest.mark.parametrize("words", ["", "   ", "zzqqxx", "the", "a" * 300, "☃", "%_%"])
def test_an_odd_name_is_like_nothing_and_breaks_nothing(world: World, words: str) -> None:
    assert organisations_like([words], words[:40], words) == []
