"""How the encoders are trained; nothing here runs when a question is answered."""
