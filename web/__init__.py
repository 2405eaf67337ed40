"""The front: HTTP in, :mod:`graph` called, a representation out. No SPARQL and no rule about data here."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from graph import settings
from graph.settings import Settings
from graph.store.snapshot import Snapshots
from web import asking, catalog, entities, errors, graphs, headers, home, quality, questions, site, sparql, texts

FORM_OVERHEAD = 4
"""How many times longer a query may be as a form: percent-encoding triples it, other fields come with it."""


def create_app(chosen: Settings | None = None, pool: Path | None = None) -> Flask:
    """The application over the data folder of ``chosen``, or of the environment's settings.

    ``pool`` is the folder of the query pool's socket; without one, queries run in this process.
    """
    chosen = chosen or settings.load()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = FORM_OVERHEAD * chosen.max_query
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["catalograph"] = site.Site(chosen, Snapshots(chosen.data), pool, asking.Answers(chosen.answer_cache))
    site.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    for module in (home, sparql, catalog, quality, questions, texts, graphs, entities):
        app.register_blueprint(module.blueprint)
    return app
