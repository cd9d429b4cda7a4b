"""The conversation: on Telegram and in the terminal."""
