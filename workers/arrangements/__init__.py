"""Arrangements: a debt that is paid in instalments, agreed within limits, held silent while it is kept, and judged."""
