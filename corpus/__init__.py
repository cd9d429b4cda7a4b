"""Directive files on disk, read into documents with exact text, metadata and outline."""
