"""The live page, what happened after a number, and everything that can be sent from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use
from intersession.kit.pages import page
from intersession.live import actions, queries
from intersession.live.forms import (
    ActionForm,
    CaptionForm,
    ChatForm,
    DecisionForm,
    HandForm,
    PollForm,
    QuestionForm,
    RoomQuestionForm,
)
from intersession.meetings.models import Meeting
from intersession.meetings.queries import meeting_for
from intersession.programme.forms import told
from intersession.programme.queries import agenda_of
from intersession.programme.queries import item_for as agenda_item_for

FORMS: dict[str, type[forms.Form]] = {
    "question": QuestionForm,
    "room": RoomQuestionForm,
    "chat": ChatForm,
    "decision": DecisionForm,
    "action": ActionForm,
    "hand": HandForm,
    "poll": PollForm,
}
# So much within ten minutes, of one person.
MOST_QUESTIONS, MOST_CHAT, MOST_HANDS = 20, 60, 20


def shown(
    request: HttpRequest, meeting: Meeting, wrong: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with a form as it was sent where something is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    sitting = queries.sitting_of(meeting)
    runs = actor.may("live.run", meeting)
    is_open = sitting is not None and sitting.is_open
    context = {
        "meeting": meeting,
        "sitting": sitting,
        "is_open": is_open,
        "now": queries.shown(actor, sitting, runs=runs) if sitting else None,
        "runs": runs,
        "may_take_part": is_open and actor.holds("live.take_part"),
        "agenda": agenda_of(meeting) if runs else [],
        "captions_token": queries.captions_token(meeting) if runs and is_open else "",
        "forms": {
            name: (wrong or {}).get(name) or form(auto_id=f"id_{name}_%s") for name, form in FORMS.items()
        },
        "trail": [
            (reverse("meetings:meetings"), _("Sessions")),
            (meeting.get_absolute_url(), meeting.title),
            ("", _("Live")),
        ],
    }
    return page(request, "live/live.html", context, status=status)


@allow("live.view_live")
@never_cache
@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the session is, what is said, what is asked. A program in the page asks for what comes after."""
    return shown(request, meeting_for(request.actor, slug))  # type: ignore[attr-defined]


