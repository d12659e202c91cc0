package main

import (
	"crypto/tls"
	"fmt"
	"net/smtp"
)

func connect() (*smtp.Client, error) {
	SHOWN
}

func send() error {
	client, err := connect()
	if err != nil {
		return err
	}
	if err := client.Auth(smtp.PlainAuth("", "ada@example.test", "analytical-engine", "mail.example.test")); err != nil {
		return err
	}
	if err := client.Mail("ada@example.test"); err != nil {
		return err
	}
	if err := client.Rcpt("charles@example.test"); err != nil {
		return err
	}
	text, err := client.Data()
	if err != nil {
		return err
	}
	fmt.Fprint(text, "Subject: Tea\r\n\r\nI will bring the notes.\r\n")
	if err := text.Close(); err != nil {
		return err
	}
	return client.Quit()
}

func main() {
	if err := send(); err != nil {
		fmt.Println(err)
	} else {
		fmt.Println("sent")
	}
}
