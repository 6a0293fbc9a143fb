"""The checks of ``evidence verify``, one module a theme; each gives findings, a line each."""
