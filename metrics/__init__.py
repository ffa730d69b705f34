"""metrics knows: governed definitions in, governed numbers out.

Owns: definitions, their meaning, the SQL, the data. Imports nothing of ``bot``.
Start reading at ``metrics.layer.SemanticLayer``, the front door.
"""
