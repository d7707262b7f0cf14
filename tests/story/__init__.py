"""The main job once, told in the terminal: from outside, over HTTP, as people meet it."""
