"""Every address, knocked at by everybody: a door is open to exactly those the matrix lets in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from intersession.access.matrix import grants
from intersession.atlas.models import Law
from intersession.collections.actions import add_resource, make_collection
from intersession.collections.models import Collection
from intersession.commitments.queries import SALT as OFFER_SALT
from intersession.decisions.models import Decision
from intersession.decisions.voices import raise_objection
from intersession.helplines.models import Channel, Correction, Service
from intersession.joining.models import Application
from intersession.library.models import Resource, ResourceFile, Submission
from intersession.mandates.models import Invite
from intersession.meetings.models import Meeting
from intersession.merging.models import Merge
from intersession.pages.models import Message, Page, PageKind, PageVersion
from intersession.papers.models import Paper
from intersession.people.models import Mandate, Person, Proxy
from intersession.programme.queries import token_of
from intersession.questions.actions import answer_question, ask_question
from intersession.questions.models import Question
from intersession.reports.queries import token_of as review_token
from intersession.reviews.actions import add_comment
from intersession.safety.models import Match, StoredFile
from intersession.sharing.actions import begin_batch, share_resource
from intersession.sharing.entries import form_of
from intersession.sharing.models import Batch
from intersession.sharing.tables import ReadBatch, ReadRow
from intersession.transcripts.models import Transcript
from tests.action_items.making import make_item
from tests.annual_reports.making import make_annual_report
from tests.annual_reports.making import make_published as make_published_annual_report
from tests.calls.making import appoint, make_call, make_idea, make_survey
from tests.calls.making import close as close_call
from tests.circulation.making import a_dispatch, a_link, a_mention, make_link
from tests.commitments.making import adopted, make_commitment, make_offer
from tests.decisions.making import CONCERN, close, make_decision
from tests.events.making import make_event, propose
from tests.live.making import a_captions_token, a_hand, a_poll, make_open
from tests.live.making import a_question as a_live_question
from tests.papers.making import make_paper, make_public
from tests.plan.making import make_objective, make_undertaking
from tests.programme.making import (
    a_material,
    a_member,
    a_plenary_request,
    a_related_session,
    an_agenda_item,
    invite,
)
from tests.programme.making import make_meeting as make_next_meeting
from tests.projects.making import make_list, make_project
from tests.reports.making import an_answer as an_answer_to_a_report
from tests.reports.making import make_answer as make_panel_answer
from tests.reports.making import make_held, make_report
from tests.reports.making import make_printed as make_printed_report
from tests.surveys.making import make_questionnaire
from tests.transcripts.making import make_public as make_public_transcript
from tests.transcripts.making import make_transcript
from tests.translations.making import a_translation, a_translators_file
from tests.world import TWO_STEP, World

CAST = ("visitor", "eve", "ben", "chi", "vic", "vera", "ada")
type View = Callable[..., HttpResponse]
type Sample = Callable[[World], Sequence[object]]


def addresses(
    patterns: Sequence[URLPattern | URLResolver], spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its full name."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or "")), pattern
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, inner)


ADDRESSES = dict(addresses(get_resolver().url_patterns))
# Sign-in belongs to allauth, which guards its own pages: tried one by one below.
SIGN_IN = {
    name for name in ADDRESSES if name.startswith(("account_", "mfa_", "openid_connect_", "socialaccount_"))
}
DOORS = {name: pattern.callback for name, pattern in ADDRESSES.items() if name not in SIGN_IN}


def a_correction() -> Correction:
    service = first(Service.objects.filter(place_id="KE"))
    return Correction.objects.create(place_id="KE", service=service, text="The number has changed.")


def a_message() -> Message:
    return Message.objects.create(text="Who may join?", language="en")


def a_further_page() -> Page:
    page, _is_new = Page.objects.get_or_create(slug="principles", kind=PageKind.OTHER)
    PageVersion.objects.get_or_create(
        page=page,
        language="en",
        number=1,
        defaults={"title": "Principles", "source": "One.", "html": "<p>One.</p>"},
    )
    return page


def a_question(world: World) -> Question:
    question = ask_question(world.actor("ben"), "Who has a code of conduct?", "en")
    answer_question(world.actor("chi"), question, "We have one.", "en")
    return question


def a_collection(world: World) -> Collection:
    return make_collection(world.actor("ben"), "Games", "en", is_public=True)


def a_transcript(world: World) -> tuple[str, str]:
    """The address of a public transcript."""
    found = Transcript.objects.listed().first() or make_public_transcript(world)
    return found.meeting.slug, found.sort


def an_import(world: World) -> Transcript:
    """A transcript that nobody but the desk sees."""
    return make_transcript(world)


def a_speaker(world: World) -> tuple[int, int]:
    found = make_transcript(world)
    return found.pk, found.speakers.order_by("pk")[0].pk


def an_item(world: World) -> tuple[str, int]:
    collection = a_collection(world)
    return collection.slug, add_resource(world.actor("ben"), collection, first(Resource.objects.all())).pk


def a_block(world: World) -> tuple[str, str]:
    """The addresses of a paper and of a block of its draft."""
    paper = make_paper(world)
    return paper.slug, paper.versions.get(published_at=None).blocks.order_by("position")[0].key


def a_public_block(world: World) -> tuple[str, int, str]:
    """The addresses of a paper, a public version and a block of it."""
    paper = make_public(world)
    return paper.slug, 1, paper.versions.get(number=1).blocks.order_by("position")[0].key


def an_idea(world: World) -> Sequence[object]:
    """An idea everybody reads."""
    idea = make_idea(world, make_call(world, is_private=False))
    return idea.call.slug, idea.number


def a_commitment(world: World) -> tuple[str, int]:
    """The addresses of a paper and of what Harbour Lights committed to."""
    made = make_commitment(world)
    return made.paper.slug, made.pk


def a_comment(world: World) -> tuple[str, int]:
    """The addresses of a paper and of Lou's comment on it."""
    slug, number, key = a_public_block(world)
    paper = Paper.objects.get(slug=slug)
    return slug, add_comment(world.actor("lou"), paper, number, key, "Say who checks this.").pk


