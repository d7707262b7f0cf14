"""The main job in the real client: the Microsoft 365 Agents Playground, without a window."""
