"""Commitments: organisations endorse positions and adopt guidelines, in words, by a day, with evidence that ages.

A commitment is to one version, or to named parts of it. Whether it holds for the newest version is never stored: it
follows from the change classes of what came after (`standing.py`). Evidence ages by the calendar alone (`lights.py`).
"""