def somebody_who_takes_letters(world: World) -> Person:
    Person.objects.filter(pk=world.people["lou"].pk).update(shows_name=True, takes_contact=True)
    return world.people["lou"]


def a_submission() -> Submission:
    resource = first(Resource.objects.all())
    found, _is_new = Submission.objects.get_or_create(
        resource=resource, is_change=True, base=1, proposed={"year": 2020}
    )
    return found


def a_closed_decision() -> Decision:
    """A decision that everybody may read and that has its record."""
    found = Decision.objects.filter(closed_at__isnull=False).first()
    return found or close(make_decision())


def an_objection(world: World) -> tuple[str, int]:
    decision = make_decision()
    ben = world.actor("ben")
    objection = raise_objection(ben, decision, world.organisation, CONCERN)
    return decision.slug, objection.pk


def a_file() -> tuple[str, str]:
    """The address of a file of a published resource, with its bytes."""
    resource = first(Resource.objects.all())
    file = ResourceFile.objects.filter(resource=resource).select_related("stored").first()
    if file is None:
        stored = StoredFile.objects.create(name="a.txt", media_type="text/plain", size=5, sha256="0" * 64)
        default_storage.save(stored.path, ContentFile(b"words"))
        file = ResourceFile.objects.create(resource=resource, stored=stored)
    return resource.slug, file.stored.key


def a_batch(world: World) -> Batch:
    """A list that Ben sent in."""
    return begin_batch(world.actor("ben"), "list.csv", ReadBatch([ReadRow(2, {"title": "A row"})]))


def a_draft_to_share(world: World) -> str:
    """What Ben began to share for Harbour Lights."""
    typed = {"title": "A draft", "title_language": "en", "kind": "report", "languages": "en"}
    form = form_of(typed)
    assert form.is_valid()
    return share_resource(world.actor("ben"), form.entry(), submit=False).slug


def first(rows: QuerySet[Any]) -> Any:
    found = rows.order_by("pk").first()
    assert found is not None
    return found


