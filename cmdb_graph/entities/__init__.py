"""Entities and relationships one at a time: read, write, look around, look back."""
