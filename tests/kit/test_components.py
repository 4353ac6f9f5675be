"""Components say what they are to everybody, and all of them show on the patterns page."""

from __future__ import annotations

import re
from pathlib import Path

from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client

from intersession.kit.templatetags.kit import headline, summary_line
from intersession.site.patterns import SampleForm
from tests.world import World

TEMPLATES = Path(__file__).parent.parent.parent / "src/intersession/kit/templates/kit"
# The page itself, and what every page is made of.
NOT_COMPONENTS = {"base.html", "patterns.html"}


def test_every_component_shows_on_the_patterns_page() -> None:
    shown = (TEMPLATES / "patterns.html").read_text(encoding="utf-8")
    text = shown
    for path in TEMPLATES.glob("*.html"):
        if f"kit/{path.name}" in shown:
            text += path.read_text(encoding="utf-8")
    for path in TEMPLATES.glob("*.html"):
        if path.name not in NOT_COMPONENTS:
            assert f'"kit/{path.name}"' in text or f"{{% {path.stem} " in text, path.name


def test_a_field_with_an_error_is_tied_to_its_words() -> None:
    form = SampleForm({"mail": "no address"})
    html = render_to_string("kit/form.html", {"form": form})
    assert 'role="alert"' in html
    for name in ("name", "mail"):
        control = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
        assert control
        assert 'aria-invalid="true"' in control[0]
        described = re.search(r'aria-describedby="([^"]+)"', control[0])
        assert described
        assert all(f'id="{each}"' in html for each in described[1].split())


def test_choices_stand_in_a_group_with_a_name() -> None:
    html = render_to_string("kit/form.html", {"form": SampleForm()})
    assert html.count("<fieldset") == html.count("<legend") == 2


def test_an_optional_field_says_so() -> None:
    html = render_to_string("kit/field.html", {"field": SampleForm()["words"]})
    assert "(optional)" in html


def test_a_source_line_names_source_age_and_confidence() -> None:
    html = render_to_string(
        "kit/source_line.html",
        {
            "source_url": "https://example.org/",
            "as_of": "2019",
            "confidence": "low",
            "confidence_words": "Unsure",
        },
    )
    assert 'href="https://example.org/"' in html
    assert 'rel="external noopener nofollow"' in html
    assert "as of 2019" in html
    assert 'data-confidence="low"' in html
    assert "No source recorded" in render_to_string("kit/source_line.html", {"as_of": ""})


def test_what_is_said_to_link_previews_cannot_break_out_of_its_attribute() -> None:
    page = Template(
        '{% headline %}{{ title }}{% endheadline %}{% summary_line %}He said "so"{% endsummary_line %}'
    )
    html = page.render(Context({"title": '"><script>x</script>'}))
    assert "<script>" not in html
    assert html.count('content="') == 3
    assert '"so"' not in html
    assert callable(headline)
    assert callable(summary_line)


def test_languages_are_named_and_directed() -> None:
    page = Template("{{ tag|in_words }} {{ tag|direction }}")
    assert page.render(Context({"tag": "ar"})) == "Arabic rtl"
    assert page.render(Context({"tag": "pt-BR"})).endswith(" ltr")
    assert page.render(Context({"tag": "und"})).endswith(" auto")
    assert page.render(Context({"tag": "x-nothing"})) == "x-nothing ltr"


def test_the_patterns_page_is_not_for_search_engines(client: Client, world: World) -> None:
    text = client.get("/en/-/patterns/").content.decode()
    assert 'content="noindex"' in text
