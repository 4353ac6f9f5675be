"""Differences: what changed between two versions of a text made of blocks, down to the word.

Words: a Block is a paragraph, heading or list with a lasting key; a Comparison is a list of Pieces in reading
order; a piece joins the old and the new blocks that say the same (one each, or several where a block was split
or blocks were merged) and holds Runs of words that stayed, came or went; a passage is a stretch of one block.

Rules: nothing is left out: the old text and the new text can both be read back from a comparison; what only
moved is said to have moved, and its words do not count as changed; equal texts give no change at all.
No models, no settings, no word of the trade: only text in, findings out.
"""
