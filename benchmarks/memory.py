"""What the processes need: proportional set sizes, after the same pages were asked for."""

from benchmarks.rounds import Bench


def measure(bench: Bench) -> dict[str, float]:
    """Bytes of the web workers of both sites (without their masters), of our renderers, and of
    everything of ours with the database."""
    meter = bench.meter
    web, floor = (meter.workers(part) for part in ("web", "floor"))
    parts = {part: sum(meter.memory(part)) for part in ("web", "renderer", "worker", "postgres")}
    return {
        "workers": sum(web),
        "floor_workers": sum(floor),
        "renderers": parts["renderer"],
        "task_worker": parts["worker"],
        "postgres": parts["postgres"],
        "everything": sum(parts.values()),
    }
