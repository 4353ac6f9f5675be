"""What people write about collections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.collections.actions import MOST_ITEMS
from intersession.collections.models import (
    LONGEST_ANNOTATION,
    LONGEST_DESCRIPTION,
    LONGEST_REASON,
    LONGEST_TITLE,
    Collection,
)
from intersession.kit.fields import OneLine, Paragraphs, language_choices

MARKDOWN = _("You can use Markdown: *emphasis*, lists, [links](https://example.org).")


class CollectionForm(forms.Form):
    """The words of a collection, and who may see it."""

    title = OneLine(
        label=_("Title"), max_length=LONGEST_TITLE, help_text=_("In whatever language you write it.")
    )
    language = forms.ChoiceField(
        label=_("Language of the title and the description"), choices=language_choices
    )
    description = Paragraphs(
        label=_("What it is for"), max_length=LONGEST_DESCRIPTION, required=False, help_text=MARKDOWN
    )
    is_public = forms.BooleanField(
        label=_("Everybody may see it"),
        help_text=_(
            "Without this only the people of your organisation see it. What was public once cannot be hidden "
            "again; it can be withdrawn with a reason."
        ),
        required=False,
    )

    def __init__(self, *args: Any, collection: Collection | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"language": get_language() or "en"}
        if collection is not None:
            initial = {
                "title": collection.title,
                "language": collection.language,
                "description": collection.description,
                "is_public": collection.is_public,
            }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        if collection is not None and collection.language not in dict(language_choices()):
            self.fields["language"].choices = [  # type: ignore[attr-defined]
                (collection.language, collection.language),
                *language_choices(),
            ]


class AnnotationForm(forms.Form):
    """Why a resource is in a collection."""

    annotation = Paragraphs(
        label=_("Your annotation"),
        max_length=LONGEST_ANNOTATION,
        required=False,
        help_text=MARKDOWN,
    )


class MoveForm(forms.Form):
    """Where an item goes."""

    to = forms.IntegerField(min_value=1, max_value=MOST_ITEMS)


class WithdrawForm(forms.Form):
    """Why a collection is withdrawn."""

    because = Paragraphs(
        label=_("Why is it withdrawn?"),
        help_text=_("Whoever could see the collection will read this. Name no person."),
        max_length=LONGEST_REASON,
        rows=4,
    )
