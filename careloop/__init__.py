"""CareLoop: after-sales customer care for car dealers."""

__version__ = "0.1.0"
