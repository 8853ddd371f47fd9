package request

import (
	"errors"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// What proves who applies.
const (
	CreditCode = "统一社会信用代码"
	Passport   = "护照"
)

var (
	ErrCreditCode = errors.New("统一社会信用代码不正确，请核对18位代码")
	ErrPassport   = errors.New("护照号码由5至20位字母和数字组成，请核对")
)

var passportForm = regexp.MustCompile(`^[A-Z0-9]{5,20}$`)

// PaperFault is what is wrong with the number of the paper as it was typed, nil
// where nothing is, where none was typed and of papers without a form of their own.
// The identity card is checked with everything else ([Applicant.Faults]).
func (a Applicant) PaperFault() error {
	number := strings.ToUpper(norm.NFKC.String(strings.ReplaceAll(a.PaperNumber, " ", "")))
	switch {
	case number == "":
	case a.Paper == CreditCode && !creditCode(number):
		return ErrCreditCode
	case a.Paper == Passport && !passportForm.MatchString(number):
		return ErrPassport
	}
	return nil
}

// creditSigns is the signs of a unified social credit code by their value: digits
// and capital letters without I, O, S, V, Z (GB 32100-2015).
const creditSigns = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCode checks a unified social credit code by its last sign: the sum of the
// others, each times 3 to the power of its place, modulo 31.
func creditCode(s string) bool {
	if len(s) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(creditSigns, s[i])
		if v < 0 {
			return false
		}
		sum, weight = sum+v*weight, weight*3%31
	}
	return creditSigns[(31-sum%31)%31] == s[17]
}
