"""The one change log: which datasets each publish created, updated and deleted, told by digests of their content.

What a publish changed stands in the journal, in ``change`` entries just before its ``publish`` entry, which has the
time. So the log is append-only, is the same after a rebuild, and every dialect (OAI-PMH, feed, Atom, modified_since)
reads it from ``changes.sqlite`` beside a snapshot, which is made of these entries.
"""
