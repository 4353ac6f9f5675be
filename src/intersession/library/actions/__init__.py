"""Every write of the library."""

from __future__ import annotations

from intersession.library.actions.attaching import attach_file, detach_file, read_file_again
from intersession.library.actions.contributing import (
    Conflict,
    draft_resource,
    propose_change,
    publish_change,
    publish_resource,
    restore_revision,
    return_change,
    return_resource,
    revise_resource,
    submit_resource,
    take_back_change,
    take_back_submission,
    withdraw_resource,
)
from intersession.library.actions.loading import Loaded, load_resources
from intersession.library.actions.relating import part_resource, relate_resources
from intersession.library.entries import Entry

__all__ = [
    "Conflict",
    "Entry",
    "Loaded",
    "attach_file",
    "detach_file",
    "draft_resource",
    "load_resources",
    "part_resource",
    "propose_change",
    "publish_change",
    "publish_resource",
    "read_file_again",
    "relate_resources",
    "restore_revision",
    "return_change",
    "return_resource",
    "revise_resource",
    "submit_resource",
    "take_back_change",
    "take_back_submission",
    "withdraw_resource",
]
