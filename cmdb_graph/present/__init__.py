"""An answer as people read it in a terminal."""
