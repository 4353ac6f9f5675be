"""`intersession reindex`: the search index anew."""

from __future__ import annotations

from argparse import Namespace


def run(arguments: Namespace) -> int:
    raise NotImplementedError


def build_if_absent() -> str:
    return ""
