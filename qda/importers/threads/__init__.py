"""Threads and chats as programs give them: JSON, XML, mailboxes; and one thread out of several pages."""
