"""What can happen, as an enum, and which of it changes public pages."""

from __future__ import annotations

from enum import StrEnum


class Verb(StrEnum):
    """Every verb the log knows."""

    # places, vocabulary
    PLACE_LOADED = "place.loaded"
    CONCEPT_LOADED = "concept.loaded"
    # people
    ORGANISATION_ADMITTED = "organisation.admitted"
    ORGANISATION_LOADED = "organisation.loaded"
    PERSON_JOINED = "person.joined"
    MANDATE_GRANTED = "mandate.granted"
    MANDATE_ENDED = "mandate.ended"
    OFFICE_GRANTED = "office.granted"
    ORGANISATION_DESCRIBED = "organisation.described"
    ORGANISATION_TRUSTED = "organisation.trusted"
    ORGANISATION_LEFT = "organisation.left"
    ORGANISATIONS_MERGED = "organisations.merged"
    MERGE_UNDONE = "merge.undone"
    PROXY_GIVEN = "proxy.given"
    PROXY_ENDED = "proxy.ended"
    INVITE_SENT = "invite.sent"
    INVITE_WITHDRAWN = "invite.withdrawn"
    INVITE_ACCEPTED = "invite.accepted"
    INDIVIDUAL_ADMITTED = "individual.admitted"
    INDIVIDUAL_LEFT = "individual.left"
    PERSON_DESCRIBED = "person.described"
    PERSON_EXPORTED = "person.exported"
    PERSON_ERASED = "person.erased"
    # joining
    APPLICATION_SENT = "application.sent"
    APPLICATION_CONFIRMED = "application.confirmed"
    APPLICATION_ASKED = "application.asked"
    APPLICATION_REPLIED = "application.replied"
    APPLICATION_WELCOMED = "application.welcomed"
    APPLICATION_DECLINED = "application.declined"
    APPLICATION_WITHDRAWN = "application.withdrawn"
    # directory
    LETTER_SENT = "letter.sent"
    # helplines
    SERVICE_LOADED = "service.loaded"
    SERVICE_WITHDRAWN = "service.withdrawn"
    CHANNEL_CHECKED = "channel.checked"
    CORRECTION_SUGGESTED = "correction.suggested"
    CORRECTION_ANSWERED = "correction.answered"
    # pages
    PAGE_WRITTEN = "page.written"
    PAGE_WITHDRAWN = "page.withdrawn"
    PAGE_RETURNED = "page.returned"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_ANSWERED = "message.answered"
    MESSAGE_FORGOTTEN = "message.forgotten"
    # events
    CALENDAR_EVENT_LOADED = "calendar-event.loaded"
    CALENDAR_EVENT_PROPOSED = "calendar-event.proposed"
    CALENDAR_EVENT_PUBLISHED = "calendar-event.published"
    CALENDAR_EVENT_RETURNED = "calendar-event.returned"
    CALENDAR_EVENT_CHANGED = "calendar-event.changed"
    CALENDAR_EVENT_CANCELLED = "calendar-event.cancelled"
    PARTICIPATION_SAID = "participation.said"
    PARTICIPATION_ENDED = "participation.ended"
    EVENT_MATERIAL_ADDED = "event-material.added"
    EVENT_MATERIAL_TAKEN_OUT = "event-material.taken-out"
    # openness
    OPENNESS_MEASURED = "openness.measured"
    # meetings
    MEETING_LOADED = "meeting.loaded"
    MEETING_PLANNED = "meeting.planned"
    MEETING_CHANGED = "meeting.changed"
    MEETING_HOURS_KEPT = "meeting.hours-kept"
    # transcripts
    TRANSCRIPT_IMPORTED = "transcript.imported"
    FLAGS_ANSWERED = "flags.answered"
    MINORS_ANSWERED = "minors.answered"
    TRANSCRIPT_DISCARDED = "transcript.discarded"
    TRANSCRIPT_PUBLISHED = "transcript.published"
    TRANSCRIPT_WITHDRAWN = "transcript.withdrawn"
    NAMES_OF_MINORS_REMOVED = "names-of-minors.removed"
    SPEAKER_CORRECTED = "speaker.corrected"
    SPEAKER_CONFIRMED = "speaker.confirmed"
    # safety
    FILE_TAKEN_IN = "file.taken-in"
    FILE_REMOVED = "file.removed"
    FILE_FORGOTTEN = "file.forgotten"
    MATCH_REFUSED = "match.refused"
    MATCH_CLEARED = "match.cleared"
    # library
    RESOURCE_LOADED = "resource.loaded"
    RESOURCE_PUBLISHED = "resource.published"
    RESOURCE_WITHDRAWN = "resource.withdrawn"
    # library: contributions
    RESOURCE_DRAFTED = "resource.drafted"
    DRAFT_REVISED = "draft.revised"
    RESOURCE_SUBMITTED = "resource.submitted"
    SUBMISSION_TAKEN_BACK = "submission.taken-back"
    RESOURCE_RETURNED = "resource.returned"
    RESOURCE_CORRECTED = "resource.corrected"
    RESOURCES_RELATED = "resources.related"
    RESOURCES_PARTED = "resources.parted"
    FILE_READ = "file.read"
    CHANGE_PROPOSED = "change.proposed"
    CHANGE_RETURNED = "change.returned"
    # papers
    PAPER_PROPOSED = "paper.proposed"
    PAPER_SPONSORED = "paper.sponsored"
    PAPER_DRAFT_EDITED = "paper.draft-edited"
    PAPER_CHANGES_NAMED = "paper.changes-named"
    PAPER_CHANGES_CHECKED = "paper.changes-checked"
    PAPER_PUBLISHED = "paper.published"
    PAPER_MOVED = "paper.moved"
    # sharing
    RESOURCE_SAID_DISTINCT = "resource.said-distinct"
    BATCH_READ = "batch.read"
    BATCH_ROWS_CHOSEN = "batch.rows-chosen"
    BATCH_COMMITTED = "batch.committed"
    BATCH_DISCARDED = "batch.discarded"
    # formats
    PRINTOUT_MADE = "printout.made"
    # reviews
    COMMENT_ADDED = "comment.added"
    COMMENT_WITHDRAWN = "comment.withdrawn"
    COMMENT_ANSWERED = "comment.answered"
    SUGGESTION_APPLIED = "suggestion.applied"
    # translations
    TRANSLATION_OFFERED = "translation.offered"
    TRANSLATION_CHECKED = "translation.checked"
    TRANSLATION_PUT_TO_MEMBERS = "translation.put-to-members"
    TRANSLATIONS_READ = "translations.read"
    TRANSLATIONS_IMPORTED = "translations.imported"
    TRANSLATIONS_DISCARDED = "translations.discarded"
    # commitments
    COMMITMENT_MADE = "commitment.made"
    COMMITMENT_RENEWED = "commitment.renewed"
    COMMITMENT_KEPT = "commitment.kept"
    COMMITMENT_ENDED = "commitment.ended"
    EVIDENCE_ADDED = "evidence.added"
    OFFER_SENT = "offer.sent"
    OFFER_CONFIRMED = "offer.confirmed"
    OFFER_DECLINED = "offer.declined"
    # live: what is said there is numbered in the room itself
    SITTING_OPENED = "sitting.opened"
    SITTING_CLOSED = "sitting.closed"
    POLL_OPENED = "poll.opened"
    POLL_CLOSED = "poll.closed"
    DECISION_NOTED = "decision.noted"
    # reports
    REPORT_DRAFTED = "report.drafted"
    REPORT_WRITTEN = "report.written"
    REPORT_REVIEW_ASKED = "report.review-asked"
    REPORT_ANSWERED = "report.answered"
    REPORT_ANSWER_DISPOSED = "report.answer-disposed"
    REPORT_PUBLISHED = "report.published"
    REPORT_FILED = "report.filed"
    REPORT_PRINTED = "report.printed"
    # annual reports
    ANNUAL_REPORT_BEGUN = "annual-report.begun"
    ANNUAL_REPORT_WRITTEN = "annual-report.written"
    ANNUAL_REPORT_PUBLISHED = "annual-report.published"
    ANNUAL_REPORT_PRINTED = "annual-report.printed"
    # programme
    PANEL_MEMBER_INVITED = "panel-member.invited"
    PANEL_MEMBER_CONFIRMED = "panel-member.confirmed"
    PANEL_MEMBER_DECLINED = "panel-member.declined"
    PANEL_MEMBER_REMOVED = "panel-member.removed"
    AGENDA_CHANGED = "agenda.changed"
    AGENDA_RELEASED = "agenda.released"
    MATERIAL_PINNED = "material.pinned"
    MATERIAL_REMOVED = "material.removed"
    REGISTERED = "registration.made"
    REGISTRATION_CANCELLED = "registration.cancelled"
    NEEDS_FORGOTTEN = "registration.forgotten"
    ATTENDANCE_COUNTED = "attendance.counted"
    RELATED_SESSION_ADDED = "related-session.added"
    RELATED_SESSION_REMOVED = "related-session.removed"
    PLENARY_ASKED = "plenary.asked"
    PLENARY_GRANTED = "plenary.granted"
    PLENARY_DECLINED = "plenary.declined"
    # action_items
    ACTION_ITEM_PROPOSED = "action-item.proposed"
    ACTION_ITEM_CONFIRMED = "action-item.confirmed"
    ACTION_ITEM_NOTED = "action-item.noted"
    ACTION_ITEM_DONE = "action-item.done"
    ACTION_ITEM_DROPPED = "action-item.dropped"
    ACTION_ITEM_DISMISSED = "action-item.dismissed"
    ACTION_ITEM_REMINDED = "action-item.reminded"
    # projects
    PROJECT_ENTERED = "project.entered"
    PROJECT_CHANGED = "project.changed"
    PROJECT_WITHDRAWN = "project.withdrawn"
    PROJECT_JOINED = "project.joined"
    PROJECT_LEFT = "project.left"
    PROJECT_MERGED = "project.merged"
    PROJECTS_LINKED = "project.linked"
    PROJECTS_TOLD_APART = "project.told-apart"
    PROJECT_LIST_READ = "project-list.read"
    PROJECT_LIST_TAKEN = "project-list.taken"
    PROJECT_LIST_DISCARDED = "project-list.discarded"
    JOINT_PROJECT_PROPOSED = "joint-project.proposed"
    # plan
    OBJECTIVE_WRITTEN = "objective.written"
    UNDERTAKING_WRITTEN = "undertaking.written"
    UNDERTAKING_NOTED = "undertaking.noted"
    UNDERTAKING_CLOSED = "undertaking.closed"
    # circulation
    SIGN_ON_LINK_MADE = "sign-on-link.made"
    SIGN_ON_LINK_ENDED = "sign-on-link.ended"
    SIGNED_ON_BY_LINK = "sign-on-link.signed"
    EDITION_SENT = "edition.sent"
    EDITION_SETTLED = "edition.settled"
    SENDERS_TOLD_OF_EDITION = "edition.told-of"
    MENTION_ADDED = "mention.added"
    MENTION_REMOVED = "mention.removed"
    # atlas
    TREATY_LOADED = "treaty.loaded"
    RATIFICATION_LOADED = "ratification.loaded"
    LAW_LOADED = "law.loaded"
    CRITERION_LOADED = "criterion.loaded"
    ASSESSMENT_LOADED = "assessment.loaded"
    CONSENT_AGE_LOADED = "consent-age.loaded"
    PUBLISHED_TOTAL_LOADED = "published-total.loaded"
    # decisions
    DECISION_PROPOSED = "decision.proposed"
    DECISION_EDITED = "decision.edited"
    DECISION_ANNOUNCED = "decision.announced"
    DECISION_OPENED = "decision.opened"
    DECISION_EXTENDED = "decision.extended"
    DECISION_WITHDRAWN = "decision.withdrawn"
    DECISION_CLOSED = "decision.closed"
    DECISION_CONCLUDED = "decision.concluded"
    DECISION_REVIEWED = "decision.reviewed"
    TALLY_HIDDEN = "tally.hidden"
    VOTE_CAST = "vote.cast"
    VOTER_RECUSED = "voter.recused"
    VOTERS_JOINED = "voters.joined"
    OBJECTION_RAISED = "objection.raised"
    OBJECTION_ANSWERED = "objection.answered"
    OBJECTION_SETTLED = "objection.settled"
    REMARK_ADDED = "remark.added"
    VOTERS_REMINDED = "voters.reminded"
    YOUNG_VOICES_COUNTED = "young-voices.counted"
    AFFILIATION_DECLARED = "affiliation.declared"

    # questions
    QUESTION_ASKED = "question.asked"
    QUESTION_ANSWERED = "question.answered"
    ANSWER_ACCEPTED = "answer.accepted"
    ACCEPTANCE_TAKEN_BACK = "acceptance.taken-back"
    QUESTION_CLOSED = "question.closed"
    QUESTION_WITHDRAWN = "question.withdrawn"
    ANSWER_WITHDRAWN = "answer.withdrawn"
    # Public: who may know stands on the page of the question.
    QUESTION_DECLINED = "question.declined"
    # collections
    COLLECTION_PUBLISHED = "collection.published"
    COLLECTION_CHANGED = "collection.changed"
    COLLECTION_WITHDRAWN = "collection.withdrawn"
    COLLECTION_REINSTATED = "collection.reinstated"
    OWN_COLLECTION_CHANGED = "own-collection.changed"
    # surveys
    QUESTIONNAIRE_WRITTEN = "questionnaire.written"
    QUESTIONNAIRE_WORDED = "questionnaire.worded"
    QUESTIONNAIRE_OPENED = "questionnaire.opened"
    QUESTIONNAIRE_CLOSED = "questionnaire.closed"
    RESPONSE_GIVEN = "response.given"
    # Into the box of an anonymous questionnaire: the line names nobody.
    ANSWER_DROPPED_IN = "answer.dropped-in"
    # calls
    CALL_WRITTEN = "call.written"
    CALL_ANNOUNCED = "call.announced"
    CALL_EXTENDED = "call.extended"
    CALL_OPENED = "call.opened"
    CALL_REMINDED = "call.reminded"
    CALL_CLOSED = "call.closed"
    FATES_RELEASED = "call.released"
    IDEA_DRAFTED = "idea.drafted"
    IDEA_SUBMITTED = "idea.submitted"
    IDEA_TAKEN_BACK = "idea.taken-back"
    # Of calls whose ideas everybody reads at once: it stands there, changed or gone.
    IDEA_SHOWN = "idea.shown"
    IDEA_DECIDED = "idea.decided"
    IDEA_RELEASED = "idea.released"
    REVIEWER_APPOINTED = "reviewer.appointed"
    REVIEWER_ENDED = "reviewer.ended"
    CONFLICT_DECLARED = "conflict.declared"
    IDEA_RATED = "idea.rated"
    # following
    FOLLOWING_BEGUN = "following.begun"
    FOLLOWING_ENDED = "following.ended"

    @property
    def is_public(self) -> bool:
        """Whether a public page may look different afterwards."""
        return self not in PRIVATE


