"""A report as data (``model``) and what prints it (``renderers``): html, pptx, pdf, xlsx."""
