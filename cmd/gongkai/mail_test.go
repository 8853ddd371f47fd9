package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/follow/notice"
)

// Where messages by SMS go is known by its address and a key, from a file or the
// environment, and by nothing else.
func TestGatewayFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte("a key nobody guesses\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const address = "https://sms.example.gov.cn/send"
	for _, c := range []struct {
		name  string
		flags mailFlags
		there bool
		err   error
	}{
		{"nothing", mailFlags{}, false, nil},
		{"a key alone sends nothing", mailFlags{SMSKey: "a key nobody guesses"}, false, nil},
		{"a key of the environment", mailFlags{SMS: address, SMSKey: "a key nobody guesses"}, true, nil},
		{"a key of a file", mailFlags{SMS: address, SMSKeyFile: file, SMSSign: "【长春市政府】"}, true, nil},
		{"no key", mailFlags{SMS: address}, false, errSMSKey},
		{"a file that is not there", mailFlags{SMS: address, SMSKeyFile: file + "2"}, false, os.ErrNotExist},
		{"a key anybody guesses", mailFlags{SMS: address, SMSKey: "1234"}, false, notice.ErrGatewayKey},
		{"with reports", mailFlags{SMS: address, SMSKey: "a key nobody guesses", SMSReports: "http://127.0.0.1:9/reports"}, true, nil},
		{"reports in the clear", mailFlags{SMS: address, SMSKey: "a key nobody guesses", SMSReports: "http://sms.example.gov.cn/reports"}, false, notice.ErrGateway},
		{"in the clear", mailFlags{SMS: "http://sms.example.gov.cn/send", SMSKey: "a key nobody guesses"}, false, notice.ErrGateway},
	} {
		g, err := c.flags.gateway()
		if (g != nil && err == nil) != c.there || !errors.Is(err, c.err) {
			t.Errorf("%s: %v, %v", c.name, g != nil, err)
		}
		if err != nil && strings.Contains(err.Error(), c.flags.SMSKey) && c.flags.SMSKey != "" {
			t.Errorf("%s: %v tells the key", c.name, err)
		}
		if err == nil && c.flags.SMSSign != "" && g.Sign != "长春市政府" {
			t.Errorf("%s: signed %q", c.name, g.Sign)
		}
	}
}
