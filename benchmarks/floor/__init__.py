"""A bare Django project: what the same pages cost without permissions, read state, likes of the viewer and prompts.

Plain Django as its tutorial has it: model objects, Django templates with the cached loader, the default
middleware, sessions and people from PostgreSQL, connections that stay open. It is a floor to measure
against, no product. Its tables are copies of ours in a schema of their own (`tables.py`).
"""
