"""The dashboard: one file for each page, with a frozen value that says what the page shows."""
