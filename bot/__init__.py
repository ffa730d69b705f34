"""bot speaks: it reads plain-English questions, asks ``metrics``, and answers in Slack.

Owns: language, wording, Slack. May import: ``metrics``. Start reading at ``bot.answering``.
"""
