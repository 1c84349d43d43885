"""The reading room: pages that belong to everybody. No tables."""
