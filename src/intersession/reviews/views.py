"""Pages of comments: all of a paper, those at a block, the table of dispositions; and what one does there."""

from __future__ import annotations

import csv
from io import StringIO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.library.downloads import cell
from intersession.papers.models import Paper, Version
from intersession.papers.queries import paper_for, version_for
from intersession.reviews import actions, queries
from intersession.reviews.forms import CommentForm, DispositionForm, ReplyForm
from intersession.reviews.models import Comment

ON_A_PAGE, IN_A_TABLE = 50, 500


def newest_of(paper: Paper) -> Version:
    """The newest public version; 404 for a paper that has none."""
    version = queries.newest_version(paper)
    if version is None:
        raise Http404(_("This paper has no public version yet, so nobody could comment on it."))
    return version


@allow("reviews.view_comment")
@require_safe
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Every comment of a paper, with where it stands now."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = paper_for(actor, slug)
    version = newest_of(paper)
    is_open_only = request.GET.get("show") == "open"
    found = queries.unanswered(paper) if is_open_only else queries.comments_of(paper)
    pages = pages_of(request, found.count(), ON_A_PAGE)
    context = {
        "paper": paper,
        "version": version,
        "tally": queries.tally_of(paper),
        "pages": pages,
        "is_open_only": is_open_only,
        "shown": queries.shown(actor, version, found[pages.offset : pages.offset + ON_A_PAGE]),
    }
    return page(request, "reviews/comments.html", context)


