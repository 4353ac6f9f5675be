"""Surveys: questionnaires, answers to them, and results in which nobody can be found.

Words: a Questionnaire is a list of Questions; a Condition lets a question be asked only of those who answered an
earlier one so; a Wording is one text in another language; a Response is what somebody answered under their name; a Box
holds all answers of an anonymous questionnaire in one row; a Mark says that somebody has answered, never what.

Rules: whether it is anonymous is chosen before opening, and the database itself refuses a named response to an
anonymous questionnaire and the other way round (each hangs on a key that the other kind does not have). What was
answered is checked against what was asked: an answer to a question that was not asked is refused, nothing is half
written. Results show after closing; in anonymous ones no cell under five, nor one that follows from others, is shown.
"""