def an_invite(world: World) -> Invite:
    return Invite.objects.create(
        organisation=world.organisation,
        email="new@cast.example",
        role="delegate",
        invited_by=world.people["ben"],
        token_hash=secrets.token_hex(32),
        expires_at=timezone.now() + timedelta(days=1),
    )


def a_proxy(world: World) -> Proxy:
    return Proxy.objects.create(
        organisation=world.organisation,
        holder_organisation=world.other,
        ends_at=timezone.now() + timedelta(days=1),
    )


def an_application(world: World) -> Application:
    return Application.objects.create(
        name="New Shore (fictional)",
        place_id="KE",
        stakeholder_group="civil-society",
        summary="Invented.",
        person_name="Nia",
        email="nia@cast.example",
        confirmed_at=timezone.now(),
        waits_since=timezone.now(),
    )


# What stands in the addresses that take something; all others take nothing.
SAMPLES: dict[str, Sample] = {
    "sharing:share_draft": lambda world: (a_draft_to_share(world),),
    "sharing:batch": lambda world: (a_batch(world).pk,),
    "sharing:discard_batch": lambda world: (a_batch(world).pk,),
    "sharing:faults_csv": lambda world: (a_batch(world).pk,),
    "machines:sitemap_part": lambda world: ("help", 1),
    "short:address": lambda world: ("ke",),
    "skos:concepts_data": lambda world: ("ttl",),
    "skos:concept_data": lambda world: ("csam", "jsonld"),
    "helplines:country_json": lambda world: ("ke",),
    "helplines:country": lambda world: ("ke",),
    "helplines:qr_code": lambda world: ("ke",),
    "helplines:embed": lambda world: ("ke",),
    "helplines:suggest_correction": lambda world: ("ke",),
    "helplines:correction_received": lambda world: ("ke",),
    "helplines:suggest_correction_of_service": lambda world: (
        "ke",
        first(Service.objects.filter(place_id="KE")).slug,
    ),
    "helplines:check_channel": lambda world: (first(Channel.objects.all()).pk,),
    "helplines:withdraw_service": lambda world: (first(Channel.objects.all()).pk,),
    "helplines:answer_correction": lambda world: (a_correction().pk,),
    "library:resource": lambda world: (first(Resource.objects.all()).slug,),
    "library:cite": lambda world: (first(Resource.objects.all()).slug, "bib"),
    "library:withdraw_resource": lambda world: (first(Resource.objects.all()).slug,),
    "library:publish_resource": lambda world: (first(Resource.objects.all()).slug,),
    "merging:merge_organisations": lambda world: (world.organisation.slug,),
    "merging:undo_merge": lambda world: (
        Merge.objects.create(kept=world.organisation, merged=world.other, undone_at=timezone.now()).pk,
    ),
    "accounts:end_session": lambda world: (1,),
    "joining:application": lambda world: (an_application(world).key,),
    "joining:confirm_application": lambda world: (an_application(world).key,),
    "joining:reply_to_secretariat": lambda world: (an_application(world).key,),
    "joining:withdraw_application": lambda world: (an_application(world).key,),
    "joining:answer": lambda world: (an_application(world).pk,),
    "joining:welcome_application": lambda world: (an_application(world).pk,),
    "joining:ask_applicant": lambda world: (an_application(world).pk,),
    "joining:decline_application": lambda world: (an_application(world).pk,),
    "mandates:organisation": lambda world: (world.organisation.slug,),
    "mandates:send_invite": lambda world: (world.organisation.slug,),
    "mandates:grant_mandate": lambda world: (world.organisation.slug,),
    "mandates:hand_over": lambda world: (world.organisation.slug,),
    "mandates:give_proxy": lambda world: (world.organisation.slug,),
    "mandates:describe_organisation": lambda world: (world.organisation.slug,),
    "mandates:correct_organisation": lambda world: (world.organisation.slug,),
    "mandates:trust_organisation": lambda world: (world.organisation.slug,),
    "mandates:end_membership": lambda world: (world.organisation.slug,),
    "mandates:withdraw_invite": lambda world: (an_invite(world).pk,),
    "mandates:end_mandate": lambda world: (first(Mandate.objects.all()).pk,),
    "mandates:end_proxy": lambda world: (a_proxy(world).pk,),
    "mandates:accept_invite": lambda world: ("nosuchtoken",),
    "library:change_resource": lambda world: (first(Resource.objects.all()).slug,),
    "library:submit_resource": lambda world: (first(Resource.objects.all()).slug,),
    "library:take_back_submission": lambda world: (first(Resource.objects.all()).slug,),
    "library:history": lambda world: (first(Resource.objects.all()).slug,),
    "library:restore_revision": lambda world: (first(Resource.objects.all()).slug, 1),
    "library:attach_file": lambda world: (first(Resource.objects.all()).slug,),
    "library:file": lambda world: a_file(),
    "library:download": lambda world: a_file(),
    "library:detach_file": lambda world: a_file(),
    "library:read_file_again": lambda world: a_file(),
    "library:relate_resources": lambda world: (first(Resource.objects.all()).slug,),
    "library:part_resource": lambda world: (first(Resource.objects.all()).slug,),
    "library:take_back_change": lambda world: (a_submission().pk,),
    "library:submission": lambda world: (a_submission().pk,),
    "library:publish_submission": lambda world: (a_submission().pk,),
    "library:return_submission": lambda world: (a_submission().pk,),
    "atlas:country": lambda world: ("ke",),
    "atlas:country_csv": lambda world: ("ke",),
    "atlas:treaty": lambda world: ("crc",),
    "atlas:treaty_csv": lambda world: ("crc",),
    "atlas:law": lambda world: (first(Law.objects.all()).pk,),
    "atlas:criterion": lambda world: ("simple_possession",),
    "atlas:criterion_csv": lambda world: ("simple_possession",),
    "pages:page": lambda world: ("about",),
    "pages:history": lambda world: ("about",),
    "pages:write_page": lambda world: ("about", "fr"),
    "pages:version": lambda world: ("about", "fr", 1),
    "pages:restore_version": lambda world: ("about", "fr", 1),
    "pages:withdraw_page": lambda world: (a_further_page().slug,),
    "pages:return_page": lambda world: (a_further_page().slug,),
    "pages:answer_message": lambda world: (a_message().pk,),
    "pages:tour_stop": lambda world: (1,),
    "filed:concept": lambda world: ("csam",),
    "vocabulary:concept": lambda world: ("csam",),
    "directory:organisation": lambda world: (world.organisation.slug,),
    "directory:organisation_json": lambda world: (world.organisation.slug,),
    "directory:write_to_organisation": lambda world: (world.organisation.slug,),
    "directory:write_to_person": lambda world: (somebody_who_takes_letters(world).pk,),
    "directory:answer_letter": lambda world: ("no-such-letter",),
    "following:unfollow": lambda world: (1,),
    "questions:question": lambda world: (a_question(world).slug,),
    "questions:answer_question": lambda world: (a_question(world).slug,),
    "questions:decline_question": lambda world: (a_question(world).slug,),
    "questions:close_question": lambda world: (a_question(world).slug,),
    "questions:withdraw_question": lambda world: (a_question(world).slug,),
    "questions:accept_answer": lambda world: (a_question(world).slug, 1),
    "questions:withdraw_answer": lambda world: (a_question(world).slug, 1),
    "events:event": lambda world: (make_event(world).slug,),
    "events:event_feed": lambda world: (make_event(world).slug,),
    "events:change_event": lambda world: (propose(world).slug,),
    "events:cancel_event": lambda world: (make_event(world).slug,),
    "events:take_part": lambda world: (make_event(world).slug,),
    "events:end_participation": lambda world: (make_event(world).slug,),
    "events:add_material": lambda world: (make_event(world).slug,),
    "events:take_material_out": lambda world: (make_event(world).slug,),
    "events:publish_event": lambda world: (propose(world).pk,),
    "events:return_event": lambda world: (propose(world).pk,),
    "transcripts:transcript": lambda world: a_transcript(world),
    "transcripts:passage": lambda world: (*a_transcript(world), 1),
    "transcripts:review": lambda world: (an_import(world).pk,),
    "transcripts:answer_flags": lambda world: (an_import(world).pk,),
    "transcripts:publish_transcript": lambda world: (an_import(world).pk,),
    "transcripts:discard_transcript": lambda world: (an_import(world).pk,),
    "transcripts:withdraw_transcript": lambda world: (an_import(world).pk,),
    "transcripts:correct_speaker": lambda world: a_speaker(world),
    "meetings:meeting": lambda world: (first(Meeting.objects.all()).slug,),
    "collections:collection": lambda world: (a_collection(world).slug,),
    "collections:feed": lambda world: (a_collection(world).slug,),
    "collections:export": lambda world: (a_collection(world).slug, "csv"),
    "collections:change_collection": lambda world: (a_collection(world).slug,),
    "collections:copy_collection": lambda world: (a_collection(world).slug,),
    "collections:withdraw_collection": lambda world: (a_collection(world).slug,),
    "collections:reinstate_collection": lambda world: (a_collection(world).slug,),
    "collections:annotate_item": lambda world: an_item(world),
    "collections:move_item": lambda world: an_item(world),
    "collections:take_out": lambda world: an_item(world),
    "safety:clear_match": lambda world: (Match.objects.create(bank="test").pk,),
}
for _name in (
    "paper",
    "choose_versions",
    "sponsor_paper",
    "draft",
    "add_first_blocks",
    "name_changes",
    "check_changes",
):
    SAMPLES[f"papers:{_name}"] = lambda world: (make_public(world).slug,)
