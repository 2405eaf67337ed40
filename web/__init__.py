"""The front: HTTP in, :mod:`graph` called, a representation out. No SPARQL and no rule about data here."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from graph import settings
from graph.settings import Settings
from graph.store.scratch import Scratch
from graph.store.snapshot import Snapshots
from web import (
    catalog,
    compression,
    curators,
    described,
    dumps,
    entities,
    errors,
    federation,
    feed,
    graph_store,
    graphs,
    harvested,
    headers,
    health,
    home,
    identity,
    keeping,
    login,
    logs,
    metrics,
    oai,
    ontology,
    openapi,
    quality,
    quality_about,
    quality_desk,
    questions,
    shortcut,
    signposting,
    site,
    sitemaps,
    snapshots,
    sparql,
    texts,
    update,
    validate,
)
from web import scratch as scratching

FORM_OVERHEAD = 4
"""How many times longer a query may be as a form: percent-encoding triples it, other fields come with it."""


def create_app(
    chosen: Settings | None = None,
    pool: Path | None = None,
    scratch: Scratch | None = None,
    published: Snapshots | None = None,
    counters: metrics.Metrics | None = None,
) -> Flask:
    """The application over the data folder of ``chosen``, or of the environment's settings.

    ``pool`` is the folder of the query pool's socket; without one, queries run in this process.
    With ``scratch`` it serves that dataset, and no catalogue. ``published`` are other snapshots than the data folder's.
    """
    chosen = chosen or settings.load()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = FORM_OVERHEAD * chosen.max_query
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    kept = scratching.Nothing(chosen.data) if scratch else published or Snapshots(chosen.data)
    remembered = keeping.Kept(chosen.answer_cache)
    counted = counters or metrics.Metrics()
    app.extensions["catalograph"] = site.Site(chosen, kept, pool, remembered, counted, scratch=scratch)
    app.jinja_env.globals["scratch"] = scratch
    harvested.init_app(app)
    shortcut.init_app(app)
    site.init_app(app)
    metrics.init_app(app)
    logs.init_app(app, chosen)
    compression.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    curators.init_app(app)
    endpoints = (sparql, update, graph_store, health, metrics)
    found_by = (sitemaps, signposting, dumps, oai, feed, federation)
    desk = (login, identity, quality, quality_about, quality_desk, validate)
    pages = (home, openapi, described, catalog, questions, snapshots, texts, graphs, ontology, entities)
    for module in (*endpoints, *((scratching,) if scratch else (*found_by, *desk, *pages))):
        app.register_blueprint(module.blueprint)
    return app