@allow("live.view_live")
@never_cache
@require_safe
def updates(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened after a number. The server answers this before Django (`config.live_feed`), alike."""
    meeting = meeting_for(request.actor, slug)  # type: ignore[attr-defined]
    after = request.GET.get("after", "0")
    number = int(after) if after.isdecimal() and len(after) < 8 else 0
    return HttpResponse(queries.updates_after(meeting, number), content_type="application/json")


# ── what is sent ────────────────────────────────────────────────────────────────────────────────


def is_program(request: HttpRequest) -> bool:
    """Whether the script of the page sent it, and wants an answer without a page."""
    return request.headers.get("X-Live") == "1"


def back_to(meeting: Meeting, anchor: str) -> HttpResponse:
    """Back to a part of the page."""
    return redirect(f"{reverse('live:live', args=[meeting.slug])}#{anchor}")


def sent(
    request: HttpRequest, slug: str, name: str, act: Callable[[Actor, Meeting, Any], object], anchor: str
) -> HttpResponse:
    """What one of the forms sends: done, or shown again with what was typed."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    form = FORMS[name](request.POST, auto_id=f"id_{name}_%s")
    if form.is_valid():
        try:
            act(actor, meeting, form)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return JsonResponse({"done": True}) if is_program(request) else back_to(meeting, anchor)
    if is_program(request):
        sentences = [str(fault) for faults in form.errors.values() for fault in faults]
        return JsonResponse({"done": False, "why": " ".join(sentences)}, status=400)
    return shown(request, meeting, {name: form}, status=400)


def done(
    request: HttpRequest, slug: str, act: Callable[[Actor, Meeting], object], anchor: str
) -> HttpResponse:
    """What a button alone sends."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    try:
        act(actor, meeting)
    except Refused as refusal:
        if not is_program(request):
            raise
        return JsonResponse({"done": False, "why": str(refusal.sentence)}, status=400)
    return JsonResponse({"done": True}) if is_program(request) else back_to(meeting, anchor)


def must_run(request: HttpRequest, slug: str) -> Meeting:
    """The session, if this actor runs it; 404 with a sentence else."""
    actor = request.actor  # type: ignore[attr-defined]
    meeting = meeting_for(actor, slug)
    if not actor.may("live.run", meeting):
        raise Http404(_("Only those who run this session can do that."))
    return meeting


@allow("live.run")
@require_POST
def open_sitting(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the session."""
    must_run(request, slug)
    keeps = request.POST.get("keeps_chat") == "on"
    return done(
        request, slug, lambda actor, meeting: actions.open_sitting(actor, meeting, keeps_chat=keeps), "run"
    )


@allow("live.run")
@require_POST
def close_sitting(request: HttpRequest, slug: str) -> HttpResponse:
    """Close it."""
    must_run(request, slug)
    return done(request, slug, actions.close_sitting, "run")


@allow("live.run")
@require_POST
def go_to_item(request: HttpRequest, slug: str) -> HttpResponse:
    """Say where in the agenda the session is."""
    meeting = must_run(request, slug)
    chosen = request.POST.get("item", "")
    item = agenda_item_for(meeting, int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0)
    return done(request, slug, lambda actor, meeting: actions.go_to_item(actor, meeting, item), "item")


@allow("live.take_part")
@require_POST
def ask_question(request: HttpRequest, slug: str) -> HttpResponse:
    """A question from wherever one is."""

    def act(actor: Actor, meeting: Meeting, form: QuestionForm) -> None:
        limited(actor, "live-question", MOST_QUESTIONS)
        said = form.cleaned_data
        actions.ask_question(actor, meeting, form.sent_as, said["text"], said["language"])

    return sent(request, slug, "question", act, "questions")


@allow("live.run")
@require_POST
def ask_for_room(request: HttpRequest, slug: str) -> HttpResponse:
    """A question of somebody in the room."""
    must_run(request, slug)

    def act(actor: Actor, meeting: Meeting, form: RoomQuestionForm) -> None:
        said = form.cleaned_data
        actions.ask_question(actor, meeting, form.sent_as, said["text"], said["language"], name=said["name"])

    return sent(request, slug, "room", act, "questions")


def limited(actor: Actor, name: str, times: int) -> None:
    """Count what one person sends."""
    assert actor.person is not None
    count_use(name, str(actor.person.pk), times=times, seconds=600)


@allow("live.take_part")
@require_POST
def voice_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Want it answered, too."""

    def act(actor: Actor, meeting: Meeting) -> None:
        question = queries.question_for(queries.sitting_of(meeting), pk)
        actions.voice_question(actor, meeting, question)

    return done(request, slug, act, "questions")


def on_question(
    request: HttpRequest, slug: str, pk: int, act: Callable[[Actor, Meeting, Any], object]
) -> HttpResponse:
    """What those who run the session do with a question."""
    meeting = must_run(request, slug)
    question = queries.question_for(queries.sitting_of(meeting), pk)
    return done(request, slug, lambda actor, found: act(actor, found, question), "questions")


@allow("live.run")
@require_POST
def let_in_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let it into the queue."""
    return on_question(request, slug, pk, actions.let_in_question)


@allow("live.run")
@require_POST
def answer_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """It was answered."""
    return on_question(request, slug, pk, actions.answer_question)


@allow("live.run")
@require_POST
def set_question_aside(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take it out of the queue."""
    return on_question(request, slug, pk, actions.set_question_aside)


@allow("live.take_part")
@require_POST
def raise_hand(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to speak."""
    limited(request.actor, "live-hand", MOST_HANDS)  # type: ignore[attr-defined]
    return done(request, slug, lambda actor, meeting: actions.raise_hand(actor, meeting), "hands")


@allow("live.take_part")
@require_POST
def lower_hand(request: HttpRequest, slug: str) -> HttpResponse:
    """Not any more."""
    return done(request, slug, actions.lower_hand, "hands")


@allow("live.run")
@require_POST
def raise_hand_in_room(request: HttpRequest, slug: str) -> HttpResponse:
    """A hand in the room."""
    must_run(request, slug)

    def act(actor: Actor, meeting: Meeting, form: HandForm) -> None:
        actions.raise_hand(actor, meeting, **form.cleaned_data)

    return sent(request, slug, "hand", act, "hands")


@allow("live.run")
@require_POST
def call_hand(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give somebody the floor."""
    meeting = must_run(request, slug)
    hand = queries.hand_for(queries.sitting_of(meeting), pk)
    return done(request, slug, lambda actor, found: actions.call_hand(actor, found, hand), "hands")


@allow("live.run")
@require_POST
def open_poll(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask everybody one thing."""
    must_run(request, slug)

    def act(actor: Actor, meeting: Meeting, form: PollForm) -> None:
        said = form.cleaned_data
        actions.open_poll(actor, meeting, said["question"], said["choices"].split("\n"), said["language"])

    return sent(request, slug, "poll", act, "polls")


@allow("live.take_part")
@require_POST
def vote_in_poll(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose."""
    chosen = request.POST.get("choice", "")
    choice = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else -1

    def act(actor: Actor, meeting: Meeting) -> None:
        poll = queries.poll_for(queries.sitting_of(meeting), pk)
        actions.vote_in_poll(actor, meeting, poll, choice)

    return done(request, slug, act, "polls")


@allow("live.run")
@require_POST
def close_poll(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Count."""
    meeting = must_run(request, slug)
    poll = queries.poll_for(queries.sitting_of(meeting), pk)
    return done(request, slug, lambda actor, found: actions.close_poll(actor, found, poll), "polls")


@allow("live.take_part")
@require_POST
def say_in_chat(request: HttpRequest, slug: str) -> HttpResponse:
    """A line of the chat."""

    def act(actor: Actor, meeting: Meeting, form: ChatForm) -> None:
        limited(actor, "live-chat", MOST_CHAT)
        said = form.cleaned_data
        actions.say_in_chat(actor, meeting, form.sent_as, said["text"], said["language"])

    return sent(request, slug, "chat", act, "chat")


@allow("live.run")
@require_POST
def note_decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what was decided."""
    must_run(request, slug)

    def act(actor: Actor, meeting: Meeting, form: DecisionForm) -> None:
        said = form.cleaned_data
        actions.note_decision(actor, meeting, form.sent_as, said["text"], said["language"])

    return sent(request, slug, "decision", act, "noted")


@allow("live.run")
@require_POST
def take_action_item(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what was agreed."""
    must_run(request, slug)

    def act(actor: Actor, meeting: Meeting, form: ActionForm) -> None:
        said = form.cleaned_data
        actions.take_action_item(
            actor,
            meeting,
            form.sent_as,
            said["what"],
            said["language"],
            organisation=said["organisation"],
            due_on=said["due_on"],
        )

    return sent(request, slug, "action", act, "noted")


@allow("live.caption", anonymous_post=True)
@never_cache
def caption(request: HttpRequest, token: str) -> HttpResponse:
    """Where a captioner types, or a program pushes pieces: `chunk`, `text`, `language`."""
    meeting = queries.captioned(token)
    sitting = queries.sitting_of(meeting)
    after = queries.last_chunk(sitting) + 1
    first = {"chunk": after, "language": request.GET.get("language") or get_language() or "en"}
    form = CaptionForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_caption(request.actor, meeting, said["chunk"], said["text"], said["language"])  # type: ignore[attr-defined]
        except Refused as refusal:
            told(form, refusal)
        else:
            if is_program(request):
                return JsonResponse({"done": True})
            return redirect(f"{reverse('live:caption', args=[token])}?language={said['language']}")
    if is_program(request) and form.errors:
        sentences = [str(fault) for faults in form.errors.values() for fault in faults]
        return JsonResponse({"done": False, "why": " ".join(sentences)}, status=400)
    context = {"meeting": meeting, "form": form, "is_open": sitting is not None and sitting.is_open}
    response = page(request, "live/caption.html", context, status=400 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
