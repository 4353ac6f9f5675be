"""Every write of papers: proposing, sponsoring, editing blocks, naming and checking changes, moving on."""

from intersession.papers.actions.drafting import (
    CLAIM,
    Conflict,
    add_blocks,
    claim_block,
    move_block,
    remove_block,
    revise_block,
)
from intersession.papers.actions.moving import move_paper
from intersession.papers.actions.naming import check_changes, name_changes
from intersession.papers.actions.proposing import propose_paper, sponsor_paper
from intersession.papers.actions.replacing import replace_text

__all__ = [
    "CLAIM",
    "Conflict",
    "add_blocks",
    "check_changes",
    "claim_block",
    "move_block",
    "move_paper",
    "name_changes",
    "propose_paper",
    "remove_block",
    "replace_text",
    "revise_block",
    "sponsor_paper",
]
