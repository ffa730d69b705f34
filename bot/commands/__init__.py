"""The commands of ``paceline``, one module each.

Owns: arguments, terminal output, exit codes (0 done, 1 problem, 2 usage), the operator's identity.
May import: everything of ``bot``; each module imports the heavy parts when its command runs.
Start reading at ``ask``.
"""
