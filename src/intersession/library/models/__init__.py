"""The library's tables: resources and their lines, how they came to be, their files."""

from __future__ import annotations

from intersession.library.models.contribution import (
    RelationKind,
    ResourceRelation,
    ResourceRevision,
    Submission,
    Work,
)
from intersession.library.models.files import FilePage, ResourceFile, Unread
from intersession.library.models.resource import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Audience,
    FiledBecause,
    Kind,
    Publisher,
    Resource,
    ResourceAudience,
    ResourceConcept,
    ResourceLanguage,
    ResourcePlace,
    ResourcePublisher,
    ResourceTopic,
    State,
    Topic,
    is_language_tag,
    is_web_address,
)

__all__ = [
    "EARLIEST_YEAR",
    "LATEST_YEAR",
    "Audience",
    "FilePage",
    "FiledBecause",
    "Kind",
    "Publisher",
    "RelationKind",
    "Resource",
    "ResourceAudience",
    "ResourceConcept",
    "ResourceFile",
    "ResourceLanguage",
    "ResourcePlace",
    "ResourcePublisher",
    "ResourceRelation",
    "ResourceRevision",
    "ResourceTopic",
    "State",
    "Submission",
    "Topic",
    "Unread",
    "Work",
    "is_language_tag",
    "is_web_address",
]