PRIVATE = frozenset(
    {
        Verb.PERSON_JOINED,
        Verb.CORRECTION_SUGGESTED,
        Verb.CORRECTION_ANSWERED,
        Verb.OFFICE_GRANTED,
        # people, joining
        Verb.INVITE_SENT,
        Verb.INVITE_WITHDRAWN,
        Verb.INVITE_ACCEPTED,
        Verb.INDIVIDUAL_ADMITTED,
        Verb.INDIVIDUAL_LEFT,
        Verb.PERSON_EXPORTED,
        Verb.APPLICATION_SENT,
        Verb.APPLICATION_CONFIRMED,
        Verb.APPLICATION_ASKED,
        Verb.APPLICATION_REPLIED,
        Verb.APPLICATION_WELCOMED,
        Verb.APPLICATION_DECLINED,
        Verb.APPLICATION_WITHDRAWN,
        # collections
        Verb.OWN_COLLECTION_CHANGED,
        # directory
        Verb.LETTER_SENT,
        # commitments
        Verb.OFFER_SENT,
        Verb.OFFER_CONFIRMED,
        Verb.OFFER_DECLINED,
        # action items that nobody sees yet, and letters
        Verb.ACTION_ITEM_PROPOSED,
        Verb.ACTION_ITEM_DISMISSED,
        Verb.ACTION_ITEM_REMINDED,
        # reports: a draft is its writers', and a file is made of what was public already
        Verb.REPORT_DRAFTED,
        Verb.REPORT_WRITTEN,
        Verb.REPORT_REVIEW_ASKED,
        Verb.REPORT_ANSWERED,
        Verb.REPORT_ANSWER_DISPOSED,
        Verb.REPORT_PRINTED,
        Verb.ANNUAL_REPORT_BEGUN,
        Verb.ANNUAL_REPORT_WRITTEN,
        Verb.ANNUAL_REPORT_PRINTED,
        # programme: who is asked, an agenda before it is released, and what people need
        Verb.PANEL_MEMBER_INVITED,
        Verb.AGENDA_CHANGED,
        Verb.NEEDS_FORGOTTEN,
        # circulation: where a paper went is known to who sent it
        Verb.SIGN_ON_LINK_MADE,
        Verb.SIGN_ON_LINK_ENDED,
        Verb.SIGNED_ON_BY_LINK,
        Verb.EDITION_SENT,
        Verb.EDITION_SETTLED,
        Verb.SENDERS_TOLD_OF_EDITION,
        # events: a proposal is nobody else's yet
        Verb.CALENDAR_EVENT_PROPOSED,
        Verb.CALENDAR_EVENT_RETURNED,
        # projects: a list is its owner's until it is entered
        Verb.PROJECT_LIST_READ,
        Verb.PROJECT_LIST_TAKEN,
        Verb.PROJECT_LIST_DISCARDED,
        # following
        Verb.FOLLOWING_BEGUN,
        Verb.FOLLOWING_ENDED,
        # pages
        Verb.MESSAGE_RECEIVED,
        Verb.MESSAGE_ANSWERED,
        Verb.MESSAGE_FORGOTTEN,
        # formats: a file was made of what was public already
        Verb.PRINTOUT_MADE,
        # safety
        Verb.FILE_TAKEN_IN,
        Verb.FILE_FORGOTTEN,
        Verb.MATCH_REFUSED,
        Verb.MATCH_CLEARED,
        # Drafts are nobody else's yet, and a reminder changes no page.
        Verb.DECISION_PROPOSED,
        Verb.DECISION_EDITED,
        Verb.VOTERS_REMINDED,
    }
    # library: contributions
    | {Verb.RESOURCE_DRAFTED, Verb.DRAFT_REVISED, Verb.RESOURCE_SUBMITTED, Verb.SUBMISSION_TAKEN_BACK}
    | {Verb.RESOURCE_RETURNED, Verb.CHANGE_PROPOSED, Verb.CHANGE_RETURNED}
    # sharing
    | {Verb.RESOURCE_SAID_DISTINCT, Verb.BATCH_READ, Verb.BATCH_ROWS_CHOSEN}
    | {Verb.BATCH_COMMITTED, Verb.BATCH_DISCARDED}
    # transcripts
    | {Verb.TRANSCRIPT_IMPORTED, Verb.FLAGS_ANSWERED, Verb.MINORS_ANSWERED, Verb.TRANSCRIPT_DISCARDED}
    # translations
    | {Verb.TRANSLATIONS_READ, Verb.TRANSLATIONS_DISCARDED}
    # surveys: what is written opens with its call; who answered is nobody's news
    | {Verb.QUESTIONNAIRE_WRITTEN, Verb.RESPONSE_GIVEN, Verb.ANSWER_DROPPED_IN}
    # calls: nothing of an idea, its reviews or its fate shows before the call says so
    | {Verb.CALL_WRITTEN, Verb.CALL_REMINDED, Verb.IDEA_DRAFTED, Verb.IDEA_SUBMITTED, Verb.IDEA_TAKEN_BACK}
    | {
        Verb.IDEA_DECIDED,
        Verb.REVIEWER_APPOINTED,
        Verb.REVIEWER_ENDED,
        Verb.CONFLICT_DECLARED,
        Verb.IDEA_RATED,
    }
)