@allow("reviews.view_comment")
@require_safe
def dispositions(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of dispositions, to read and to print."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = paper_for(actor, slug)
    version = newest_of(paper)
    found = queries.comments_of(paper)
    pages = pages_of(request, found.count(), IN_A_TABLE)
    context = {
        "paper": paper,
        "version": version,
        "tally": queries.tally_of(paper),
        "pages": pages,
        "shown": queries.shown(actor, version, found[pages.offset : pages.offset + IN_A_TABLE]),
    }
    return page(request, "reviews/dispositions.html", context)


@allow("reviews.view_comment")
@require_safe
def dispositions_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of dispositions as a file."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = paper_for(actor, slug)
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(
        ("comment", "version", "block", "place", "by", "about", "text", "suggestion", "disposition", "reason")
    )
    for each in queries.shown(actor, newest_of(paper), queries.comments_of(paper)):
        comment = each.comment
        words = ("", "", "") if comment.is_withdrawn else (each.original, comment.text, comment.suggestion)
        by = comment.organisation.name if comment.organisation else comment.person.public_name
        outcome = "withdrawn" if comment.is_withdrawn else ""
        row = (
            comment.pk,
            comment.version.number,
            comment.key,
            each.place.standing,
            by,
            *words,
            each.disposition.outcome if each.disposition else outcome,
            each.disposition.reason if each.disposition else comment.withdrawn_because,
        )
        writer.writerow([cell(value) for value in row])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{paper.slug}-comments.csv"'
    return response


def block_page(
    request: HttpRequest, paper: Paper, number: int, key: str, form: CommentForm | None = None
) -> HttpResponse:
    """A block of a version with its comments, and the form with what was typed."""
    actor = request.actor  # type: ignore[attr-defined]
    version = version_for(paper, number)
    block = queries.block_of(version, key)
    newest = newest_of(paper)
    takes = paper.state in queries.OPEN_STATES and version.pk == newest.pk
    context = {
        "paper": paper,
        "version": version,
        "newest": newest,
        "paragraph": block,
        "shown": queries.shown(actor, version, queries.comments_on(paper, version, key)),
        "takes_comments": takes,
        "form": form or (CommentForm(actor) if takes and actor.holds("reviews.add_comment") else None),
    }
    status = 400 if form and form.errors else 200
    return page(request, "reviews/block.html", context, status=status)


@allow("reviews.view_comment")
@require_safe
def block_comments(request: HttpRequest, slug: str, number: int, key: str) -> HttpResponse:
    """The comments that stand at a block of a version."""
    return block_page(request, paper_for(request.actor, slug), number, key)  # type: ignore[attr-defined]


@allow("reviews.add_comment")
@require_POST
def add_comment(request: HttpRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Comment on a block. What was typed stays when something needs another look."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = paper_for(actor, slug)
    form = CommentForm(actor, request.POST)
    if form.is_valid():
        try:
            made = actions.add_comment(
                actor,
                paper,
                number,
                key,
                form.cleaned_data["text"],
                quote=form.cleaned_data["quote"],
                suggestion=form.cleaned_data["suggestion"],
                for_organisation=form.is_for_organisation,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            return redirect(
                reverse("reviews:block_comments", args=[slug, number, key]) + f"#comment-{made.pk}"
            )
    return block_page(request, paper, number, key, form)


def comment_page(
    request: HttpRequest, paper: Paper, comment: Comment, **forms: ReplyForm | DispositionForm
) -> HttpResponse:
    """One comment with its replies, a form to reply, and one to answer for those who may."""
    actor = request.actor  # type: ignore[attr-defined]
    version = newest_of(paper)
    (shown,) = queries.shown(actor, version, [comment])
    may_answer = not comment.is_withdrawn and actor.may("reviews.answer_comment", comment)
    seen = shown.disposition.number if shown.disposition else 0
    takes_replies = paper.state in (*queries.OPEN_STATES, "revision")
    reply = ReplyForm(actor) if actor.holds("reviews.add_comment") and takes_replies else None
    context = {
        "paper": paper,
        "version": version,
        "each": shown,
        "seen": seen,
        "may_withdraw_any": actor.may("reviews.withdraw_comment", comment) and not shown.is_own,
        "may_apply": may_answer
        and bool(comment.suggestion)
        and paper.state == "revision"
        and not (shown.disposition and shown.disposition.is_applied),
        "reply_form": forms.get("reply", reply),
        "answer_form": forms.get("answer", DispositionForm(initial={"seen": seen}) if may_answer else None),
    }
    return page(request, "reviews/comment.html", context, status=400 if forms else 200)


@allow("reviews.view_comment")
@require_safe
def comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One comment."""
    paper = paper_for(request.actor, slug)  # type: ignore[attr-defined]
    found = queries.comment_for(paper, pk)
    if found.answers_id is not None:
        return redirect("reviews:comment", slug, found.answers_id)
    return comment_page(request, paper, found)


@allow("reviews.add_comment")
@require_POST
def reply_to_comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Reply to a comment."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = paper_for(actor, slug)
    found = queries.comment_for(paper, pk)
    form = ReplyForm(actor, request.POST)
    if form.is_valid():
        try:
            actions.reply_to_comment(
                actor, found, form.cleaned_data["text"], for_organisation=form.is_for_organisation
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("reviews:comment", slug, pk)
    return comment_page(request, paper, found, reply=form)


@allow("reviews.answer_comment")
@require_POST
def answer_comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a comment its disposition."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = paper_for(actor, slug)
    found = queries.comment_for(paper, pk)
    actor.require("reviews.answer_comment", found)
    form = DispositionForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_comment(
                actor,
                found,
                form.cleaned_data["outcome"],
                form.cleaned_data["reason"],
                form.cleaned_data["seen"] or 0,
            )
        except Refused as refusal:
            form = DispositionForm({**form.cleaned_data, "seen": queries.dispositions_of(found)})
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("reviews:comment", slug, pk)
    return comment_page(request, paper, found, answer=form)


@allow("reviews.answer_comment")
@require_POST
def apply_suggestion(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put the suggested words into the draft and answer the comment with credit."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = paper_for(actor, slug)
    found = queries.comment_for(paper, pk)
    try:
        actions.apply_suggestion(actor, found, queries.dispositions_of(found))
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
    else:
        messages.success(request, _("The suggested words are in the draft, and the comment is answered."))
    return redirect("reviews:comment", slug, pk)


@allow("reviews.withdraw_comment")
@require_POST
def withdraw_comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw a comment or a reply."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.comment_for(paper_for(actor, slug), pk)
    actions.withdraw_comment(actor, found, request.POST.get("because", "")[:1000])
    messages.success(request, _("The comment is withdrawn."))
    return redirect("reviews:comment", slug, found.answers_id or pk)
