"""What templates of decisions say in words."""

from __future__ import annotations

from django import template

from intersession.ballots.words import position_name

register = template.Library()
register.filter("position_words", position_name)
