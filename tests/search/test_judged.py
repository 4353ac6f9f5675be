"""The judgements themselves: they speak of rows that exist, and the measure measures."""

from __future__ import annotations

from tests.search.judged import JUDGED, ndcg, rows


def test_every_judged_row_stands_in_the_reference_data() -> None:
    known = {f"law:{row['id']}" for row in rows("laws")}
    known |= {f"treaty:{row['id']}" for row in rows("treaties")}
    known |= {f"concept:{row['concept_id']}" for row in rows("glossary")}
    known |= {f"country:{row['code']}" for row in rows("places")}
    known |= {f"service:{row['country']}:{row['name']}" for row in rows("services")}
    instruments = {row["title"] for row in rows("resources_that_are_instruments")}
    known |= {f"resource:{row['title']}" for row in rows("resources") if row["title"] not in instruments}
    unknown = {row for judged in JUDGED for row in judged.wanted if row not in known}
    assert not unknown


def test_all_nine_languages_are_judged_with_fifty_queries_and_more() -> None:
    assert len(JUDGED) >= 50
    assert {judged.language for judged in JUDGED} == {"en", "fr", "es", "ar", "pt", "ru", "zh", "sw", "de"}
    assert all(judged.wanted for judged in JUDGED)


def test_the_ideal_order_scores_one_and_a_worse_order_less() -> None:
    wanted = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], wanted) == 1.0
    assert ndcg(["a", "a", "b", "c"], wanted) == 1.0
    assert 0 < ndcg(["c", "b", "a"], wanted) < ndcg(["a", "c", "b"], wanted) < 1
    assert ndcg(["x"], wanted) == 0.0
