"""What people type about comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.kit.fields import Paragraphs
from intersession.reviews.models import LONGEST_COMMENT, Outcome


class ReplyForm(forms.Form):
    """A reply. The box for speaking for an organisation is there for those who may."""

    text = Paragraphs(label=_("Your reply"), max_length=LONGEST_COMMENT, rows=3)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.organisation and actor.holds("reviews.speak_for_organisation"):
            self.fields["for_organisation"] = forms.BooleanField(
                label=_("I write this for %(name)s") % {"name": actor.organisation.name},
                required=False,
                initial=True,
            )

    @property
    def is_for_organisation(self) -> bool:
        return bool(self.cleaned_data.get("for_organisation"))


class CommentForm(ReplyForm):
    """A comment on a block."""

    text = Paragraphs(label=_("Your comment"), max_length=LONGEST_COMMENT, rows=5)
    quote = Paragraphs(
        label=_("The words it is about"),
        help_text=_("Copied from the paragraph. Leave it empty to comment on all of it."),
        max_length=LONGEST_COMMENT,
        required=False,
        rows=2,
    )
    suggestion = Paragraphs(
        label=_("Words to put there instead"),
        help_text=_("If you have better ones. They can be taken over as they are, with credit."),
        max_length=LONGEST_COMMENT,
        required=False,
        rows=3,
    )

    field_order = ("quote", "text", "suggestion", "for_organisation")


class DispositionForm(forms.Form):
    """What became of a comment, and why."""

    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reason = Paragraphs(label=_("Why"), help_text=_("Everybody can read it."), max_length=2000, rows=4)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000, required=False)
