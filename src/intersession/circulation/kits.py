"""The files of a kit, and the badge."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.circulation import queries
from intersession.circulation.badge import badge_of
from intersession.circulation.sheets import picture_of, sheet_of
from intersession.circulation.slides import slides_of
from intersession.commitments.queries import open_version
from intersession.formats import queries as formats
from intersession.formats.models import PaperSize
from intersession.formats.packing import repacked
from intersession.papers.models import Version
from intersession.papers.queries import paper_for
from intersession.safety.reading import opened
from intersession.safety.running import Failed
from intersession.safety.sentences import sentence
from intersession.safety.serving import ALONE, PUBLIC, attachment

KITS_AN_HOUR = 120
# What a badge may be kept for by others, in seconds.
BADGE_AGE = 900
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
# Name in the address → (media type, how it is made).
FILES: dict[str, tuple[str, Callable[[Version, str], bytes]]] = {
    "one-page.pdf": ("application/pdf", lambda version, tag: sheet_of(version, tag, PaperSize.A4)),
    "one-page-letter.pdf": ("application/pdf", lambda version, tag: sheet_of(version, tag, PaperSize.LETTER)),
    "slides.pptx": (SLIDES, slides_of),
    "picture.png": ("image/png", picture_of),
}
WHOLE = "kit.zip"
IN_KIT = ("one-page.pdf", "slides.pptx", "picture.png")


@allow("circulation.view_circulation")
@require_safe
def kit(request: HttpRequest, slug: str, number: int, language: str, name: str) -> HttpResponse:
    """One file of a kit, or all of them in an archive."""
    if name != WHOLE and name not in FILES:
        raise Http404(_("There is no such file in a kit."))
    paper = paper_for(request.actor, slug)  # type: ignore[attr-defined]
    version = queries.adopted_paper(paper)
    if version.number != number:
        raise Http404(_("Kits are made of the newest version that the members adopted."))
    formats.language_for(version, language)
    limit(request, "paper-kit", times=KITS_AN_HOUR, seconds=3600)
    try:
        made, media_type = (
            (whole_kit(version, language), "application/zip")
            if name == WHOLE
            else (FILES[name][1](version, language), FILES[name][0])
        )
    except Failed as failure:
        raise Refused(sentence(failure.why, failure.fact)) from failure
    response = HttpResponse(made, content_type=media_type)
    response["Content-Disposition"] = attachment(f"{paper.slug} {language} {name}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = PUBLIC
    return response


def whole_kit(version: Version, language: str) -> bytes:
    """Everything in one archive; the paper itself where its PDF has been made."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        printout = formats.printout_of(version, language, PaperSize.A4)
        if printout is not None:
            with opened(printout.file) as file:
                archive.writestr("paper.pdf", file.read())
        for name in IN_KIT:
            archive.writestr(name, FILES[name][1](version, language))
        archive.writestr("badge.svg", badge_of(version.paper, version))
    document = formats.document_of(version, language)
    return repacked(kept.getvalue(), document.published_at)


@allow("circulation.view_circulation")
@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """How a paper stands now, to be embedded on other sites. It may be loaded from anywhere."""
    paper = paper_for(request.actor, slug)  # type: ignore[attr-defined]
    if paper.first_published_at is None:
        raise Http404(_("There is no paper at this address, or it is not public yet."))
    response = HttpResponse(badge_of(paper, open_version(paper)), content_type="image/svg+xml")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"public, max-age={BADGE_AGE}"
    return response