for _name in ("revise_block", "claim_block", "remove_block", "move_block", "add_blocks"):
    SAMPLES[f"papers:{_name}"] = lambda world: a_block(world)
SAMPLES["plan:plan_file"] = lambda world: ("md",)
SAMPLES["cycles:cycle"] = lambda world: (2019,)
SAMPLES["formats:files"] = lambda world: (make_public(world).slug,)
SAMPLES["formats:paper_file"] = lambda world: (make_public(world).slug, 1, "md")
SAMPLES["formats:order_printout"] = lambda world: (make_public(world).slug, 1)
for _name in ("import_text", "write_text"):
    SAMPLES[f"formats:{_name}"] = lambda world: (make_paper(world).slug,)
for _name in ("reading", "work", "check_translation", "ask_members", "export", "begin_batch"):
    SAMPLES[f"translations:{_name}"] = lambda world: a_translation(world)
for _name in ("batch", "take_batch", "discard_batch"):
    SAMPLES[f"translations:{_name}"] = lambda world: a_translators_file(world)
SAMPLES["translations:languages"] = lambda world: (make_public(world).slug,)
SAMPLES["translations:offer_translation"] = lambda world: (*a_translation(world), "title")
for _name in ("paper", "paper_csv", "commit", "send_offer"):
    SAMPLES[f"commitments:{_name}"] = lambda world: (adopted(world).slug,)
