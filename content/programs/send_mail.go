package main

import (
	"fmt"
	"net/smtp"
)

var auth = smtp.PlainAuth("", "ada@example.test", "analytical-engine", "mail.example.test")

func main() {
	from, to := "ada@example.test", []string{"charles@example.test"}
	message := []byte("Subject: Tea\r\n\r\nI will bring the notes.\r\n")
	SHOWN
	if err != nil {
		fmt.Println(err)
	} else {
		fmt.Println("sent")
	}
}
