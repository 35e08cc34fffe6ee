"""What readers of several families share: encoding, dates, names, lines and segments, text as it is built."""
