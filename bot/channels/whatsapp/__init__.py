"""WhatsApp, by Meta's Cloud API: our own thin client and webhook parser.

`wire` and `parse` read webhooks, `listen` serves them; `render` writes requests, `client` sends
them, `errors` decides what a refusal means, `window` whether a person may be written to, `sending`
delivers what lies in the outbox, `templates` are the messages that Meta approves beforehand.
"""

CHANNEL = "whatsapp"
VERSION = "v23.0"