for _name in ("commitment", "renew_commitment", "keep_commitment", "end_commitment", "add_evidence"):
    SAMPLES[f"commitments:{_name}"] = lambda world: a_commitment(world)
for _name in ("verify_offer", "decline_offer"):
    SAMPLES[f"commitments:{_name}"] = lambda world: (make_offer(world).pk,)
SAMPLES["commitments:confirm_offer"] = lambda world: (signing.dumps(make_offer(world).pk, salt=OFFER_SALT),)
for _name in ("circulation", "make_sign_on_link", "dispatches", "add_mention", "badge"):
    SAMPLES[f"circulation:{_name}"] = lambda world: (adopted(world).slug,)
SAMPLES["circulation:kit"] = lambda world: (adopted(world).slug, 1, "en", "slides.pptx")
SAMPLES["circulation:end_sign_on_link"] = lambda world: a_link(world)
SAMPLES["circulation:settle_dispatch"] = lambda world: a_dispatch(world)
SAMPLES["circulation:remove_mention"] = lambda world: a_mention(world)
SAMPLES["circulation:sign_on"] = lambda world: (make_link(world).token,)
SAMPLES["action_items:item"] = lambda world: (make_item(world).pk,)
for _name in ("confirm_item", "add_note", "finish_item", "drop_item"):
    SAMPLES[f"action_items:{_name}"] = lambda world: (make_item(world).pk,)
