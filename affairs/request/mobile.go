package request

import (
	"errors"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
)

// ErrMobile refuses what is no mobile number of the mainland.
var ErrMobile = errors.New("手机号码应是中国大陆的 11 位号码，例如 138 1234 5678")

var mobileForm = regexp.MustCompile(`^(?:\+|00)?(?:86)?(1[3-9][0-9]{9})$`)

// ParseMobile reads a mobile number of the mainland as people type it: with
// blanks and hyphens, full width, with or without +86. What it gives is the
// eleven digits; "" of "". Errors: [ErrMobile].
func ParseMobile(s string) (string, error) {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -‐‑–—()", r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	if s == "" {
		return "", nil
	}
	m := mobileForm.FindStringSubmatch(s)
	if m == nil {
		return "", ErrMobile
	}
	return m[1], nil
}

// MaskMobile is a mobile number as those see it who need not call it:
// 138****5678. What is no such number is hidden whole.
func MaskMobile(s string) string {
	if len(s) != 11 {
		return strings.Repeat("*", len([]rune(s)))
	}
	return s[:3] + "****" + s[7:]
}

// MayCall says whether the viewer sees the number to which news of the request
// goes by SMS: those who deal with its applicant. Others who see the case see
// it masked.
func MayCall(viewer account.Actor, r Request) bool {
	return viewer.Permits(journal.Entry{Act: journal.RequestConfirm, Thing: r.Thing(), Actor: string(viewer.Login), Agency: string(r.Agency)})
}
