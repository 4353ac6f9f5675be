"""The desk of transcripts: bring in, answer for minors, correct names, publish, withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.meetings.queries import meeting_for
from intersession.people.models import Organisation
from intersession.transcripts import actions, queries
from intersession.transcripts.forms import FileForm, FlagsForm, ReasonForm, SpeakerForm, StoreForm
from intersession.transcripts.models import FlagAnswer, Speaker, Transcript
from intersession.transcripts.taking import understood_file
from intersession.transcripts.understood import Understood, from_data
from intersession.transcripts.words import LAYOUTS, WHY_FLAGGED, WHY_PROPOSED, not_understood

FILES_AN_HOUR, SIZE, SHOWN, MOST_SPEAKERS = 60, 30, 12, 200
SALT = "transcripts.understood"


def told(form: Any, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))


@allow("transcripts.answer_flags")
@never_cache
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every transcript and where it stands."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.imports(actor)
    pages = pages_of(request, found.count(), SIZE)
    context = {
        "imports": found[pages.offset : pages.offset + SIZE],
        "pages": pages,
        "may_import": actor.holds("transcripts.import_transcript"),
    }
    return page(request, "transcripts/imports.html", context)


@allow("transcripts.import_transcript")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a file, then look at what was understood of it."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        try:
            count_use("import-file", f"person:{actor.person.pk}", times=FILES_AN_HOUR, seconds=3600)
            found = understood_file(form.cleaned_data["file"])
        except Refused as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            best = queries.meetings_like(found).meeting
            data = {"found": found.as_data(), "name": form.cleaned_data["file"].name or ""}
            first = {
                "token": signing.dumps(data, salt=SALT, compress=True),
                "meeting": best.slug if best else "",
            }
            return show_understood(request, found, StoreForm(initial=first, meetings=queries.every_meeting()))
    return page(request, "transcripts/import_file.html", {"form": form}, status=400 if form.errors else 200)


def show_understood(
    request: HttpRequest, found: Understood, form: StoreForm, status: int = 200
) -> HttpResponse:
    """What was understood of a file and what not, with the way on."""
    data = found.as_data()
    context = {
        "form": form,
        "found": found,
        "layout": LAYOUTS[found.layout],
        "passages": found.passages[:SHOWN],
        "proposals": proposed(data["proposals"]),
        "unread": not_understood(data["unread"]),
    }
    return page(request, "transcripts/understood.html", context, status=status)


def proposed(proposals: list[dict[str, Any]]) -> list[tuple[str, object, int]]:
    """(sentence, why, number of the passage) of what is proposed as an action item."""
    return [
        (each["text"], WHY_PROPOSED.get(each["why"], each["why"]), int(each["passage"])) for each in proposals
    ]


@allow("transcripts.import_transcript")
@never_cache
@require_POST
def store_transcript(request: HttpRequest) -> HttpResponse:
    """Store what was looked at."""
    form = StoreForm(request.POST, meetings=queries.every_meeting())
    try:
        data = signing.loads(form.data.get("token", ""), salt=SALT, max_age=86400)
        found = from_data(data["found"])
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        messages.warning(request, _("This was too long ago, or is not whole. Read the file again."))
        return redirect("transcripts:import_file")
    if form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        try:
            meeting = meeting_for(actor, form.cleaned_data["meeting"])
            made = actions.import_transcript(actor, meeting, found, file_name=str(data["name"]))
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("It is stored. Nobody else sees it before you answered for minors."))
            return redirect("transcripts:review", made.pk)
    return show_understood(request, found, form, status=400)


@allow("transcripts.answer_flags")
@never_cache
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One transcript on the desk: minors, speakers, what was not understood, and publishing."""
    return reviewed(request, queries.standing_for(request.actor, pk))  # type: ignore[attr-defined]


