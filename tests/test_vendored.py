"""Files of others' making are what their manifest says, and none is without one."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MANIFESTS = sorted([*(ROOT / "tests").rglob("MANIFEST.toml"), *(ROOT / "src").rglob("MANIFEST.toml")])


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_vendored_files_are_unchanged_and_carry_version_and_licence(manifest: Path) -> None:
    for name, entry in tomllib.loads(manifest.read_text()).items():
        assert entry["version"]
        assert entry["licence"]
        assert hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() == entry["sha256"], name


def test_minified_scripts_are_named_in_a_manifest() -> None:
    scripts = [*(ROOT / "tests").rglob("*.min.js"), *(ROOT / "src").rglob("*.min.js")]
    named = {manifest.parent / name for manifest in MANIFESTS for name in tomllib.loads(manifest.read_text())}
    assert set(scripts) <= named
