import gzip
import json
import re
from pathlib import Path

import pytest

_PROJECT = Path(__file__).parents[2]
_FRONTEND = _PROJECT / "webapp/frontend"
_TEMPLATES = _PROJECT / "webapp/templates"


@pytest.fixture
def names(dist) -> dict[str, str]:
    manifest: dict[str, str] = json.loads((dist / "manifest.json").read_text())
    return manifest


def _weight(*files: Path) -> int:
    return sum(
        len(file.read_bytes() if file.suffix == ".woff2" else gzip.compress(file.read_bytes())) for file in files
    )


class TestSizes:
    def test_the_style_sheet_weighs_at_most_25_kilobytes(self, dist, names):
        assert _weight(dist / names["site.css"]) <= 25_000

    def test_the_script_of_public_pages_weighs_at_most_15_kilobytes(self, dist, names):
        assert _weight(dist / names["site.js"]) <= 15_000

    def test_what_a_first_visit_loads_beside_its_page_weighs_at_most_80_kilobytes(self, dist, names):
        first = ["site.css", "site.js", "public-sans-400-latin.woff2", "public-sans-700-latin.woff2"]

        assert _weight(*(dist / names[name] for name in first)) <= 80_000


class TestFiles:
    def test_every_file_has_its_contents_hash_in_its_name(self, dist, names):
        assert all(re.search(r"\.[0-9A-Z]{8}\.\w+$", name) for name in names.values())
        assert {name for name in names.values() if not (dist / name).exists()} == set()

    def test_nothing_is_loaded_from_elsewhere(self, dist, names):
        css = (dist / names["site.css"]).read_text()

        assert [
            url for url in re.findall(r"url\(([^)]*)\)", css) if url and not re.match(r"[\"']?(data:|\./)", url)
        ] == []
        assert "@import" not in css

    def test_the_style_sheet_keeps_what_the_renderer_writes(self, dist, names):
        css = (dist / names["site.css"]).read_text()

        for name in (
            "usa-radio__input",
            "usa-checkbox__label",
            "usa-memorable-date",
            "usa-form-group--error",
            "reveal",
        ):
            assert f".{name}" in css


class TestLock:
    def test_the_lock_names_no_host(self):
        lock = (_FRONTEND / "package-lock.json").read_text()

        assert re.findall(r"https?://[^\"]*", lock) == []
        assert '"resolved"' not in lock

    def test_every_package_is_pinned_to_one_release(self):
        declared = json.loads((_FRONTEND / "package.json").read_text())["devDependencies"]

        assert [name for name, release in declared.items() if not re.fullmatch(r"\d+\.\d+\.\d+", release)] == []

    def test_packages_run_nothing_when_they_are_installed(self):
        assert "ignore-scripts=true" in (_FRONTEND / ".npmrc").read_text()


class TestTemplates:
    @pytest.mark.parametrize(
        "template", sorted(_TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(_TEMPLATES))
    )
    def test_no_template_holds_style_or_script(self, template):
        text = template.read_text()

        assert (
            re.findall(r"\sstyle\s*=|<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son[a-z]+\s*=", text) == []
        )
