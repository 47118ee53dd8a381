"""HTTP in and out: fetch, act, answer. Decisions are taken below."""
