"""SERVICE (SPARQL 1.1 Federated Query): only to listed endpoints, timed, bounded, and never led elsewhere.

The engine performs the calls of SERVICE by itself and offers no hook. So a query with SERVICE runs in a process
of its own that can be killed; before it starts, each address in it is replaced by one of a broker, a small HTTP
server on the loopback in that same process. The engine asks the broker, the broker asks the endpoint.
"""
