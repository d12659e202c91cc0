import imaplib, ssl
SHOWN
imap.login("ada@example.test", "analytical-engine")
print(imap.select("INBOX"))
imap.logout()
