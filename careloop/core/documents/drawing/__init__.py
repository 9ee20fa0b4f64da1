"""Charts drawn as SVG, one file for each way of drawing."""
