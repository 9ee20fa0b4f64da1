"""Parts of ``dev.py`` that need the environment; never imported by the product."""
