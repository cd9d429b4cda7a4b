"""What an admin runs, one thin file a command."""
