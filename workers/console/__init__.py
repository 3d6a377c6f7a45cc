"""The HTTP side: pages for people, health, metrics, webhooks."""
