"""Chats saved as text or exported in a ZIP: WhatsApp, Telegram, Slack, Discord, Zoom."""