for _name in (
    "project",
    "change_project",
    "join_project",
    "leave_project",
    "withdraw_project",
    "relate_project",
    "propose_joint",
):
    SAMPLES[f"projects:{_name}"] = lambda world: (make_project(world).slug,)
for _name in ("batch", "discard_list"):
    SAMPLES[f"projects:{_name}"] = lambda world: (make_list(world).pk,)
for _name in ("change_objective", "add_undertaking"):
    SAMPLES[f"plan:{_name}"] = lambda world: (make_objective(world).pk,)
for _name in ("undertaking", "change_undertaking", "note_progress", "finish_undertaking", "drop_undertaking"):
    SAMPLES[f"plan:{_name}"] = lambda world: (make_undertaking(world).slug,)
for _name in (
    "programme",
    "compose",
    "invite_to_panel",
    "add_agenda_item",
    "release_agenda",
    "pin_material",
    "count_attendance",
    "add_related_session",
    "ask_plenary",
    "register",
    "cancel_registration",
    "registrations",
):
    SAMPLES[f"programme:{_name}"] = lambda world: (make_next_meeting().slug,)
SAMPLES["programme:answer_invitation"] = lambda world: (token_of(invite(world, make_next_meeting())),)
SAMPLES["programme:remove_from_panel"] = a_member
for _name in ("change_agenda_item", "move_agenda_item", "remove_agenda_item"):
    SAMPLES[f"programme:{_name}"] = an_agenda_item
SAMPLES["programme:open_with_overdue"] = lambda world: (make_next_meeting().slug, make_item(world).pk)
SAMPLES["programme:remove_material"] = a_material
SAMPLES["programme:remove_related_session"] = a_related_session
SAMPLES["programme:answer_plenary"] = a_plenary_request
for _name in (
    "live",
    "updates",
    "open_sitting",
    "close_sitting",
    "go_to_item",
    "ask_question",
    "ask_for_room",
    "raise_hand",
    "lower_hand",
    "raise_hand_in_room",
    "open_poll",
    "say_in_chat",
    "note_decision",
    "take_action_item",
):
    SAMPLES[f"live:{_name}"] = lambda world: (make_open(world).slug,)
SAMPLES["meetings:change_meeting"] = lambda world: (make_next_meeting().slug,)
SAMPLES["live:caption"] = lambda world: (a_captions_token(world),)
for _name in ("voice_question", "let_in_question", "answer_question", "set_question_aside"):
    SAMPLES[f"live:{_name}"] = a_live_question
SAMPLES["live:call_hand"] = a_hand
for _name in ("vote_in_poll", "close_poll"):
    SAMPLES[f"live:{_name}"] = a_poll
for _name in ("report", "report_pdf"):
    SAMPLES[f"reports:{_name}"] = lambda world: (make_printed_report(world).pk,)
for _name in ("write_report", "panel", "ask_review", "publish_report", "file_report"):
    SAMPLES[f"reports:{_name}"] = lambda world: (make_report(world).pk,)
for _name in ("annual_report", "annual_report_pdf", "annual_summary_pdf", "annual_report_docx"):
    SAMPLES[f"annual_reports:{_name}"] = lambda world: (make_published_annual_report(world).pk,)
for _name in ("write_annual_report", "publish_annual_report"):
    SAMPLES[f"annual_reports:{_name}"] = lambda world: (make_annual_report(world).pk,)
SAMPLES["reports:dispose_answer"] = an_answer_to_a_report
SAMPLES["reports:answer_review"] = lambda world: (review_token(make_panel_answer(world).reviewer),)
SAMPLES["reports:draft_report"] = lambda world: (make_held().slug,)
SAMPLES["papers:version"] = lambda world: (make_public(world).slug, 1)
SAMPLES["papers:compare"] = lambda world: (make_public(world).slug, 1, 1)
SAMPLES["papers:move_paper"] = lambda world: (make_public(world).slug, "withdraw")
for _name in ("comments", "dispositions", "dispositions_csv"):
    SAMPLES[f"reviews:{_name}"] = lambda world: (make_public(world).slug,)
