"""The HTTP side: health, metrics; later pages and an API."""
