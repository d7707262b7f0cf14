"""What stands in front of every ``POST /api/messages``: nothing reaches a turn that Teams did not
send, for this bot, from a tenant of this house (``reliability.md`` §4.1 and §4.2).
"""
