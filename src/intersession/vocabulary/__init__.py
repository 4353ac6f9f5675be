"""vocabulary: what things are called, in every language we know.

Purpose: one concept per notion of child protection online, so that a word typed in one language finds what
was written in another, and so that pages speak with the sector's own terms.
Words: Concept; Label (preferred, alternative, to avoid); broader and narrower; term to avoid.
Rules:
- A concept has at most one preferred label per language; who reads in another language gets the English one.
- A term to avoid is for finding only. It is never shown as ours, only beside the term to prefer.
- Broader concepts exist and never lead back to where one started.
- Every label says where it was seen; what no native reader has checked says so in words.
- Concepts come from glossary.csv. A concept the file no longer names stays, since others point at it; a
  label it no longer names goes, and the log keeps its words.
"""
