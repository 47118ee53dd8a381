"""Storing a made-up community of any size by COPY; `threads.actions.scaling` calls all of it."""
