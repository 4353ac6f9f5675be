"""Runs one of the measuring modules with Django set up: `python -m bench._inside _decisions 10000`."""

import json
import sys
from importlib import import_module

import django


def main(name: str, *arguments: str) -> None:
    """Set Django up first, so that the module can import models like any other; print its answer as JSON."""
    django.setup()
    json.dump(import_module(f"bench.{name}").main(*arguments), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
