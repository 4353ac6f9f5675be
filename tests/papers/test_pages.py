"""The pages of papers: who sees what, and how many questions a page asks the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from intersession.papers import actions
from intersession.papers.models import Block, Paper
from tests.papers.making import SOURCE, let_time_pass, make_paper, make_public, make_revision, name_and_check
from tests.world import World

type SignIn = Callable[[str], Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("name", "status"), [("visitor", 404), ("eve", 404), ("lou", 200), ("ben", 200), ("ada", 200)]
)
def test_a_draft_is_seen_by_members_only(world: World, sign_in: SignIn, name: str, status: int) -> None:
    paper = make_paper(world)
    assert sign_in(name).get(f"/en/papers/{paper.slug}/").status_code == status
    assert (paper.title in text(sign_in(name).get("/en/papers/"))) == (status == 200)


def test_a_public_paper_is_read_by_everybody(world: World, client: Client) -> None:
    paper = make_public(world)
    page = text(client.get(f"/en/papers/{paper.slug}/"))
    assert "more data than the check needs" in page
    assert "See the report of the year before" in page
    assert "Open the draft" not in page
    assert client.get(f"/en/papers/{paper.slug}/versions/1/").status_code == 200
    assert client.get(f"/en/papers/{paper.slug}/versions/2/").status_code == 404


def test_who_may_only_read_is_not_let_into_the_draft(world: World, sign_in: SignIn) -> None:
    paper = make_paper(world)
    assert sign_in("lou").get(f"/en/papers/{paper.slug}/draft/").status_code == 403


def test_proposing_keeps_what_was_typed(world: World, sign_in: SignIn) -> None:
    browser = sign_in("ben")
    typed = {"kind": "position", "title": "", "language": "en", "purpose": "Why", "source": "Words I typed."}
    answer = browser.post("/en/papers/propose/", typed)
    assert answer.status_code == 400
    assert "Words I typed." in text(answer)
    answer = browser.post("/en/papers/propose/", {**typed, "title": "A title"})
    assert answer.status_code == 302
    assert Paper.objects.get().title == "A title"


def test_who_saves_second_finds_both_texts_on_the_page(world: World, sign_in: SignIn) -> None:
    paper = make_paper(world)
    block = Block.objects.filter(version__paper=paper, kind="paragraph").first()
    assert block
    actions.revise_block(world.actor("chi"), paper, block.key, "Chi's sentence.", 1)
    path = f"/en/papers/{paper.slug}/draft/{block.key}/"
    answer = sign_in("ben").post(path, {"source": "Ben's sentence.", "revision": 1})
    assert answer.status_code == 409
    assert "Chi&#x27;s sentence." in text(answer)
    assert "Ben&#x27;s sentence." in text(answer)
    assert sign_in("ben").post(path, {"source": "Both.", "revision": 2}).status_code == 302


@pytest.mark.parametrize("revision", ["", "x", "99999999999999999999", "-1"])
def test_a_wrong_revision_is_no_error_of_ours(world: World, sign_in: SignIn, revision: str) -> None:
    paper = make_paper(world)
    block = Block.objects.filter(version__paper=paper).first()
    assert block
    path = f"/en/papers/{paper.slug}/draft/{block.key}/"
    assert sign_in("ben").post(path, {"source": "X.", "revision": revision}).status_code in (400, 409)
    assert sign_in("ben").post(f"{path}remove/", {"revision": revision}).status_code in (302, 409)


def test_the_differences_of_two_versions_are_shown(world: World, client: Client) -> None:
    paper = make_revision(world)
    block = paper.versions.get(published_at=None).blocks.filter(kind="paragraph").first()
    assert block
    changed = block.text.replace("more data", "<b>any</b> data")
    actions.revise_block(world.actor("ben"), paper, block.key, changed, block.revision)
    name_and_check(world, paper, 3, "No data may be asked for.")
    actions.move_paper(world.actor("ada"), paper, "call_last")
    for query in ("", "?all=1", "?view=side&all=1"):
        page = text(client.get(f"/en/papers/{paper.slug}/changes/1-2/{query}"))
        assert "<del>more </del>" in page
        assert "&lt;b&gt;any&lt;/b&gt;" in page.replace("<ins>", "").replace("</ins>", "")
        assert "No data may be asked for." in page
    assert client.get(f"/en/papers/{paper.slug}/changes/1-7/").status_code == 404


def test_the_page_says_what_is_missing(world: World, sign_in: SignIn) -> None:
    paper = make_paper(world)
    page = text(sign_in("ada").get(f"/en/papers/{paper.slug}/"))
    assert "more stakeholder group" in page
    move = sign_in("ada").get(f"/en/papers/{paper.slug}/move/open_comments/")
    assert "cannot be made yet" in text(move)


def test_a_library_work_that_is_cited_is_a_link_and_listed(world: World, client: Client) -> None:
    from intersession.library.models import Resource

    work = Resource.objects.listed().order_by("pk")[0]
    paper = make_public(world, f"As [[library:{work.slug}]] says, and [[library:not-there]] does not.")
    page = text(client.get(f"/en/papers/{paper.slug}/"))
    assert f'href="/library/{work.slug}/"' in page
    assert "[[library:not-there]]" in page


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_and_the_paper_ask_as_often_for_many_as_for_one(
    world: World, client: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    source = "\n\n".join(f"Paragraph {number} of the text." for number in range(count))
    paper = make_public(world, source)
    for _ in range(min(count, 5) - 1):
        make_public(world)
    client.get("/en/papers/")
    with django_assert_max_num_queries(6):
        client.get("/en/papers/")
    with django_assert_max_num_queries(15):
        client.get(f"/en/papers/{paper.slug}/")


@pytest.mark.parametrize("query", ["?kind=law", "?state=nowhere", "?language=xx", "?page=0", "?page=99"])
def test_an_address_that_asks_for_what_does_not_exist_says_so(
    client: Client, world: World, query: str
) -> None:
    make_public(world)
    assert client.get(f"/en/papers/{query}").status_code == 404


def test_papers_whose_time_is_over_wait_for_the_secretariat(world: World) -> None:
    from intersession.papers.waiting import count, entries

    paper = make_public(world)
    assert count(world.actor("ada")) == 0
    let_time_pass(paper)
    assert count(world.actor("ada")) == 1
    assert [entry.title for entry in entries(world.actor("ada"), 5)] == [paper.title]
    assert count(world.actor("ben")) == 0
    assert SOURCE