for _name in ("comment", "reply_to_comment", "answer_comment", "apply_suggestion", "withdraw_comment"):
    SAMPLES[f"reviews:{_name}"] = lambda world: a_comment(world)
for _name in ("block_comments", "add_comment"):
    SAMPLES[f"reviews:{_name}"] = lambda world: a_public_block(world)
for _name in (
    "decision",
    "votes",
    "record_file",
    "check_receipt",
    "edit_decision",
    "word_decision",
    "announce_decision",
    "extend_decision",
    "withdraw_decision",
    "conclude_decision",
    "review_decision",
    "cast_vote",
    "recuse_voter",
    "raise_objection",
    "add_remark",
):
    SAMPLES[f"decisions:{_name}"] = lambda world: (a_closed_decision().slug,)
for _name in ("answer_objection", "settle_objection"):
    SAMPLES[f"decisions:{_name}"] = an_objection
for _name in ("questionnaire", "change_questionnaire", "add_question"):
    SAMPLES[f"surveys:{_name}"] = lambda world: (make_questionnaire(world).pk,)
for _name in ("change_question", "remove_question"):
    SAMPLES[f"surveys:{_name}"] = lambda world: (make_questionnaire(world).pk, 1)
SAMPLES["surveys:word_questionnaire"] = lambda world: (make_questionnaire(world).pk,)
for _name in (
    "call",
    "decided_csv",
    "draft_idea",
    "call_desk",
    "change_call",
    "announce_call",
    "extend_call",
    "appoint_reviewer",
    "release_fates",
    "reviews",
):
    SAMPLES[f"calls:{_name}"] = lambda world: (make_call(world).slug,)
for _name in ("answer_call", "answered"):
    SAMPLES[f"calls:{_name}"] = lambda world: (make_survey(world).slug,)
for _name in ("results", "results_csv"):
    SAMPLES[f"calls:{_name}"] = lambda world: (close_call(make_survey(world)).slug,)
for _name in (
    "idea",
    "edit_idea",
    "submit_idea",
    "withdraw_idea",
    "review_idea",
    "declare_conflict",
    "decide_idea",
):
    SAMPLES[f"calls:{_name}"] = lambda world: an_idea(world)
SAMPLES["calls:end_reviewer"] = lambda world: ((call := make_call(world)).slug, appoint(world, call).pk)
# Beyond the door these ask for more than an address: a question, a form, another state of the record.
MAY_ANSWER_OTHERWISE = {
    # Other members are let in and find nothing of Ben's.
    "sharing:share_draft",
    "sharing:batch",
    "sharing:faults_csv",
    "translations:batch",
    "projects:batch",
    "projects:change_project",
    "programme:registrations",
    # The report of a session is for those who ran it.
    "reports:write_report",
    "reports:panel",
    "reports:draft_report",
    "commitments:renew_commitment",
    # Whoever is signed in is let in; most are no reviewers of this call, nor is the idea theirs.
    "calls:reviews",
    "calls:review_idea",
    "calls:edit_idea",
    "surveys:word_questionnaire",
    "mandates:accept_invite",
    "directory:answer_letter",
    "search:suggest",
    "search:search_json",
    "library:publish_resource",
}


@pytest.fixture
def browsers(world: World, settings: Any, tmp_path: Path) -> dict[str, Client]:
    """One browser for each member of the cast. Sessions live in memory: hundreds are made."""
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "files")},
    }
    settings.STORAGES = {**settings.STORAGES, "default": files}
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    found = {}
    for name in CAST:
        browser = Client(headers={"host": "localhost", "sec-fetch-site": "same-origin"})
        if name != "visitor":
            browser.force_login(world.people[name])
        if name in TWO_STEP:
            session = browser.session
            session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
            session.save()
        found[name] = browser
    return found


