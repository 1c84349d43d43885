"""Who trains: programs, vetting, returns, figures and curated channels."""
