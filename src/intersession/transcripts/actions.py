"""Bringing in, answering for minors, correcting names, publishing and withdrawing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.meetings.models import Meeting
from intersession.people.models import Organisation
from intersession.transcripts import minors
from intersession.transcripts.labels import PEOPLE
from intersession.transcripts.models import Flag, FlagAnswer, FlagSort, Passage, Rule, Speaker, Transcript
from intersession.transcripts.names import key_of, tidy_name
from intersession.transcripts.queries import rules, sort_of
from intersession.transcripts.understood import Understood
from intersession.transcripts.words import neutral


@transaction.atomic
def import_transcript(
    actor: Actor, meeting: Meeting, found: Understood, *, file_name: str = "", is_fictional: bool = False
) -> Transcript:
    """Store what was understood of a file. Nobody sees it but the desk; rules for misheard names are applied."""
    actor.require("transcripts.import_transcript")
    meeting = Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
    if not found.passages:
        raise Refused(_("Nothing in this file could be quoted, so there is nothing to store."))
    transcript = Transcript(
        meeting=meeting,
        sort=sort_of(found),
        layout=found.layout,
        language=found.language,
        title=found.title,
        source=found.source,
        file_name=file_name[:200],
        place=found.place,
        fields=[asdict(each) for each in found.fields],
        proposals=[asdict(each) for each in found.proposals],
        unread=[asdict(each) for each in found.unread],
        imported_by=actor.person,
        imported_at=timezone.now(),
        is_fictional=is_fictional,
    )
    try:
        with transaction.atomic():
            transcript.save()
    except IntegrityError as error:
        raise Refused(_("This session has one already. Discard or withdraw it first.")) from error
    right = _righting(rules())
    names = {key_of(name): name for name in found.speakers}
    names |= {
        key_of(each.speaker): each.speaker
        for each in found.passages
        if each.speaker and key_of(each.speaker) not in names
    }
    speakers = Speaker.objects.bulk_create(
        [Speaker(transcript=transcript, captioned=name, name=right(name) or name) for name in names.values()],
        batch_size=500,
    )
    by_key = dict(zip(names, speakers, strict=True))
    passages = Passage.objects.bulk_create(
        [
            Passage(
                transcript=transcript,
                number=number,
                kind=each.kind,
                speaker=by_key.get(key_of(each.speaker)) if each.speaker else None,
                heading=each.heading,
                text=right(each.text),
                at_seconds=each.seconds,
            )
            for number, each in enumerate(found.passages, 1)
        ],
        batch_size=500,
    )
    roles = [line for each in found.fields if each.key in PEOPLE for line in each.value.split("\n")]
    suspects = minors.suspects(
        [
            (each.speaker.name if each.speaker else "", each.text if each.kind != "note" else "")
            for each in passages
        ],
        roles,
    )
    Flag.objects.bulk_create(
        [
            Flag(
                transcript=transcript,
                name=each.name[:120],
                sort=each.sort,
                why=each.why,
                noticed=each.passages[:50],
            )
            for each in suspects
        ]
    )
    record(
        actor,
        Verb.TRANSCRIPT_IMPORTED,
        transcript,
        meeting=meeting.slug,
        passages=len(passages),
        flags=len(suspects),
    )
    return transcript


def _righting(known: Mapping[str, Rule]) -> Callable[[str], str]:
    """Puts right what rules know is misheard, as whole words."""
    if not known:
        return str
    heard = {key_of(rule.heard): rule.right for rule in known.values()}
    spellings = sorted((rule.heard for rule in known.values()), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt, spellings))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda match: heard.get(key_of(match[0]), match[0]), text)


def _spelt(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))


def _standing(pk: int) -> Transcript:
    found: Transcript = (
        Transcript.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=pk)
    )
    return found


def _must_stand(transcript: Transcript) -> None:
    if transcript.is_withdrawn:
        raise Refused(_("This transcript was withdrawn."))


@transaction.atomic
def answer_flags(
    actor: Actor, transcript: Transcript, answers: Mapping[int, str], *, names: Iterable[str] = ()
) -> int:
    """Answer for those who may be minors; `names` are further ones to remove. Says how many flags are still open.

    A removed name is gone from every passage, the speakers, the fields and the log; neutral words stand for it. Also
    possible once it is published.
    """
    found = _standing(transcript.pk)
    actor.require("transcripts.answer_flags", found)
    _must_stand(found)
    now = timezone.now()
    flags = {each.pk: each for each in Flag.objects.filter(transcript=found)}
    if set(answers) - set(flags) or set(answers.values()) - set(FlagAnswer.values):
        raise Refused(_("This is not an answer to anything asked here."))
    removed = sum(each.answer == FlagAnswer.REMOVE for each in flags.values())
    wanted = [flags[pk] for pk, answer in answers.items() if answer == FlagAnswer.REMOVE]
    asked = {key_of(each.name): each for each in flags.values()}
    for name in names:
        tidy = tidy_name(name)
        known = asked.get(key_of(tidy))
        if known is not None and known not in wanted:
            wanted.append(known)
        elif tidy and known is None:
            wanted.append(Flag(transcript=found, name=tidy, sort=FlagSort.ADDED, why="added"))
    wanted = [each for each in wanted if each.answer != FlagAnswer.REMOVE]
    if wanted:
        rest = [each for each in flags.values() if each not in wanted and each.answer != FlagAnswer.REMOVE]
        names_before = {each.pk: each.name for each in rest}
        _remove(found, wanted, rest, removed)
        neutral_words = {each.name for each in wanted}
        for each in rest:
            if each.name in neutral_words:
                # The same person under a part of the name.
                wanted.append(each)
            elif each.name != names_before[each.pk]:
                each.save(update_fields=["name"])
    for flag in [*wanted, *(flags[pk] for pk, answer in answers.items() if answer == FlagAnswer.KEEP)]:
        if flag.answer == FlagAnswer.REMOVE:
            continue
        flag.answer = FlagAnswer.REMOVE if flag in wanted else FlagAnswer.KEEP
        flag.answered_by, flag.answered_at = actor.person, now
        flag.save()
    record(
        actor,
        Verb.NAMES_OF_MINORS_REMOVED if found.is_public else Verb.FLAGS_ANSWERED,
        found,
        removed=len(wanted),
        kept=sum(answer == FlagAnswer.KEEP for answer in answers.values()),
    )
    return Flag.objects.filter(transcript=found, answer="").count()


def _remove(transcript: Transcript, wanted: list[Flag], rest: list[Flag], removed: int) -> None:
    """Take names out of everything that is stored of a transcript, the flags of others (`rest`) too."""
    passages = list(Passage.objects.filter(transcript=transcript).order_by("number"))
    speakers = list(Speaker.objects.filter(transcript=transcript))
    before = {each.pk: (each.text, each.heading) for each in passages}
    named = {each.pk: (each.captioned, each.name) for each in speakers}
    gone = {key_of(flag.name) for flag in wanted}
    for number, flag in enumerate(wanted, removed + 1):
        words = neutral(number, transcript.language)
        own = [each for each in speakers if key_of(flag.name) in (key_of(each.name), key_of(each.captioned))]
        gone |= {key_of(name) for each in own for name in (each.name, each.captioned)}
        others = [each.name for each in speakers if each not in own and key_of(each.name) not in gone]
        for name in dict.fromkeys([flag.name, *(each.captioned for each in own)]):
            removal = minors.removal_of(name, words, others, [each.text for each in passages])
            for passage in passages:
                passage.text = removal.swap(passage.text)
                _swap_lines(passage, ("heading",), removal.swap)
            for speaker in speakers:
                _swap_lines(speaker, ("captioned", "name"), removal.swap)
            for other in rest:
                _swap_lines(other, ("name",), removal.swap)
            _swap_lines(transcript, ("title", "source", "file_name"), removal.swap)
            for attribute in ("fields", "proposals", "unread"):
                setattr(transcript, attribute, _swapped(getattr(transcript, attribute), removal.swap))
            flag.left_in += [
                passage.number
                for passage in passages
                if any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", passage.text) for part in removal.left)
            ][:50]
        for speaker in own:
            speaker.captioned = speaker.name = words
            speaker.is_minor, speaker.organisation = True, None
        flag.name = words
    Passage.objects.bulk_update(
        [each for each in passages if (each.text, each.heading) != before[each.pk]], ["text", "heading"], 500
    )
    for speaker in speakers:
        if (speaker.captioned, speaker.name) != named[speaker.pk]:
            speaker.save(update_fields=["captioned", "name", "is_minor", "organisation"])
    # A rule for a misheard name would keep it.
    Rule.objects.filter(
        pk__in=[each.pk for each in Rule.objects.all() if {each.key, key_of(each.right)} & gone]
    ).delete()
    transcript.save(update_fields=["title", "source", "file_name", "fields", "proposals", "unread"])


def _swap_lines(record: Model, names: Iterable[str], swap: Callable[[str], str]) -> None:
    """Swap in fields of one line; neutral words may be longer than the name was."""
    for name in names:
        most: int = getattr(record._meta.get_field(name), "max_length", 0)
        setattr(record, name, swap(getattr(record, name))[:most])


def _swapped(value: Any, swap: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return swap(value)
    if isinstance(value, list):
        return [_swapped(each, swap) for each in value]
    if isinstance(value, dict):
        return {
            name: _swapped(each, swap) if name not in ("key", "why") else each for name, each in value.items()
        }
    return value


@transaction.atomic
def answer_minors(actor: Actor, transcript: Transcript) -> Transcript:
    """Say that the question of minors is answered: no flag is open, and a person looked. Publishing needs it."""
    found = _standing(transcript.pk)
    actor.require("transcripts.answer_flags", found)
    _must_stand(found)
    if Flag.objects.filter(transcript=found, answer="").exists():
        raise Refused(_("Answer for everybody on the list first."))
    if found.minors_answered_at is None:
        found.minors_answered_at, found.minors_answered_by = timezone.now(), actor.person
        found.save(update_fields=["minors_answered_at", "minors_answered_by"])
        record(actor, Verb.MINORS_ANSWERED, found)
    return found


@transaction.atomic
def publish_transcript(actor: Actor, transcript: Transcript) -> Transcript:
    """Make it public. Refused until a person answered for minors; the database refuses it too."""
    found = _standing(transcript.pk)
    actor.require("transcripts.publish_transcript", found)
    _must_stand(found)
    if found.is_public:
        raise Refused(_("It is public already."))
    if found.minors_answered_at is None or Flag.objects.filter(transcript=found, answer="").exists():
        raise Refused(_("First answer whether it names minors."))
    found.published_at, found.published_by = timezone.now(), actor.person
    found.save(update_fields=["published_at", "published_by"])
    record(actor, Verb.TRANSCRIPT_PUBLISHED, found, meeting=found.meeting.slug, sort=found.sort)
    return found


@transaction.atomic
def discard_transcript(actor: Actor, transcript: Transcript) -> None:
    """Throw away an import that was never public, to bring the file in anew."""
    found = _standing(transcript.pk)
    actor.require("transcripts.import_transcript")
    if found.is_public:
        raise Refused(_("What was public is withdrawn, not discarded."))
    record(actor, Verb.TRANSCRIPT_DISCARDED, found, meeting=found.meeting.slug, sort=found.sort)
    Passage.objects.filter(transcript=found).delete()
    found.delete()


@transaction.atomic
def withdraw_transcript(actor: Actor, transcript: Transcript, reason: str) -> Transcript:
    """Take it down, with a reason that everybody reads. Its passages are kept, for the desk only."""
    found = _standing(transcript.pk)
    actor.require("transcripts.withdraw_transcript", found)
    _must_stand(found)
    if not found.is_public:
        raise Refused(_("It is not public, so discard it."))
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    found.withdrawn_at, found.withdrawn_because = timezone.now(), reason.strip()[:500]
    found.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(actor, Verb.TRANSCRIPT_WITHDRAWN, found, meeting=found.meeting.slug, sort=found.sort)
    return found


@transaction.atomic
def correct_name(actor: Actor, speaker: Speaker, right: str) -> Speaker:
    """Put a misheard name right, here and, by a rule, in what is brought in later. Minors’ names make no rule."""
    transcript = _standing(speaker.transcript_id)
    actor.require("transcripts.correct_speaker", transcript)
    _must_stand(transcript)
    found: Speaker = Speaker.objects.select_for_update(of=("self",)).get(pk=speaker.pk)
    right = tidy_name(right)
    if not right:
        raise Refused(_("Say how the name is right."))
    if found.is_minor:
        raise Refused(_("This name was removed because it may be a minor’s."))
    if right == found.name:
        return found
    rule, _is_new = Rule.objects.update_or_create(
        key=key_of(found.captioned),
        defaults={
            "heard": found.captioned,
            "right": right,
            "made_by": actor.person,
            "made_at": timezone.now(),
        },
    )
    swap = _righting({rule.key: rule})
    old = found.name
    also = _righting({"": Rule(heard=old, right=right)}) if key_of(old) != rule.key else str
    changed = []
    for passage in Passage.objects.filter(transcript=transcript):
        text = also(swap(passage.text))
        if text != passage.text:
            passage.text = text
            changed.append(passage)
    Passage.objects.bulk_update(changed, ["text"], 500)
    found.name = right
    found.save(update_fields=["name"])
    record(actor, Verb.SPEAKER_CORRECTED, transcript, passages=len(changed))
    return found


@transaction.atomic
def confirm_organisation(actor: Actor, speaker: Speaker, organisation: Organisation | None) -> Speaker:
    """Say for which organisation somebody spoke, or that it was for none we know. A person says so, never the text."""
    transcript = _standing(speaker.transcript_id)
    actor.require("transcripts.correct_speaker", transcript)
    _must_stand(transcript)
    found: Speaker = Speaker.objects.select_for_update(of=("self",)).get(pk=speaker.pk)
    if found.is_minor:
        raise Refused(_("This name was removed because it may be a minor’s."))
    found.organisation = organisation
    found.confirmed_by, found.confirmed_at = (actor.person, timezone.now()) if organisation else (None, None)
    found.save(update_fields=["organisation", "confirmed_by", "confirmed_at"])
    record(actor, Verb.SPEAKER_CONFIRMED, transcript, organisation=organisation.slug if organisation else "")
    return found
