"""The page that customers open by the link in their notices: no login, no script, nothing without a valid link."""
