"""Overlaps: what is there already, while somebody types something new.

Words: a Sketch is what was typed so far (titles, addresses, text, concepts …); an Overlap is a record that may
be the same, another language or version of it, or its close relative, with reasons in words; the graph is an
approximate index of the vectors, for libraries too large to look at every vector.

Rules: nothing is decided for the member, an overlap only shows what there is and why; whatever the encoder or
the graph lacks, the rest still answers; the graph is a projection of the vectors and may be deleted at any
time; only what is published is shown. The order is written in docs/overlaps.md.
"""
