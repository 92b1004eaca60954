"""Files that were to hold figures and are pages: what a server sends for a file that it does not have."""

from __future__ import annotations


def is_html(head: bytes) -> bool:
    """Whether a file that begins so is a page of HTML.

    Examples
    --------
    >>> is_html(b"<!DOCTYPE html><html>"), is_html(b"cvegeo,lon,lat")
    (True, False)
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<!--"))
