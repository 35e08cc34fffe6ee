window.YTD.tweets.part0 = [
 {
  "tweet": {
   "id_str": "2",
   "full_text": "RT @bas: it was the wind",
   "created_at": "Tue Mar 12 09:17:40 +0000 2024"
  }
 },
 {
  "tweet": {
   "id_str": "1",
   "full_text": "Who left the gate open?",
   "created_at": "Tue Mar 12 09:15:02 +0000 2024"
  }
 }
]