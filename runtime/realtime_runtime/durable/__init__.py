"""Durable publishing: what is the same on every engine that runs functions in memoized steps.

`runs` tells what a function publishes anew from echoes of what it has published before,
`publishing` has the identity of a durable message and what no retry can fix. An engine says how a
step is memoized, which memos a request brings, and which errors it does not retry. It gives each
publish a plan (`plans`), and carries it out in an event loop or in none.
"""
