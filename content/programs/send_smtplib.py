import smtplib, ssl
SHOWN
smtp.login("ada@example.test", "analytical-engine")
smtp.sendmail("ada@example.test", "charles@example.test", "Subject: Tea\r\n\r\nI will bring the notes.\r\n")
print(smtp.quit())
