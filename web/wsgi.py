"""What a WSGI server loads: ``web.wsgi:app``, built from the environment (see ``graph/settings.py``)."""

import os
from pathlib import Path

from graph import settings
from graph.recovery import end_with_parent
from graph.serving import POOL, SCRATCH, scratch
from web import create_app

if POOL in os.environ:
    end_with_parent()
app = create_app(
    pool=Path(os.environ[POOL]) if POOL in os.environ else None,
    scratch=scratch(settings.load()) if SCRATCH in os.environ else None,
)