def is_open(response: HttpResponse, name: str) -> bool:
    """Let in: not refused, not sent to sign in. What is let in must also find something there."""
    # 503 is the search without an index: these tests build none.
    assert response.status_code < 500 or name.startswith("search:")
    if response.status_code == 403 or "/account/login/" in response.headers.get("Location", ""):
        return False
    if name not in MAY_ANSWER_OTHERWISE:
        assert response.status_code in (200, 302, 405), f"{name}: {response.status_code}"
    return True


def tried(expectations: dict[str, bool]) -> dict[str, bool]:
    """Everybody on SQLite. On PostgreSQL the matrix is the same: the first and last let in, and one kept out."""
    if connection.vendor == "sqlite":
        return expectations
    let_in = [person for person, is_let_in in expectations.items() if is_let_in]
    kept_out = [person for person, is_let_in in expectations.items() if not is_let_in]
    return {person: expectations[person] for person in {*let_in[:1], *let_in[-1:], *kept_out[-1:]}}


@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_door_is_open_to_those_the_matrix_lets_in(
    name: str, world: World, browsers: dict[str, Client]
) -> None:
    permission = DOORS[name].permission  # type: ignore[attr-defined]
    path = reverse(name, args=SAMPLES[name](world) if name in SAMPLES else ())
    expectations = {
        person: not world.actor(person).roles.isdisjoint(grants(permission)) for person in browsers
    }
    for person, expected in tried(expectations).items():
        browser = browsers[person]
        response: HttpResponse = browser.get(path)  # type: ignore[assignment]
        if response.streaming:
            # Read to its end, so that the file behind it is closed.
            assert b"".join(response)
        assert is_open(response, name) == expected, f"{person} at {path}"


def test_no_door_is_forgotten() -> None:
    unguarded = [name for name, view in DOORS.items() if not hasattr(view, "permission")]
    takes = {name for name in DOORS if ADDRESSES[name].pattern.regex.groups or _converters(name)}
    assert unguarded == []
    assert takes == set(SAMPLES)


def _converters(name: str) -> bool:
    return bool(getattr(ADDRESSES[name].pattern, "converters", {}))


# Status for a visitor, and for Ben, who is signed in without a second step.
SIGN_IN_STATUS: dict[str, tuple[int, int]] = {
    "mfa_index": (302, 200),
    "account_login": (200, 302),
    "account_request_login_code": (200, 302),
    "account_confirm_login_code": (302, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_reauthenticate": (302, 403),
    "mfa_login_webauthn": (302, 302),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 403),
    "mfa_reauthenticate_webauthn": (302, 403),
    "mfa_activate_totp": (302, 200),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 200),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 200),
    "mfa_remove_webauthn": (302, 404),
    "mfa_edit_webauthn": (302, 404),
    "account_signup": (404, 404),
    "account_email": (404, 404),
    "account_email_verification_sent": (404, 404),
    "account_change_password": (404, 404),
    "account_set_password": (404, 404),
    "account_reset_password": (404, 404),
    # Off unless the operator set a provider up: tests/people/test_elsewhere.py.
    "openid_connect_login": (405, 405),
    "openid_connect_callback": (404, 404),
    "socialaccount_signup": (404, 404),
    "socialaccount_connections": (404, 404),
    "socialaccount_login_cancelled": (404, 404),
    "socialaccount_login_error": (404, 404),
}


def test_the_pages_of_sign_in_are_all_listed() -> None:
    assert set(SIGN_IN_STATUS) == SIGN_IN


@pytest.mark.parametrize("name", sorted(SIGN_IN_STATUS))
def test_a_page_of_sign_in_answers_as_listed_and_is_never_kept(
    name: str, browsers: dict[str, Client]
) -> None:
    path = reverse(name, args=(1,) if _converters(name) else ())
    for person, expected in zip(("visitor", "ben"), SIGN_IN_STATUS[name], strict=True):
        response = browsers[person].get(path)
        assert response.status_code == expected, person
        if response.status_code == 200:
            assert "no-store" in response["Cache-Control"]
            assert 'type="password"' not in response.content.decode()
