"""Reading glossary.csv: what is taken, what is refused, and that a second time changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed
from intersession.audit.models import Event
from intersession.audit.reports import LoadReport
from intersession.vocabulary.load import load, read_others, read_source
from intersession.vocabulary.models import Concept, Kind, Label, OtherLabel

pytestmark = pytest.mark.django_db
HEADER = "concept_id,language,pref_label,alt_labels,deprecated,broader,definition_source,confidence"


def load_lines(folder: Path, *lines: str) -> LoadReport:
    """Load a file of these lines."""
    (folder / "glossary.csv").write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return load(SYSTEM, folder)[0]


def reasons(report: LoadReport) -> dict[int, str]:
    return dict(report.rejected)


def test_the_reference_file_loads_whole() -> None:
    assert Concept.objects.count() == 72
    assert Label.objects.count() == 499
    assert Label.objects.filter(confidence="low").count() == 327
    assert set(Label.objects.values_list("language", flat=True)) == {
        "en", "fr", "es", "pt", "ar", "ru", "zh", "sw", "de",
    }  # fmt: skip


def test_loading_again_changes_nothing_and_writes_no_event() -> None:
    events = Event.objects.count()
    report = load(SYSTEM, settings.REFERENCE_DATA)[0]
    assert (report.added, report.changed, report.unchanged, report.rejected) == (0, 0, 499, [])
    assert Event.objects.count() == events


def test_a_deprecated_term_is_to_avoid_and_nothing_else() -> None:
    assert OtherLabel.objects.get(concept="csam", text="child pornography").kind == Kind.TO_AVOID
    assert OtherLabel.objects.get(concept="csam", language="en", text="CSAM").kind == Kind.ALTERNATIVE
    assert read_others("best", "good|bad|best|good", "bad") == (
        ("good", Kind.ALTERNATIVE),
        ("bad", Kind.TO_AVOID),
    )


def test_only_the_system_loads(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        load(VISITOR, settings.REFERENCE_DATA)


def test_every_line_is_counted_and_logged_once(tmp_path: Path) -> None:
    first = load_lines(
        tmp_path,
        "new-notion,en,new notion,,,child,,low",
        "new-notion,fr,nouvelle notion,,,child,https://example.org/a,high",
    )
    assert (first.added, first.changed, first.unchanged) == (2, 0, 0)
    event = Event.objects.latest("id")
    assert (event.verb, event.subject_type, event.subject_id) == (
        "concept.loaded",
        "vocabulary.concept",
        "new-notion",
    )
    assert event.facts == {"is_new": True, "languages": ["en", "fr"]}
    second = load_lines(
        tmp_path,
        "new-notion,en,new notion,another name,,child,,low",
        "new-notion,fr,nouvelle notion,,,child,https://example.org/a,high",
    )
    assert (second.added, second.changed, second.unchanged) == (0, 1, 1)
    assert Concept.objects.get(pk="new-notion").broader_id == "child"


def test_a_term_becomes_one_to_avoid_when_the_file_says_so(tmp_path: Path) -> None:
    load_lines(tmp_path, "n,en,new,old|older,,,,low")
    load_lines(tmp_path, "n,en,new,older,old,,,low")
    others = OtherLabel.objects.filter(concept="n").values_list("text", "kind")
    assert list(others) == [("older", "alternative"), ("old", "to_avoid")]


def test_a_label_the_file_no_longer_names_goes_and_the_log_keeps_it(tmp_path: Path) -> None:
    load_lines(tmp_path, "n,en,new,,,,,low", "n,sw,mpya,kipya,,,,low")
    report = load_lines(tmp_path, "n,en,new,,,,,low")
    assert (report.changed, report.unchanged) == (1, 1)
    assert Event.objects.latest("id").facts["forgotten"] == {"sw": "mpya"}
    assert not Label.objects.filter(concept="n", language="sw").exists()
    assert not OtherLabel.objects.filter(concept="n", language="sw").exists()


def test_a_file_with_a_fault_takes_nothing_away(tmp_path: Path) -> None:
    load_lines(tmp_path, "n,en,new,,,,,low", "n,sw,mpya,,,,,low")
    load_lines(tmp_path, "n,en,new,,,,,low", "n,sw!,mpya,,,,,low")
    assert Label.objects.filter(concept="n", language="sw").exists()


def test_a_concept_the_file_no_longer_names_stays(tmp_path: Path) -> None:
    load_lines(tmp_path, "n,en,new,,,,,low")
    assert Concept.objects.count() == 73
    assert Label.objects.filter(concept="csam").exists()


BAD_ROWS = {
    "n,en,,,,,,low": "the preferred label is missing",
    "n,en,new,,,nowhere,,low": "the broader concept nowhere is not known",
    "n,en,new,,,n,,low": "n would be broader than itself",
    "n,en,new,,,,javascript:alert(1),low": "“javascript:alert(1)” is not an address of the web",
    "n,en,new,,,,data:text/html;base64,low": "“data:text/html;base64” is not an address of the web",
    "n,en,new,,,,https://,low": "“https://” is not an address of the web",
    "n,en,new,,,,https://exa mple,low": "Enter a valid URL.",
    "n,en,new,,,,http://[::1,low": "“http://[::1” is not an address of the web",
    "N n,en,new,,,,,low": "“N n” is not the id of a concept: small letters and hyphens",
    "../n,en,new,,,,,low": "“../n” is not the id of a concept: small letters and hyphens",
    "n,klingon,new,,,,,low": "“klingon” is not the code of a language",
    "n,en,new,,,,,sure": "“sure” is not a confidence: high, medium or low",
    "n,en,new,,new,,,low": "“new” cannot be preferred and to avoid at once",
    "n,en,ne\x00w,,,,,low": "the column pref_label holds a control character",
    "n,en": "the preferred label is missing",
}


@pytest.mark.parametrize("line", BAD_ROWS)
def test_a_bad_row_is_rejected_with_its_line_and_reason(tmp_path: Path, line: str) -> None:
    report = load_lines(tmp_path, "good,en,good,,,,,low", line)
    assert reasons(report) == {3: BAD_ROWS[line]}
    assert report.added == 1
    assert not Concept.objects.filter(pk="n").exists()


def test_words_too_long_for_the_database_are_rejected(tmp_path: Path) -> None:
    report = load_lines(tmp_path, f"n,en,{'x' * 201},,,,,low", f"m,en,m,{'y' * 201},,,,low")
    assert set(reasons(report)) == {2, 3}
    assert report.added == 0


def test_a_second_label_or_another_broader_one_is_rejected(tmp_path: Path) -> None:
    report = load_lines(
        tmp_path,
        "n,en,new,,,child,,low",
        "n,en,newer,,,child,,low",
        "n,fr,nouveau,,,csam,,low",
    )
    assert reasons(report) == {
        3: "n has a second preferred label in “en”",
        4: "an earlier line puts n under “child”, this one under “csam”",
    }
    assert report.added == 1


def test_a_loop_of_broader_concepts_is_rejected_and_so_is_what_hangs_on_it(tmp_path: Path) -> None:
    report = load_lines(
        tmp_path,
        "a,en,a,,,b,,low",
        "b,en,b,,,c,,low",
        "c,en,c,,,a,,low",
        "d,en,d,,,a,,low",
        "e,en,e,,,,,low",
    )
    assert reasons(report) == {
        2: "a would be broader than itself",
        3: "b would be broader than itself",
        4: "c would be broader than itself",
        5: "the broader concept a is not known",
    }
    assert report.added == 1


def test_a_loop_with_what_is_already_there_is_rejected(tmp_path: Path) -> None:
    report = load_lines(tmp_path, "child-rights,en,children's rights,,,best-interests,,high")
    assert reasons(report) == {2: "child-rights would be broader than itself"}
    assert Concept.objects.get(pk="child-rights").broader_id is None


def test_the_broader_concept_may_stand_further_down(tmp_path: Path) -> None:
    report = load_lines(tmp_path, "a,en,a,,,b,,low", "b,en,b,,,,,low")
    assert report.rejected == []
    assert Concept.objects.get(pk="a").broader_id == "b"


def test_a_file_that_cannot_be_read_to_its_end_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_bytes(f"{HEADER}\nn,en,new,,,,,low\nm,en,\xff".encode("latin-1"))
    report = load(SYSTEM, tmp_path)[0]
    assert len(report.rejected) == 1
    assert "cannot be read" in report.rejected[0][1]
    assert not Concept.objects.filter(pk="n").exists()


def test_a_file_without_a_column_says_which(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_text("concept_id,language\nn,en\n")
    assert load(SYSTEM, tmp_path)[0].rejected == [(1, "the column pref_label is missing")]


def test_a_source_is_an_address_or_words_or_both() -> None:
    assert read_source("") == ("", "")
    assert read_source("coalition report 2012") == ("", "coalition report 2012")
    assert read_source("https://example.org/a") == ("https://example.org/a", "")
    assert read_source("https://example.org (page 3)") == ("https://example.org", "page 3")
    assert read_source("github a-b/c d/e(1).md") == ("https://github.com/a-b/c", "d/e(1).md")
    assert "GitHub" in read_source("github code search hit id 5")[1]


RULES = {
    "one_preferred_label_per_concept_and_language": lambda: Label.objects.create(
        concept_id="child", language="en", text="kid", confidence="low"
    ),
    "concept_is_not_broader_than_itself": lambda: Concept.objects.create(id="x", broader_id="x"),
    "label_source_address_is_of_the_web": lambda: Label.objects.create(
        concept_id="child", language="xx", text="x", confidence="low", source_url="javascript:alert(1)"
    ),
    "label_has_words_and_a_language": lambda: Label.objects.create(
        concept_id="child", language="xx", text="", confidence="low"
    ),
    "label_confidence_is_known": lambda: Label.objects.create(
        concept_id="child", language="xx", text="x", confidence="sure"
    ),
    "other_label_is_alternative_or_to_avoid": lambda: OtherLabel.objects.create(
        concept_id="child", language="en", text="x", kind=Kind.PREFERRED
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_database_keeps_its_promises(rule: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RULES[rule]()
