"""atlas: where countries stand in law.

Purpose: laws, treaties and who is bound by them, criteria of comparison with the readings of each
country, ages of digital consent; each fact with its source, its date and whose reading it is.
Words: Treaty, Ratification, Law, Criterion, Assessment (one reading of one country under one criterion),
Reading (whose view a row is), ConsentAge, PublishedTotal, verdict (what all readings say together).
Rules:
- No row is not the same as "no": a missing assessment is "not assessed", in another pattern and word.
- Readings that disagree make a value disputed; every reading is shown, none wins.
- No reading is shown as a rating of ICMEC, whose editions are present only as published totals.
- Rows enter by load actions only; what contradicts a rule is rejected with a sentence.
"""
