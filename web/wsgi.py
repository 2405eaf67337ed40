"""What a WSGI server loads: ``web.wsgi:app``, built from the environment (see ``graph/settings.py``)."""

from web import create_app

app = create_app()
