"""Subtitles and machine transcripts: cues with times, joined to turns or paragraphs."""
