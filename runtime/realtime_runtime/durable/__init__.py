"""Durable publishing: what is the same on every engine that runs functions in memoized steps.

`runs` tells what a function publishes anew from echoes of what it has published before,
`publishing` has the identity of a durable message and what no retry can fix. An engine says how a
step is memoized, which of the run's steps it is, which memos a request brings if it runs a
function's body for each step, and which errors it does not retry. It gets a plan (`plans`) of each
publish, and carries it out in an event loop or in none. `dbos` is one, `..inngest` another.
"""
