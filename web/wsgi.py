"""What a WSGI server loads: ``web.wsgi:app``, built from the environment (see ``graph/settings.py``)."""

import os
from pathlib import Path

from graph.serving import POOL
from web import create_app

app = create_app(pool=Path(os.environ[POOL]) if POOL in os.environ else None)
