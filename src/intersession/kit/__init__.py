"""Kit: what every page is made of, and no word of the coalition's trade.

`page()` answers with a whole page or one of its parts; templates under `kit/` are the
components (all shown on /-/patterns/); `static/kit/` holds the tokens and layers.

Rules: no domain words here; no imports from any other room.
"""
