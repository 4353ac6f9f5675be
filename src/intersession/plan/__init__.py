"""The joint plan: objectives, what is undertaken for each in which fiscal years, by whom, and how it goes.

Words: an Objective is what the coalition wants, in a tree of two levels; an Undertaking is an action of the plan (the
code keeps "action" for functions that write) with who leads, from when until when, and an indicator where it can be
measured; a Progress note is dated, says how it goes, and is only ever added.

Rules: fiscal years are calendar years; the secretariat writes the plan, the organisation that leads says how it goes; a
traffic light is derived from dates, notes and measured values wherever it can be (`lights.py`) and always has its
words and its reason; nothing of the plan is deleted, what is given up says why.
"""
