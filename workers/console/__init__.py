"""The HTTP side: health, metrics, webhooks; later pages and an API."""
