"""Looking at a page or a file, and failing softly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from intersession.library.models import Resource, ResourceFile
from intersession.safety.models import StoredFile
from intersession.safety.reading import Reading
from intersession.sharing.looking import of_file, proposals_for
from tests.sharing.making import TYPED, upload

PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Étude des quokkas au Sénégal</title>'
    '<meta property="og:site_name" content="Maison des quokkas"></head><body>…</body></html>'
)


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    """A site on this machine, which may be fetched from for the length of a test."""
    settings.FETCH = {**settings.FETCH, "allows_loopback": True, "seconds": 5}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kinds = {"/page": "text/html; charset=utf-8", "/file": "application/pdf"}
            self.send_response(200 if self.path in kinds else 404)
            self.send_header("Content-Type", kinds.get(self.path, "text/plain"))
            self.end_headers()
            self.wfile.write(PAGE.encode())

        def log_message(self, *arguments: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_says_what_it_is_called(site: str) -> None:
    found = proposals_for(f"{site}/page")
    assert found.values["title"] == "Étude des quokkas au Sénégal"
    assert (found.values["languages"], found.values["publishers"]) == ("fr", "Maison des quokkas")
    assert found.said == ()


def test_a_file_behind_a_link_is_proposed_as_a_link_only(site: str) -> None:
    found = proposals_for(f"{site}/file")
    assert found.values == {"url": f"{site}/file"}
    assert "leads to a file" in found.said[0]


def test_a_page_that_is_not_there_leaves_the_link_and_a_sentence(site: str) -> None:
    found = proposals_for(f"{site}/nothing")
    assert found.values == {"url": f"{site}/nothing"}
    assert "404" in found.said[0]


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/"])
def test_what_only_we_can_reach_is_not_looked_at(address: str) -> None:
    found = proposals_for(address)
    assert found.values == {"url": address}
    assert found.said


def test_a_doi_is_filled_in_though_its_registry_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intersession.sharing.looking.REGISTRY", "http://127.0.0.1:9/")
    found = proposals_for("doi:10.5555/QUOKKA")
    assert found.values["doi"] == "10.5555/quokka"
    assert "did not answer" in found.said[0]


def test_a_title_is_taken_from_the_first_lines_of_a_file() -> None:
    page = "Lignes directrices pour l'industrie sur la\nprotection en ligne des enfants\nPage 1. Les enfants"
    found = of_file(StoredFile(name="guide.pdf"), Reading(pages=["", page], language="fr"))
    assert found.values["title"] == (
        "Lignes directrices pour l'industrie sur la protection en ligne des enfants"
    )
    assert found.values["languages"] == "fr"


@pytest.mark.parametrize("reason", ["scanned", "encrypted", "damaged", "no-text", "too-much"])
def test_a_file_without_text_says_why_and_lends_its_name(reason: str) -> None:
    found = of_file(StoredFile(name="guide_for-parents.pdf"), Reading(reason=reason))
    assert found.values["title"] == "guide for parents"
    assert len(found.said) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("index_home")
def test_a_file_that_was_sent_is_kept_with_the_resource(
    sign_in: Callable[[str], Client], settings: Any, tmp_path: Any
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    ben = sign_in("ben")
    sent = upload(
        "Les quokkas dans les écoles de Dakar\n\nUne étude de deux ans dans quarante écoles.\n", "a.txt"
    )
    address = ben.post(reverse("sharing:share_file"), {"file": sent})["Location"]
    page = ben.get(address).content.decode()
    assert "Les quokkas dans les écoles de Dakar" in page
    assert "will be kept with the resource" in page
    wrong = ben.post(address, {**TYPED, "kind": "", "url": "", "then": "submit"})
    assert wrong.status_code == 400
    name = address.partition("=")[2]
    ben.post(address, {**TYPED, "url": "", "proposed": name, "then": "submit"})
    resource = Resource.objects.get(title=TYPED["title"])
    assert resource.state == "submitted", "a file is enough to find the work itself"
    assert ResourceFile.objects.get(resource=resource).stored.name.endswith(".txt")


@pytest.mark.django_db
def test_a_file_that_is_refused_says_why(sign_in: Callable[[str], Client]) -> None:
    sent = upload(b"PK\x03\x04" + b"\x00" * 80, "a.pdf")
    answer = sign_in("ben").post(reverse("sharing:share_file"), {"file": sent})
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()
    assert not StoredFile.objects.exists()