def reviewed(
    request: HttpRequest,
    found: Transcript,
    *,
    flags_form: FlagsForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form as it was sent where something is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    sent = request.POST if status != 200 else {}
    flags = [
        {
            "flag": each,
            "why": WHY_FLAGGED.get(each.why, each.why),
            "answer": sent.get(f"flag-{each.pk}", each.answer),
        }
        for each in queries.flags_of(found)
    ]
    context = {
        "transcript": found,
        "meeting": found.meeting,
        "flags": flags,
        "open_flags": queries.open_flags(found),
        "flags_form": flags_form or FlagsForm(),
        "reason_form": reason_form or ReasonForm(),
        "speakers": queries.speakers_of(found)[:MOST_SPEAKERS],
        "proposals": proposed(found.proposals),
        "unread": not_understood(found.unread),
        "layout": LAYOUTS.get(found.layout, found.layout),
        "may_publish": actor.may("transcripts.publish_transcript", found),
        "may_correct": actor.may("transcripts.correct_speaker", found),
    }
    return page(request, "transcripts/review.html", context, status=status)


@allow("transcripts.answer_flags")
@never_cache
@require_POST
def answer_flags(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for those who may be minors, and name further ones."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.standing_for(actor, pk)
    form = FlagsForm(request.POST)
    answers = {
        each.pk: said
        for each in queries.flags_of(found)
        if (said := request.POST.get(f"flag-{each.pk}", "")) in FlagAnswer.values
        and each.answer not in (said, FlagAnswer.REMOVE)
    }
    if not form.is_valid():
        return reviewed(request, found, flags_form=form, status=400)
    try:
        still = actions.answer_flags(actor, found, answers, names=form.further())
        if not still and "done" in request.POST:
            actions.answer_minors(actor, found)
            messages.success(request, _("The question of minors is answered. It can be published now."))
        elif still:
            messages.warning(request, _("Saved. Some answers are still missing."))
        else:
            messages.success(request, _("Saved."))
    except (Refused, ValidationError) as refusal:
        told(form, refusal)
        return reviewed(request, found, flags_form=form, status=400)
    return redirect("transcripts:review", pk)


@allow("transcripts.publish_transcript")
@require_POST
def publish_transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it public."""
    actor = request.actor  # type: ignore[attr-defined]
    made = actions.publish_transcript(actor, queries.standing_for(actor, pk))
    messages.success(request, _("It is public now."))
    return redirect(made.get_absolute_url())


@allow("transcripts.import_transcript")
@require_POST
def discard_transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what was never public."""
    actor = request.actor  # type: ignore[attr-defined]
    actions.discard_transcript(actor, queries.standing_for(actor, pk))
    messages.success(request, _("Discarded. Nothing of the file was kept."))
    return redirect("transcripts:imports")


@allow("transcripts.withdraw_transcript")
@require_POST
def withdraw_transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it down, with a reason."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.standing_for(actor, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            made = actions.withdraw_transcript(actor, found, form.cleaned_data["reason"])
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(made.get_absolute_url())
    return reviewed(request, found, reason_form=form, status=400)


@allow("transcripts.correct_speaker")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct_speaker(request: HttpRequest, pk: int, speaker_pk: int) -> HttpResponse:
    """The right name of a speaker, and for whom they spoke."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.standing_for(actor, pk)
    speaker = next((each for each in queries.speakers_of(found) if each.pk == speaker_pk), None)
    if speaker is None:
        raise Http404(_("There is no such speaker."))
    first = {"name": speaker.name, "organisation": speaker.organisation.slug if speaker.organisation else ""}
    form = SpeakerForm(
        request.POST if request.method == "POST" else None,
        initial=first,
        organisations=queries.organisations_to_choose(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_speaker(request, speaker, form)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('transcripts:review', args=[pk])}#speakers")
    context = {"transcript": found, "meeting": found.meeting, "speaker": speaker, "form": form}
    return page(request, "transcripts/speaker.html", context, status=400 if form.errors else 200)


def save_speaker(request: HttpRequest, speaker: Speaker, form: SpeakerForm) -> None:
    """Both corrections, each where it changed something."""
    actor = request.actor  # type: ignore[attr-defined]
    organisation: Organisation | None = queries.organisation_at(form.cleaned_data["organisation"])
    actions.correct_name(actor, speaker, form.cleaned_data["name"])
    if (organisation.pk if organisation else None) != speaker.organisation_id:
        actions.confirm_organisation(actor, speaker, organisation)
