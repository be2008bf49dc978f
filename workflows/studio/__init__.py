"""What a process owner does with diagrams and tables before anybody runs them: check, ask, play.

Nothing here needs a database, a server or the outside; what the site knows by name is handed in.
"""
