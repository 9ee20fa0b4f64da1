"""The ``careloop`` command: one module for each command, loaded when that command is asked for."""
