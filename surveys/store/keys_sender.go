package store

// senderKey: string, who mails are from and which server takes them, as JSON,
// the password locked; see sender.go. Writer: save_sender.
func senderKey() string { return "x:{surveys}:sender" }
