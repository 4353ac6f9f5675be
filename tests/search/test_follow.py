"""A change becomes findable, and nothing is lost whenever the indexer dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random

import numpy as np
import pytest
import tantivy
from django.conf import settings as django_settings
from django.db import transaction

from intersession.access.actor import SYSTEM
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.people.models import Organisation
from intersession.search import index
from intersession.search.documents import Document
from intersession.search.encoders import USE
from intersession.search.find import Query, find
from intersession.search.follow import Follower, catch_up
from intersession.search.lexicon import Lexicon
from intersession.search.meaning import place_of
from intersession.search.rebuild import rebuild
from intersession.search.vectors import Busy, Place, Reader, Writer

NO_WORDS = Lexicon([])
SIZE = 512


def place(folder: Path) -> Place:
    """A store of its own."""
    return Place(folder, "vectors", SIZE)


def rename(organisation: Organisation, name: str) -> None:
    """Change a record and say so in the log, as every action does."""
    with transaction.atomic():
        organisation.name = name
        organisation.save(update_fields=["name"])
        record(SYSTEM, Verb.ORGANISATION_LOADED, organisation)


def keys_of(text: str) -> set[str]:
    return {hit.key for hit in find(Query(text=text, across=False, size=50, facets=())).hits}


@pytest.mark.django_db
@pytest.mark.usefixtures("own_index")
def test_a_change_is_found_after_one_pass_and_the_old_words_are_not() -> None:
    organisation = Organisation.objects.order_by("pk").first()
    assert organisation is not None
    rename(organisation, "Quokka Lighthouse")
    assert keys_of("quokka") == set()
    before = index.generation()
    assert catch_up() == 1
    assert index.generation() != before
    assert keys_of("quokka") == {str(organisation.pk)}
    rename(organisation, "Wombat Lighthouse")
    catch_up()
    assert keys_of("quokka") == set()
    assert keys_of("wombat") == {str(organisation.pk)}


@pytest.mark.django_db
@pytest.mark.usefixtures("own_index")
def test_what_is_gone_is_not_found() -> None:
    organisation = Organisation.objects.create(
        slug="quokka", name="Quokka", place_id="KE", stakeholder_group="civil-society", confidence="high"
    )
    with transaction.atomic():
        record(SYSTEM, Verb.ORGANISATION_LOADED, organisation)
    catch_up()
    assert keys_of("quokka") == {str(organisation.pk)}
    with transaction.atomic():
        record(SYSTEM, Verb.ORGANISATION_LOADED, organisation)
        organisation.delete()
    catch_up()
    assert keys_of("quokka") == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("own_index")
def test_a_pass_takes_well_under_two_seconds_of_work() -> None:
    organisation = Organisation.objects.order_by("pk").first()
    assert organisation is not None
    follower = Follower()
    try:
        follower.catch_up()
        rename(organisation, "Quokka Lighthouse")
        started = time.process_time()
        follower.catch_up()
        assert time.process_time() - started < 1
        assert keys_of("quokka")
    finally:
        follower.close()


@pytest.mark.django_db
@pytest.mark.usefixtures("own_index")
def test_what_changes_during_a_rebuild_is_taken_in_afterwards() -> None:
    organisation = Organisation.objects.order_by("pk").first()
    assert organisation is not None
    told: list[str] = []

    def change(line: str) -> None:
        if not told:
            rename(organisation, "Quokka Lighthouse")
        told.append(line)

    folder = index.current_folder()
    count = rebuild(change)
    assert index.current_folder() != folder
    assert any("a second" in line for line in told)
    assert f"{count:,} documents" in "".join(told)
    catch_up()
    assert keys_of("quokka") == {str(organisation.pk)}


@pytest.mark.django_db
@pytest.mark.usefixtures("own_index")
def test_meaning_follows_with_a_checkpoint_of_its_own() -> None:
    organisation = Organisation.objects.order_by("pk").first()
    assert organisation is not None
    rename(organisation, "Nobody may bully classmates on their telephones")
    catch_up()
    results = find(Query(text="schoolchildren harassing each other with phones", kinds=("organisation",)))
    assert str(organisation.pk) in {hit.key for hit in results.hits}
    with closing(Writer(place_of(USE))) as store:
        assert store.position()["index"] == index.current_name()


def documents(start: int, count: int) -> list[Document]:
    return [
        Document("resource", str(number), f"/r/{number}/", {"en": f"number n{number} of many"})
        for number in range(start, start + count)
    ]


def index_for_ever(folder: str) -> None:
    """Five documents and the checkpoint in one commit, again and again, until somebody ends this."""
    opened = index.open_folder(Path(folder))
    writer = opened.writer(heap_size=15_000_000, num_threads=1)
    event = int(index.read_state(opened, opened.searcher())["event"])
    while True:
        for document in documents(event, 5):
            index.put(writer, document, NO_WORDS, {})
        event += 5
        index.write_state(writer, {"event": event, "lexicon": ""})
        writer.commit()


def end_after(target: object, argument: str, seconds: float) -> None:
    """Run something in a process of its own and kill it without warning."""
    process = multiprocessing.get_context("fork").Process(target=target, args=(argument,))  # type: ignore[arg-type]
    process.start()
    time.sleep(seconds)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()


# Python warns of a fork in a process with threads; the child here does nothing but index.
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_at_any_moment_the_index_holds_what_its_checkpoint_says(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    writer = index.create(folder).writer(heap_size=15_000_000, num_threads=1)
    index.write_state(writer, {"event": 0, "lexicon": ""})
    writer.commit()
    writer.wait_merging_threads()
    dice, reached = Random(3), 0
    for _ in range(8):
        end_after(index_for_ever, str(folder), dice.uniform(0.05, 0.4))
        opened = index.open_folder(folder)
        searcher = opened.searcher()
        event = int(index.read_state(opened, searcher)["event"])
        assert event >= reached
        assert searcher.num_docs == event + 1  # and the checkpoint
        if event:
            last = tantivy.Query.term_query(opened.schema, "text", f"n{event - 1}")
            assert searcher.search(last, 1).count == 1  # type: ignore[attr-defined]
        reached = event
    assert reached


@pytest.fixture
def open_store() -> Iterator[Callable[[Path], Writer]]:
    """Opens a store and lets go of it after the test."""
    with ExitStack() as opened:
        yield lambda folder: opened.enter_context(closing(Writer(place(folder))))


def some_vectors(start: int, count: int) -> np.ndarray:
    """Vectors that can be told apart by their number."""
    return np.array(
        [np.random.default_rng(number).standard_normal(SIZE) for number in range(start, start + count)],
        dtype=np.float32,
    )


def append_for_ever(folder: str) -> None:
    store = Writer(place(Path(folder)))
    start = store.count
    while True:
        store.append(list(range(start, start + 20)), [1] * 20, some_vectors(start, 20))
        start += 20


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_at_any_moment_every_row_has_its_vector(tmp_path: Path) -> None:
    dice, reached = Random(4), 0
    for _ in range(6):
        end_after(append_for_ever, str(tmp_path), dice.uniform(0.05, 0.3))
        store = Writer(place(tmp_path))
        assert store.count >= reached
        reached = store.count
        store.close()
        reader = Reader(place(tmp_path))
        reader.refresh()
        for number in range(0, reached, 7):
            vector = some_vectors(number, 1)[0]
            ((key, likeness),) = reader.closest(vector / np.linalg.norm(vector), 1)
            assert (key, likeness > 0.99) == (number, True)
    assert reached


def test_a_later_row_replaces_an_earlier_one_and_a_forgotten_key_is_gone(
    tmp_path: Path, open_store: Callable[[Path], Writer]
) -> None:
    store, reader = open_store(tmp_path), Reader(place(tmp_path))
    first, second = some_vectors(1, 1), some_vectors(2, 1)
    store.append([7], [1], first)
    reader.refresh()
    assert reader.closest(first[0] / np.linalg.norm(first), 1)[0][0] == 7
    store.append([7], [2], second)
    reader.refresh()
    found = dict(reader.closest(first[0] / np.linalg.norm(first), 5))
    assert found[7] < 0.5
    assert store.has(7, 2)
    store.forget([7])
    reader.refresh()
    assert reader.closest(second[0] / np.linalg.norm(second), 5) == []


def test_a_store_mostly_of_replaced_rows_is_written_anew_under_its_readers(
    tmp_path: Path, open_store: Callable[[Path], Writer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intersession.search.vectors.FEW_REPLACED", 10)
    store, reader = open_store(tmp_path), Reader(place(tmp_path))
    for round_ in range(3):
        store.append(list(range(20)), [round_ + 1] * 20, some_vectors(round_ * 100, 20))
        store.reach({"event": round_})
        reader.refresh()
    before = store.folder
    store.tidy()
    assert store.folder != before
    assert store.count == 20
    assert store.position() == {"event": 2}
    reader.refresh()
    assert reader.count == 20
    vector = some_vectors(203, 1)[0]
    assert reader.closest(vector / np.linalg.norm(vector), 1)[0][0] == 3


def test_only_one_process_writes_vectors(tmp_path: Path) -> None:
    store = Writer(place(tmp_path))
    with pytest.raises(Busy):
        Writer(place(tmp_path))
    store.close()
    Writer(place(tmp_path)).close()


def test_signs_find_what_measuring_everything_finds(
    tmp_path: Path, open_store: Callable[[Path], Writer]
) -> None:
    vectors = some_vectors(0, 3000)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store, reader = open_store(tmp_path), Reader(place(tmp_path))
    store.append(list(range(3000)), [1] * 3000, vectors)
    reader.refresh()
    hits = 0
    for number in range(50):
        query = vectors[number] + some_vectors(9000 + number, 1)[0] / 30
        query /= np.linalg.norm(query)
        exact = set(np.argsort(-(vectors @ query))[:10].tolist())
        hits += len(exact & {key for key, _ in reader.closest(query, 10)})
    assert hits / 500 > 0.9


def test_the_generation_changes_with_every_commit_and_costs_microseconds(own_index: Path) -> None:
    assert own_index == Path(django_settings.INDEX_HOME)
    started = time.process_time()
    for _ in range(1000):
        index.generation()
    assert time.process_time() - started < 0.2
