"""Addresses of the built script and style bundles: their names hold the hash of their content."""

import json
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for


class AssetsNotBuilt(RuntimeError):
    """The front end is not built: run `make ready`."""


def offer_assets(app: Flask) -> None:
    """Lets templates write `{{ asset('site.js') }}`."""
    app.add_template_global(asset_url, "asset")


def asset_url(name: str) -> str:
    """The address of a bundle.

    Raises:
        AssetsNotBuilt: there is no such bundle.
    """
    files = _manifest(Path(current_app.static_folder or "") / "dist" / "manifest.json")
    if name not in files:
        raise AssetsNotBuilt(f"{AssetsNotBuilt.__doc__} ({name})")
    return url_for("static", filename=f"dist/{files[name]}")


@cache
def _manifest(path: Path) -> dict[str, str]:
    try:
        manifest: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        raise AssetsNotBuilt(AssetsNotBuilt.__doc__) from None
    return manifest
