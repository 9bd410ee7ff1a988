"""The hall's web pages: counters, the board, a number on the phone, ratings, figures and reports. Opened by `kiosk hall`."""
