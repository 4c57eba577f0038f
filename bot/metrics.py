"""Prometheus metrics. Labels are channels, kinds and codes; never anything of a person."""

from prometheus_client import Counter, Gauge, Histogram

received = Counter("sapa_messages_received", "Messages taken in", ["channel", "state"])
answered_in = Histogram(
    "sapa_answer_seconds",
    "From the message taken in to its commit",
    ["channel"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
skipped = Counter("sapa_updates_skipped", "Updates that could not be decoded", ["channel"])
deliveries = Counter("sapa_deliveries", "Outcomes of deliveries", ["channel", "outcome"])
reports = Counter("sapa_delivery_reports", "Platforms' reports on messages", ["channel", "state"])
waiting = Gauge("sapa_outbox_waiting", "Messages that wait to be delivered", ["channel"])
data_as_of = Gauge("sapa_data_as_of_seconds", "Date of the participants' data")
