"""Rows and closed vocabularies; imports nothing of ours."""
