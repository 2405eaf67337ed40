"""Queries run in expendable processes: the keeper holds the snapshot and forks workers that can be killed.

A pyoxigraph query cannot be cancelled, and text alone can crash its parser. So the keeper, a process of its
own, loads the snapshot into memory where it fits and forks workers from itself; a worker takes one query at
a time from a Unix socket, loses the network before it takes any, and dies by the kernel's hand at its
deadline or its memory limit. The keeper replaces it. Whoever asks sees a whole answer or learns which limit
was met.
"""
