package request

import (
	"errors"
	"testing"
)

// Numbers that cannot be are refused, in whatever width and case they are typed.
func TestPaperFault(t *testing.T) {
	for _, c := range []struct {
		paper, number string
		want          error
	}{
		{CreditCode, "91350100M000100Y43", nil}, // the example of GB 32100-2015
		{CreditCode, "９１３５０１００m000100y43", nil},
		{CreditCode, "9135 0100 M000 100Y 43", nil},
		{CreditCode, "91350100M000100Y44", ErrCreditCode},
		{CreditCode, "91350100M000100Y4I", ErrCreditCode},
		{CreditCode, "91350100I000100Y43", ErrCreditCode},
		{CreditCode, "123", ErrCreditCode},
		{CreditCode, "", nil}, // asked for elsewhere
		{Passport, "E12345678", nil},
		{Passport, "e12345678", nil},
		{Passport, "AB123", nil},
		{Passport, "!!", ErrPassport},
		{Passport, "E123", ErrPassport},
		{Passport, "E12345678901234567890", ErrPassport},
		{"其他有效证件", "!!", nil},
	} {
		if err := (Applicant{Paper: c.paper, PaperNumber: c.number}).PaperFault(); !errors.Is(err, c.want) {
			t.Errorf("%s %q: %v, want %v", c.paper, c.number, err, c.want)
		}
	}
}
