"""Dossiers on their way to the portal: sealed on this machine's disk, sent exactly once, erased when they have arrived."""
