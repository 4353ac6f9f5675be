"""Search: one box over everything that is published, in every language.

Words: a Document is what the search knows of a record; the Index holds words and facets, the Vectors hold
meaning; the Lexicon maps words of any language to concepts and places; the Follower reads the log and keeps
both up to date; a Hit is a document found.

Rules: the index is a projection and may be deleted at any time; only published records become documents;
what a visitor types is never parsed as a query language with field names; where the follower stopped is
stored in the same commit as what it indexed; meaning never ranks above a document that holds all the words.
How ranking works is written in docs/search.md.
"""
