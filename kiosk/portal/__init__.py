"""The one-stop system over HTTP: the client, and the sample portal that stands in for it at the desk and in the tests."""
