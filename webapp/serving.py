"""What the web server calls at the ends of its processes; named to it as its configuration."""


def worker_exit(_server: object, _worker: object) -> None:
    """Ends the jobs in hand before the interpreter ends their threads, so that none counts as a death."""
    from webapp import wsgi

    wsgi.end()
