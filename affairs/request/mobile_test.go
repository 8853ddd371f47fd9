package request

import (
	"errors"
	"testing"

	"gongkai/affairs/account"
)

func TestMobile(t *testing.T) {
	for _, c := range []struct {
		typed, want string
		err         error
	}{
		{"", "", nil},
		{"  ", "", nil},
		{"13812345678", "13812345678", nil},
		{"138 1234 5678", "13812345678", nil},
		{"138-1234-5678", "13812345678", nil},
		{"+86 138 1234 5678", "13812345678", nil},
		{"0086-13812345678", "13812345678", nil},
		{"86 13812345678", "13812345678", nil},
		{"＋８６　１３８１２３４５６７８", "13812345678", nil},
		{"19912345678", "19912345678", nil},
		{"12012345678", "", ErrMobile},  // no such range
		{"1381234567", "", ErrMobile},   // one too few
		{"138123456789", "", ErrMobile}, // one too many
		{"0431-88779005", "", ErrMobile},
		{"+852 9123 4567", "", ErrMobile},
		{"+1 138 1234 5678", "", ErrMobile},
		{"13812345678;13912345678", "", ErrMobile},
		{"my number", "", ErrMobile},
	} {
		if got, err := ParseMobile(c.typed); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q is %q, %v; want %q, %v", c.typed, got, err, c.want, c.err)
		}
	}
}

func TestMasked(t *testing.T) {
	for s, want := range map[string]string{"13812345678": "138****5678", "": "", "1381234": "*******"} {
		if got := MaskMobile(s); got != want {
			t.Errorf("%q is shown as %q, want %q", s, got, want)
		}
	}
}

// A mobile number is a way to reach the applicant like any other (art. 29), and
// those who deal with the applicant see it, in their agency only.
func TestMobileOfAnApplicant(t *testing.T) {
	a := Applicant{Kind: Natural, Name: "王芳", Paper: "护照", PaperNumber: "E1"}
	if _, err := a.Check(); !errors.Is(err, ErrContact) {
		t.Errorf("no way to reach them: %v", err)
	}
	a.Mobile = "+86 138-1234-5678"
	a, err := a.Check()
	if err != nil || a.Mobile != "13812345678" {
		t.Errorf("%q, %v", a.Mobile, err)
	}
	a.Mobile = "0431-88779005"
	if b, faults := a.Faults(); len(faults) != 1 || faults[0].Field != "mobile" || faults[0].Err != ErrMobile || b.Mobile != "0431-88779005" {
		t.Errorf("%q, %v", b.Mobile, faults)
	}
	a.Mobile, a.Language = "", "fr"
	a.Phone = "0431-88779005"
	if b, err := a.Check(); err != nil || b.Language != "" {
		t.Errorf("an unknown language is %q, %v", b.Language, err)
	}

	r := Request{ID: NewID(2017, 1), Agency: "JYJ"}
	for role, want := range map[account.Role]bool{account.Clerk: true, account.Reviewer: true, account.Head: true, account.Signer: false, account.SecrecyReviewer: false} {
		for in, there := range map[string]bool{"JYJ": true, "HBJ": false} {
			viewer := account.Of(account.Account{Login: "li", Grants: []account.Grant{{Role: role, Agency: "JYJ"}}})
			q := r
			if !there {
				q.Agency = "HBJ"
			}
			if got := MayCall(viewer, q); got != (want && there) {
				t.Errorf("%s of JYJ on a case of %s: %v", role, in, got)
			}
		}
	}
}
