"""The engines that are asked the same questions, one module each, behind one small interface.

Owns: how each engine is told of the benchmark's company and asked its questions.
May import: Paceline only in ``paceline``, a peer's package only in the module that bears its name:
each engine runs in a process of its own. Start reading at ``engine``.
"""

from __future__ import annotations
