"""A paper of many blocks with many comments: queries and CPU time of its pages. Prints JSON."""

from collections.abc import Callable
from functools import partial
from random import Random

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench._list_page import milliseconds
from intersession.papers.models import Block, Paper, Version
from intersession.people.models import Confidence, Organisation, Person, StakeholderGroup
from intersession.reviews.models import Comment

PLACES = ("", "comments/", "comments/table/", "comments/?show=open", "versions/2/comments/{key}/")


def fill(blocks: int, comments: int) -> Block:
    """A paper in two versions, commented on in the first; the last block it has."""
    chance, now = Random(3), timezone.now()
    person = Person.objects.create_user("mo@bench.example", "Mo")
    body = Organisation.objects.create(
        slug="bench",
        name="Bench",
        place_id="KE",
        stakeholder_group=StakeholderGroup.ACADEMIA,
        confidence=Confidence.HIGH,
    )
    paper = Paper.objects.create(
        slug="long",
        kind="position",
        title="A long paper",
        language="en",
        purpose="To be measured.",
        state="comments",
        state_since=now,
        first_published_at=now,
        proposed_by=person,
        organisation=body,
    )
    words = " ".join(f"word{number}" for number in range(60))
    made: list[Block] = []
    for number in (1, 2):
        version = Version.objects.create(
            paper=paper,
            number=number,
            published_at=now,
            text_hash=f"{number}" * 64,
            change_class=2 if number > 1 else None,
            checked_by=person if number > 1 else None,
        )
        made = Block.objects.bulk_create(
            Block(
                version=version,
                key=f"key{place:07d}",
                position=place,
                kind="paragraph",
                text=f"{words} {place}" + (" changed" if number > 1 and place % 50 == 0 else ""),
                html=f"<p>{words} {place}</p>",
            )
            for place in range(blocks)
        )
    first = Version.objects.get(paper=paper, number=1)
    Comment.objects.bulk_create(
        Comment(
            version=first,
            key=f"key{chance.randrange(blocks):07d}",
            quote="word3 word4",
            start=words.index("word3 "),
            end=words.index("word3 ") + 11,
            text=f"Comment {number}",
            person=person,
            organisation=body,
            at=now,
        )
        for number in range(comments)
    )
    return made[-1]


def main(blocks: str, comments: str) -> dict[str, object]:
    """Fill, open each page, count its queries and its time."""
    block = fill(int(blocks), int(comments))
    browser = Client(headers={"host": "localhost"})
    queries, cpu, sizes = {}, {}, {}
    for place in PLACES:
        address = f"/en/papers/long/{place.format(key=block.key)}"
        for _ in range(2):
            answer = browser.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        queries[place] = len(captured)
        ask: Callable[[], object] = partial(browser.get, address)
        cpu[place] = milliseconds(ask, times=5)
        sizes[place] = len(answer.content)
    return {"queries": queries, "cpu": cpu, "sizes": sizes}
