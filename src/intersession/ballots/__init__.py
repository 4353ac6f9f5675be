"""Ballots: the arithmetic of agreement. Pure data and functions: no tables, no pages, no database.

Words: a Method is a way to agree; Rules are a method with its numbers, as fixed for one question; a
Position is what a voter may say; a Sheet is what was said, counted by group, region and position; a
Tally is a sheet read under the rules, with a Finding for each thing that is needed; a Record is the file
of a closed decision that anybody can check.

Rules:
- A method is data. There is one tally function, and it knows no method by name.
- Whole numbers and fractions only: no result hangs on rounding.
- What is needed to pass is said in sentences computed from the same data that is counted with.
"""
