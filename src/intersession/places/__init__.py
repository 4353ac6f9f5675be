"""places: where things are.

Purpose: one row per country, territory and regional body, so that every capability files things under
the same codes and every page calls them by the same names.
Words: Place, kind (country, territory, organisation, world), region and subregion (UN M49), UN group.
Rules:
- A code never changes its meaning. "ZZ" is the whole world; the CSVs' "INT" is read as "ZZ".
- Names are not stored for readers: they come from Unicode CLDR in the reader's language.
- "kind" and "UN group" repeat what the United Nations lists say; they decide nothing about statehood.
- The reader's country is guessed from the browser's language only, never from the address.
"""
