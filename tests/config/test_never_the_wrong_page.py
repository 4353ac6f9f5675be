"""Whatever happens in whatever order: what the cache hands out is what Django would have said at that moment.

Hypothesis invents sequences of signing in and out, reading in several languages and codings, published and
unpublished changes. Every answer from the cache is compared, status, headers and bytes, with that of an
empty cache beside it.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.library.making import make_entry
from tests.world import make_person

from intersession.access.actor import SYSTEM, Actor
from intersession.access.roles import Role
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.config.page_cache import PageCache
from intersession.config.stamp import StampOf, revision_of
from intersession.library.actions import load_resources, publish_resource, withdraw_resource
from intersession.library.models import Resource
from intersession.people.models import Person
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

OWN = ("sessionid", "csrftoken")
SLUG = "safe-paths"
PAGES = st.sampled_from(["/", f"/library/{SLUG}/", "/library/", "/account/login/", "/nowhere/"])
LANGUAGES = st.sampled_from(["/en", "/fr", "/ar", ""])
CODINGS = st.sampled_from(["", "gzip", "br, gzip"])

Answer = tuple[str, list[tuple[str, str]], bytes]


def ask(application: Any, path: str, **headers: str) -> Answer:
    """One GET request to a WSGI application."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
    }
    environ |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost"}
    environ |= {"wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": None}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items() if value}
    started: list[Any] = []
    result = application(environ, lambda status, sent, exc=None: started.append((status, list(sent))))
    try:
        body = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    return (*started[-1], body)


def control(answer: Answer) -> str:
    """The `Cache-Control` of an answer."""
    return {name.lower(): value for name, value in answer[1]}.get("cache-control", "")


class Visits(RuleBasedStateMachine):
    """People come and go while the library changes."""

    django: Any
    revision: Any

    def __init__(self) -> None:
        super().__init__()
        # Every sequence begins alike, so that Hypothesis can shorten one that fails.
        Resource.objects.filter(slug=SLUG).update(withdrawn_at=None, withdrawn_because="")
        self.stamp = StampOf(self.revision, lambda: "the index")
        self.cache = PageCache(self.django, self.stamp, own_cookies=OWN)
        self.person = Person.objects.get(email="ada@cast.example")
        self.secretariat = Actor(self.person, None, frozenset({Role.SECRETARIAT, Role.PERSON}))
        self.client = Client(headers={"host": "localhost"})

    @property
    def resource(self) -> Resource:
        found: Resource = Resource.objects.get(slug=SLUG)
        return found

    @rule(language=LANGUAGES, page=PAGES, coding=CODINGS, accepts=st.sampled_from(["", "fr", "ar, en;q=0.5"]))
    def read(self, language: str, page: str, coding: str, accepts: str) -> None:
        """A visitor reads; the cache and Django must agree to the byte."""
        asked = {"accept_encoding": coding, "accept_language": accepts}
        fresh = ask(PageCache(self.django, self.stamp, own_cookies=OWN), language + page, **asked)
        first, second = (ask(self.cache, language + page, **asked) for _ in range(2))
        if "private" in control(fresh):
            # Such a page carries the second it was made in and a token of its own.
            assert first[0] == second[0] == fresh[0]
            assert all("private" in control(answer) for answer in (first, second))
        else:
            assert first == fresh
            assert second == fresh
            assert not any(name.lower() == "set-cookie" for name, _ in fresh[1])

    @rule(language=LANGUAGES, page=PAGES)
    def read_again_with_the_tag(self, language: str, page: str) -> None:
        """A browser that holds a page is told so only while it is still the page."""
        status, headers, body = ask(self.cache, language + page)
        tag = {name.lower(): value for name, value in headers}.get("etag", "")
        if tag:
            assert ask(self.cache, language + page, if_none_match=tag)[0].startswith("304")
            assert status.startswith("200")
            assert body

    @rule(page=PAGES)
    def read_signed_in(self, page: str) -> None:
        """Somebody signed in reads the same page; nobody else is given theirs."""
        self.client.force_login(self.person)
        cookie = f"sessionid={self.client.cookies['sessionid'].value}"
        assert "private" in control(ask(self.cache, f"/en{page}", cookie=cookie))

    @rule()
    def sign_out(self) -> None:
        """The session ends; its cookie may still come along."""
        if "sessionid" not in self.client.cookies:
            return
        cookie = f"sessionid={self.client.cookies['sessionid'].value}"
        self.client.logout()
        assert b"Ada" not in ask(self.cache, "/en/", cookie=cookie)[2]

    @precondition(lambda self: not self.resource.withdrawn_at)
    @rule(why=st.sampled_from(["It was wrong.", "A newer edition is out."]))
    def withdraw(self, why: str) -> None:
        """A published change: its reason stands on the page at the next request."""
        withdraw_resource(self.secretariat, self.resource, why)
        assert why.encode() in ask(self.cache, f"/en/library/{SLUG}/")[2]

    @precondition(lambda self: self.resource.withdrawn_at)
    @rule()
    def publish(self) -> None:
        """Another one."""
        publish_resource(self.secretariat, self.resource)
        assert b"is out" not in ask(self.cache, f"/en/library/{SLUG}/")[2]

    @rule(title=st.sampled_from(["Working title one", "Working title two"]))
    def draft(self, title: str) -> None:
        """An unpublished change: it never shows, and no public page is thrown away for it."""
        before = self.stamp()
        Resource.objects.filter(slug="a-draft").update(title=title, title_en=title)
        with transaction.atomic():
            record(SYSTEM, Verb.PERSON_JOINED, self.person)
        assert self.stamp() == before
        for path in ("/en/", "/en/library/", "/en/library/a-draft/"):
            assert b"Working title" not in ask(self.cache, path)[2]

    @invariant()
    def no_page_names_the_person(self) -> None:
        """Nothing kept was rendered for somebody."""
        assert all(b"ada@cast.example" not in page.body for page in self.cache._pages.values())


@pytest.fixture
def library(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    """A library of one resource and one draft, in a database that really commits."""
    settings.INDEX_HOME = tmp_path / "index"
    Place.objects.get_or_create(code="KE", defaults={"kind": "country", "name_en": "Kenya"})
    Concept.objects.get_or_create(id="grooming")
    load_resources(
        SYSTEM, [make_entry(SLUG), make_entry("a-draft", title="Working title", title_en="Working title")]
    )
    Resource.objects.filter(slug="a-draft").update(published_at=None)
    if not Person.objects.filter(email="ada@cast.example").exists():
        make_person("ada")


@pytest.mark.django_db(transaction=True)
def test_no_sequence_of_events_shows_the_wrong_page(library: None) -> None:
    Visits.django = staticmethod(get_wsgi_application())
    Visits.revision = staticmethod(revision := revision_of(connection.settings_dict))
    try:
        run_state_machine_as_test(
            Visits,
            settings=settings(
                max_examples=10,
                stateful_step_count=20,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        revision.close()
